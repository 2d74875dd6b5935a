"""What a reader must know of a table: it passed, it has warnings, it is held, or it is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ecom_platform.publishing.manifest import VersionManifest

Word = Literal["passed", "warning", "held", "released", "missing"]
_WORST_FIRST: tuple[Word, ...] = ("missing", "held", "released", "warning", "passed")


@dataclass(frozen=True)
class TableState:
    """The state of the tables behind a number.

    Attributes:
        checks: how many checks they passed.
        sentence: what a reader should know.
    """

    word: Word
    checks: int
    sentence: str


def state_of(manifest: VersionManifest, tables: Iterable[str]) -> TableState:
    """The worst state of these tables, with the sentences of all that are not well."""
    states = [_state(manifest, table) for table in dict.fromkeys(tables)]
    word = min((state.word for state in states), key=_WORST_FIRST.index)
    checks = sum(state.checks for state in states)
    if word == "passed":
        return TableState(word, checks, f"No check failed; {checks:,} passed on its tables.")
    told = " ".join(state.sentence for state in states if state.word != "passed")
    return TableState(word, checks, told)


def missing_reason(manifest: VersionManifest, tables: Iterable[str]) -> str | None:
    """Why these tables cannot be shown; None when all of them can."""
    state = state_of(manifest, tables)
    return state.sentence if state.word == "missing" else None


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
