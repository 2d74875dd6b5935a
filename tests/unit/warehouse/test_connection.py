"""The warehouse file: a run waits for another process that has it, and each failure is true."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecom_platform.errors import WarehouseError
from ecom_platform.warehouse.connection import open_warehouse

HOLD = """
import sys, time, duckdb
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def _holder(path: Path, seconds: float) -> subprocess.Popen[str]:
    """A process that has the warehouse open, as a run that has given its lock back."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_run_waits_until_the_process_before_it_closes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    holder = _holder(path, 1)
    with open_warehouse(path) as opened:
        assert opened.execute("select 1").fetchall() == [(1,)]
    holder.communicate()


def test_a_file_that_stays_held_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    holder = _holder(path, 60)
    with (
        pytest.raises(WarehouseError, match=r"held by another program.*end that process"),
        open_warehouse(path, patience_seconds=0.3),
    ):
        pass
    holder.kill()
    holder.communicate()


def test_a_damaged_warehouse_is_a_sentence_with_the_road(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"not a database")
    with pytest.raises(WarehouseError, match=r"is damaged.*'ecom restore'"), open_warehouse(path):
        pass


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, r"The disk .*is full\. Free space"),
        (errno.EROFS, "may not be written or read by user"),
        (errno.EACCES, "may not be written or read by user"),
    ],
)
def test_a_failure_of_the_machine_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def fail(path: str) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr("duckdb.connect", fail)
    with pytest.raises(WarehouseError, match=sentence), open_warehouse(tmp_path / "w.duckdb"):
        pass
