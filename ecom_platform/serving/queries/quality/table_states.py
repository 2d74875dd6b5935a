"""The state of the tables behind a figure: passed, warning, held, released or missing.

The rows and checks of each table are in `table_trust.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ecom_platform.publishing.manifest import VersionManifest

StateName = Literal["passed", "warning", "held", "released", "missing"]
WORST_FIRST: tuple[StateName, ...] = ("missing", "held", "released", "warning", "passed")


@dataclass(frozen=True)
class TableState:
    """The state of one or more tables.

    Attributes:
        name: the state of the worst of them.
        checks: how many checks they passed.
        sentence: what a reader should know.
        held_since: when the first of them was held; None when none is.
    """

    name: StateName
    checks: int
    sentence: str
    held_since: datetime | None = None


@dataclass(frozen=True)
class HeldCause:
    """A table that failed, and all tables that are held because of it.

    Attributes:
        cause: the table that failed.
        since: when the first of the tables was held.
        because: why `cause` failed, without a full stop.
    """

    cause: str
    tables: tuple[str, ...]
    since: datetime
    because: str

    @property
    def sentence(self) -> str:
        """What a reader should know, in one sentence for all of the tables."""
        are = "1 table is" if len(self.tables) == 1 else f"{len(self.tables)} tables are"
        return (
            f"{are} held since {self.since:%Y-%m-%d %H:%M} UTC because of {self.cause}: "
            f"{self.because}. Readers see the last good content."
        )


def state_of(manifest: VersionManifest, tables: Iterable[str]) -> TableState:
    """The worst state of these tables, with a sentence on each that did not pass.

    Raises:
        ValueError: no table is given.
    """
    names = list(dict.fromkeys(tables))
    states = {name: _table_state(manifest, name) for name in names}
    name = min((state.name for state in states.values()), key=WORST_FIRST.index)
    checks = sum(state.checks for state in states.values())
    held = [manifest.held[name].since for name in names if name in manifest.held]
    if name == "passed":
        sentence = f"No check failed; {checks:,} passed on its tables."
    else:
        sentence = " ".join(_problem_sentences(manifest, states))
    return TableState(name, checks, sentence, min(held, default=None))


def held_causes(manifest: VersionManifest) -> list[HeldCause]:
    """The tables that failed, each with all tables that are held because of it."""
    tables_by_cause: dict[str, list[str]] = {}
    for table, held in manifest.held.items():
        tables_by_cause.setdefault(held.cause, []).append(table)
    causes = []
    for cause, tables in tables_by_cause.items():
        first_held = manifest.held[cause if cause in tables else tables[0]]
        # a table that only depends on the cause states "It depends on X, which is held." first
        because = first_held.because.split("which is held. ")[-1].rstrip(".")
        since = min(manifest.held[table].since for table in tables)
        causes.append(HeldCause(cause, tuple(tables), since, because))
    return causes


def missing_reason(manifest: VersionManifest, tables: Iterable[str]) -> str | None:
    """Why these tables cannot be shown; None when readers get all of them."""
    state = state_of(manifest, tables)
    return state.sentence if state.name == "missing" else None


def _problem_sentences(
    manifest: VersionManifest, states: Mapping[str, TableState]
) -> Iterator[str]:
    """A sentence per table that did not pass; of the tables held by one cause only the first."""
    reported_causes: set[str] = set()
    for table, state in states.items():
        held = manifest.held.get(table)
        if state.name == "passed" or (held and held.cause in reported_causes):
            continue
        if held:
            reported_causes.add(held.cause)
        yield state.sentence


def _table_state(manifest: VersionManifest, table: str) -> TableState:
    """The state of one table: missing, else held, else released, else warning, else passed."""
    checks = len(manifest.passed_checks.get(table, []))
    if table not in manifest.tables:
        held = manifest.held.get(table)
        sentence = f"{table} is not part of this version."
        if held:
            sentence = f"{table} was {held.sentence}"
        return TableState("missing", checks, sentence)
    if table in manifest.held:
        return TableState("held", checks, f"{table} is {manifest.held[table].sentence}")
    if table in manifest.released:
        return TableState("released", checks, f"{table}: {manifest.released[table]}")
    failed = [check for check in manifest.failed_checks if check.table == table]
    if failed:
        messages = " ".join(check.message.rstrip(".") + "." for check in failed)
        return TableState("warning", checks, f"{table}: {messages}")
    return TableState("passed", checks, "")
