"""One run at a time, however the run before it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from ecom_platform.errors import WarehouseError
from ecom_platform.warehouse.run_lock import run_lock

HOLD = """
import sys, time
from pathlib import Path
from ecom_platform.warehouse.run_lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with (
        run_lock(tmp_path),
        pytest.raises(WarehouseError, match="Wait until it ends, or end it"),
        run_lock(tmp_path, patience_seconds=0),
    ):
        pass


def test_the_lock_is_free_again_after_the_run(tmp_path: Path) -> None:
    for _ in range(2):
        with run_lock(tmp_path, patience_seconds=0):
            pass


def test_the_lock_is_free_again_after_a_run_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), run_lock(tmp_path):
        raise ValueError("broken")
    with run_lock(tmp_path, patience_seconds=0):
        pass


def test_a_killed_run_does_not_keep_the_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(WarehouseError), run_lock(tmp_path, patience_seconds=0):
        pass
    holder.kill()
    holder.communicate()
    with run_lock(tmp_path, patience_seconds=5):
        pass


def test_a_waiting_run_starts_when_the_other_ends(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD.replace("60", "0.5"), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with run_lock(tmp_path, patience_seconds=10):
        pass
    holder.communicate()
