"""Each fault of the state ends each command with the sentence that is true of it, no traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ecom_platform.settings import PROJECT_ROOT

ECOM = "from ecom_platform.cli.main import app; app()"
COMMANDS = {
    "status": ["-c", ECOM, "status"],
    "run": ["-m", "run_now"],
    "serve": ["-c", ECOM, "serve", "--port", "1"],
}


def _damage_store(data: Path) -> None:
    (data / "platform.db").write_bytes(b"no database" * 1000)


def _damage_pointer(data: Path) -> None:
    (data / "published").mkdir()
    (data / "published" / "CURRENT").write_bytes(b"\xff\xfe")


def _damage_warehouse(data: Path) -> None:
    (data / "warehouse").mkdir()
    (data / "warehouse" / "warehouse.duckdb").write_bytes(b"no warehouse" * 1000)


FAULTS: dict[str, tuple[Callable[[Path], None], str, tuple[str, ...]]] = {
    # the dashboard needs neither the store nor the warehouse, and goes on serving without them
    "damaged store": (_damage_store, "platform.db is damaged", ("run",)),
    "damaged warehouse": (_damage_warehouse, "warehouse.duckdb is damaged", ("status",)),
    "damaged pointer": (_damage_pointer, "CURRENT is damaged", ("status", "run", "serve")),
    "? in the path": (lambda _data: None, "must not have '?'", ("status", "run", "serve")),
    "# in the path": (lambda _data: None, "must not have '#'", ("status", "run", "serve")),
}


@pytest.mark.parametrize(
    ("fault", "command"),
    [(fault, command) for fault, (_, _, commands) in FAULTS.items() for command in commands],
)
def test_a_fault_of_the_state_is_said(fault: str, command: str, tmp_path: Path) -> None:
    damage, sentence, _ = FAULTS[fault]
    damage(tmp_path)
    mark = fault[0] if fault[0] in "?#" else ""
    data = tmp_path / f"a{mark}b" if mark else tmp_path
    ended = subprocess.run(
        [sys.executable, *COMMANDS[command]],
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "ECOM_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert sentence in said
    assert "Traceback" not in said
    assert ended.returncode == 1
