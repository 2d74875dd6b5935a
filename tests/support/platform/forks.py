"""A process that imports once and forks a child per order, so that twenty kills cost one start.

The caller of `serve` decides what a child does.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[3]
Order = dict[str, Any]
Note = Callable[[str], None]
Work = Callable[[Order, Note], int]


@dataclass(frozen=True)
class ChildResult:
    """How a child ended.

    Attributes:
        code: its exit code, or minus the signal that killed it.
        note: what it noted before it ended.
        output: what it printed.
    """

    code: int
    note: str
    output: str

    @property
    def was_killed(self) -> bool:
        """Whether kill -9 ended it."""
        return self.code == -signal.SIGKILL


@dataclass(frozen=True)
class Forks:
    """A server that runs each order in a child process."""

    process: "subprocess.Popen[str]"

    def fork(self, order: Order) -> ChildResult:
        """The result of a child that ran the order to its end."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return ChildResult(**json.loads(self.process.stdout.readline()))


@contextmanager
def forks(program: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[Forks]:
    """A server run by a Python program; `log` holds the output of its last child."""
    with subprocess.Popen(
        [sys.executable, *program, str(log)],
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            yield Forks(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def serve(work: Work) -> None:
    """Fork a child for each input line, one after the other, and print its result."""
    log = Path(sys.argv[-1])
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _run_child(work, json.loads(line), log, writing)
        os.close(writing)
        with os.fdopen(reading) as note:
            noted = note.read()
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "note": noted, "output": log.read_text()}), flush=True)


def _run_child(work: Work, order: Order, log: Path, note: int) -> NoReturn:
    """Run the order in a session of its own, so that all its processes are killed together."""
    code = 70
    try:
        os.setsid()
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        code = work(order, lambda text: _write(note, text))
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        os._exit(code)


def _write(note: int, text: str) -> None:
    os.write(note, text.encode())


def die() -> None:
    """Kill this child and all processes that it started."""
    os.killpg(0, signal.SIGKILL)
