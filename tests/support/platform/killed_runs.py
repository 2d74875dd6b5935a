"""Nightly runs that die by kill -9 at a named point: at the n-th call of a function.

Called as a program it imports the platform and reads the dbt project once, and forks a process for
each run, so that a kill hits a run and not its start. Each process wraps the function that a point
names, and then goes on as `make run` does. The points belong to the tests.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import wraps
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from ecom_platform.settings import load_settings
from tests.support.platform.forks import Forks, Note, Order, die, forks, serve


@dataclass(frozen=True)
class Point:
    """A point of a run.

    Attributes:
        name: in words.
        call: a function or method, by the module or class in which its caller looks it up.
        about: a text that one of its arguments holds.
        nth: which of these calls.
        is_done: whether the call is made before the run dies.
        is_shown: whether the run dies after readers got what it made.
    """

    name: str
    call: str
    about: str = ""
    nth: int = 1
    is_done: bool = False
    is_shown: bool = False


@dataclass(frozen=True)
class KilledRuns:
    """Runs of one data folder."""

    server: Forks

    def kill_at(self, point: Point) -> None:
        """Start a run that dies at the point; it fails when the run never comes there."""
        result = self.server.fork(asdict(point))
        is_reached = result.was_killed and result.note == point.name
        assert is_reached, f"never reached: {point}, it ended with {result.code}\n{result.output}"


@contextmanager
def killed_runs(environment: Mapping[str, str], log: Path) -> Iterator[KilledRuns]:
    """Runs with these settings."""
    with forks(["-m", "tests.support.platform.killed_runs"], log, environment) as server:
        yield KilledRuns(server)


def _run(order: Order, note: Note) -> int:
    _wrap_call(Point(**order), note)
    main: Callable[[], int] = import_module("run_now").main
    return main()


def _wrap_call(point: Point, note: Note) -> None:
    holder, _, name = point.call.rpartition(".")
    owner = resolve_name(holder)
    call = getattr(owner, name)
    calls = count(1)

    @wraps(call)
    def deadly(*arguments: Any, **named: Any) -> Any:
        matches = not point.about or any(point.about in str(value) for value in arguments)
        dies = matches and next(calls) == point.nth
        if dies and not point.is_done:
            note(point.name)
            die()
        result = call(*arguments, **named)
        if dies:
            note(point.name)
            die()
        return result

    setattr(owner, name, deadly)


if __name__ == "__main__":
    import_module("definitions")  # as a run does at its start
    import_module("run_now")
    import_module("assets.dbt.dbt_runner").Dbt(load_settings()).parse()
    serve(_run)
