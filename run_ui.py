"""Runs the dashboard and Dagster's UI and daemon until it is told to end; for `make ui`.

Each has a session of its own, so that a signal to this process ends all that they started, too.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from dagster_instance.dagster_home import prepared_home
from ecom_platform.errors import PlatformError
from ecom_platform.settings import PROJECT_ROOT, load_settings

PATIENCE_SECONDS = 20.0
BIN = Path(sys.executable).parent


def run_until_told(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands side by side until one of them ends or a signal arrives, then end them all.

    Returns:
        The exit code: 0 after a signal, else 1.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.extend(subprocess.Popen(command, start_new_session=True) for command in commands)
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            _end_session(process)
    return 1


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_session(process: subprocess.Popen[bytes]) -> None:
    """Ask every process of a session to end, and end those that have not after a while."""
    _signal_session(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _signal_session(process, 0) and time.monotonic() < deadline:
        process.poll()  # an ended process stays in its group until it is asked for
        time.sleep(0.1)
    _signal_session(process, signal.SIGKILL)
    process.wait()


def _signal_session(process: subprocess.Popen[bytes], number: int) -> bool:
    """Send a signal to every process of a session; whether there is one."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True


def main() -> int:
    """Start what `make ui` shows; returns the exit code."""
    parser = argparse.ArgumentParser(description="The dashboard, and Dagster's UI and daemon.")
    parser.add_argument("--port", type=int, default=3000, help="of Dagster's UI")
    parser.add_argument("--dashboard", type=int, default=8080, help="port of the dashboard")
    arguments = parser.parse_args()
    try:
        os.environ["DAGSTER_HOME"] = str(prepared_home(load_settings()))
    except PlatformError as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the person at the terminal
        return 1
    dagster = [str(BIN / "dagster"), "dev", "-w", str(PROJECT_ROOT / "workspace.yaml")]
    return run_until_told(
        [
            [str(BIN / "ecom"), "serve", "--port", str(arguments.dashboard)],
            [*dagster, "-h", "127.0.0.1", "-p", str(arguments.port)],
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
