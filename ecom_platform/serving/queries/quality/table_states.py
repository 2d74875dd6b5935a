"""What a reader must know of a table: it passed, it has warnings, it is held, or it is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ecom_platform.publishing.manifest import VersionManifest

StateName = Literal["passed", "warning", "held", "released", "missing"]
_WORST_FIRST: tuple[StateName, ...] = ("missing", "held", "released", "warning", "passed")


@dataclass(frozen=True)
class TableState:
    """The state of the tables behind a number.

    Attributes:
        checks: how many checks they passed.
        sentence: what a reader should know.
        held_since: the first moment since which one of them is held; None when none is.
    """

    name: StateName
    checks: int
    sentence: str
    held_since: datetime | None = None


@dataclass(frozen=True)
class HeldCause:
    """A table that failed, and all tables that are held because of it."""

    cause: str
    tables: tuple[str, ...]
    since: datetime
    because: str

    @property
    def sentence(self) -> str:
        """What a reader should know, once for all of them."""
        are = "1 table is" if len(self.tables) == 1 else f"{len(self.tables)} tables are"
        return (
            f"{are} held since {self.since:%Y-%m-%d %H:%M} UTC because of {self.cause}: "
            f"{self.because}. Readers see the last good content."
        )


def state_of(manifest: VersionManifest, tables: Iterable[str]) -> TableState:
    """The worst state of these tables, with the sentences of all that are not well."""
    names = list(dict.fromkeys(tables))
    states = {name: _state(manifest, name) for name in names}
    name = min((state.name for state in states.values()), key=_WORST_FIRST.index)
    checks = sum(state.checks for state in states.values())
    held = [manifest.held[name].since for name in names if name in manifest.held]
    if name == "passed":
        told = f"No check failed; {checks:,} passed on its tables."
    else:
        told = " ".join(_told_once(manifest, states))
    return TableState(name, checks, told, min(held, default=None))


def held_causes(manifest: VersionManifest) -> list[HeldCause]:
    """The tables that failed, each with those held because of it."""
    found: dict[str, list[str]] = {}
    for table, held in manifest.held.items():
        found.setdefault(held.cause, []).append(table)
    causes = []
    for cause, tables in found.items():
        first = manifest.held[cause if cause in tables else tables[0]]
        because = first.because.split("which is held. ")[-1].rstrip(".")
        since = min(manifest.held[table].since for table in tables)
        causes.append(HeldCause(cause, tuple(tables), since, because))
    return causes


def missing_reason(manifest: VersionManifest, tables: Iterable[str]) -> str | None:
    """Why these tables cannot be shown; None when all of them can."""
    state = state_of(manifest, tables)
    return state.sentence if state.name == "missing" else None


def _told_once(manifest: VersionManifest, states: Mapping[str, TableState]) -> Iterator[str]:
    """The sentences of tables that are not well; of those held by one cause, the first."""
    told: set[str] = set()
    for name, state in states.items():
        held = manifest.held.get(name)
        if state.name == "passed" or (held and held.cause in told):
            continue
        if held:
            told.add(held.cause)
        yield state.sentence


def _state(manifest: VersionManifest, table: str) -> TableState:
    checks = len(manifest.passed_checks.get(table, []))
    if table not in manifest.tables:
        held = manifest.held.get(table)
        why = f"{table} was {held.sentence}" if held else f"{table} is not part of this version."
        return TableState("missing", checks, why)
    if table in manifest.held:
        return TableState("held", checks, f"{table} is {manifest.held[table].sentence}")
    if table in manifest.released:
        return TableState("released", checks, f"{table}: {manifest.released[table]}")
    failed = [one for one in manifest.failed_checks if one.table == table]
    if failed:
        told = " ".join(one.message.rstrip(".") + "." for one in failed)
        return TableState("warning", checks, f"{table}: {told}")
    return TableState("passed", checks, "")
