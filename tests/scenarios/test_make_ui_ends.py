"""`make ui` that is told to end leaves no process behind: no server, no daemon, no code server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecom_platform.settings import PROJECT_ROOT

pytestmark = pytest.mark.slow

MARK = "ECOM_DATA"  # every process that `make ui` starts has the data folder in its environment


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _is_answering(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _processes_of(data: Path) -> set[int]:
    """The processes whose environment names the data folder, whoever is their parent."""
    wanted, found = f"{MARK}={data}".encode(), set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = wanted in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended meanwhile, or is not ours
        if is_ours:
            found.add(int(folder.name))
    return found


def _wait(seconds: float, *, until: str, condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {until}"
        time.sleep(0.2)


@pytest.fixture
def ui(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", list[int]]]:
    """`make ui` and its ports; whatever it leaves is ended after the test."""
    ports = [_free_port(), _free_port()]
    folder = Path(sys.executable).parent
    command = ["make", "-o", ".venv/.setup-stamp", f"BIN={folder}"]
    command += [f"DATA={tmp_path}", f"PORT={ports[0]}", f"DASHBOARD={ports[1]}", "ui"]
    log = (tmp_path / "ui.log").open("wb")
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), MARK: str(tmp_path)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield process, ports
    for pid in _processes_of(tmp_path) - {os.getpid()}:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    log.close()


def test_all_that_make_ui_started_ends_with_it(
    ui: tuple["subprocess.Popen[bytes]", list[int]], tmp_path: Path
) -> None:
    process, ports = ui
    _wait(180, until="both answer", condition=lambda: all(map(_is_answering, ports)))
    assert len(_processes_of(tmp_path)) > 4  # make, the script, the dashboard, Dagster's own
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    _wait(10, until="no process is left", condition=lambda: not _processes_of(tmp_path))
    assert not any(map(_is_answering, ports))
