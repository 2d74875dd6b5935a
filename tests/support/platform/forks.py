"""A process that imports once and forks a child per order: killing twenty costs one start.

What a child does is the work of whoever calls `serve`; how it ended is its fate.
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
class Fate:
    """How a child ended.

    Attributes:
        code: its exit code, or minus the signal that killed it.
        note: what it had noted until then.
        said: what it printed.
    """

    code: int
    note: str
    said: str

    @property
    def was_killed(self) -> bool:
        """Whether nobody but kill -9 ended it."""
        return self.code == -signal.SIGKILL


@dataclass(frozen=True)
class Forks:
    """A server that takes orders."""

    process: "subprocess.Popen[str]"

    def fork(self, order: Order) -> Fate:
        """A child that follows the order, to its end."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Fate(**json.loads(self.process.stdout.readline()))


@contextmanager
def forks(program: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[Forks]:
    """The server a Python program calls; `log` holds what its last child prints."""
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
    """Fork a child per line of the input, one after the other, and print how each ended."""
    log = Path(sys.argv[-1])
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _follow(work, json.loads(line), log, writing)
        os.close(writing)
        with os.fdopen(reading) as note:
            noted = note.read()
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"code": code, "note": noted, "said": log.read_text()}), flush=True)


def _follow(work: Work, order: Order, log: Path, note: int) -> NoReturn:
    """In a session of its own, so that whatever it starts can be killed with it."""
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
    """Kill this child and whatever it has started."""
    os.killpg(0, signal.SIGKILL)
