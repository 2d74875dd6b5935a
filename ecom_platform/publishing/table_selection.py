"""What a version will hold: tables that passed, and the last good content of those that did not.

Decides by the gate's verdict and the version readers have. Copying belongs in `table_copies.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from ecom_platform.publishing.manifest import HeldFact, TableContent, VersionManifest
from ecom_platform.publishing.table_copies import (
    content_digest,
    is_published,
    published_tables,
    table_contents,
)
from ecom_platform.quality.gate.gate import Verdict
from ecom_platform.warehouse.layers import MARTS


@dataclass(frozen=True)
class Selection:
    """The tables of a version to be.

    Attributes:
        passed: tables of the warehouse, with their figures.
        kept: tables of the version before, with their figures.
        held_by: every held table and the table whose fault it is.
    """

    passed: Mapping[str, TableContent]
    kept: Mapping[str, TableContent]
    held_by: Mapping[str, str]

    @property
    def tables(self) -> dict[str, TableContent]:
        """All tables, by name."""
        both = {**self.passed, **self.kept}
        return {name: both[name] for name in sorted(both)}

    @property
    def content(self) -> str:
        """One word for what readers would see."""
        return content_digest(self.tables, self.held_by)

    @property
    def has_marts(self) -> bool:
        """Whether there is anything to read."""
        return any(name.startswith(f"{MARTS}.") for name in self.tables)


def select_tables(
    warehouse: duckdb.DuckDBPyConnection, verdict: Verdict, previous: VersionManifest | None
) -> Selection:
    """Sort the tables readers get by whether they passed."""
    held = {name: one.cause for name, one in verdict.held.items() if is_published(name)}
    passed = [name for name in published_tables(warehouse) if not verdict.is_held(name)]
    known = previous.tables if previous else {}
    return Selection(
        table_contents(warehouse, passed),
        {name: known[name] for name in held if name in known},
        held,
    )


def held_facts(
    selection: Selection, verdict: Verdict, previous: VersionManifest | None, now: datetime
) -> dict[str, HeldFact]:
    """What readers are told of each held table; one that was held already keeps its beginning."""
    facts = {}
    for name, cause in selection.held_by.items():
        earlier = previous.held.get(name) if previous else None
        good = previous.name if previous and name in previous.tables else None
        facts[name] = HeldFact(
            since=earlier.since if earlier else now,
            because=_because(verdict, name, cause),
            cause=cause,
            content_of=earlier.content_of if earlier else good,
        )
    return facts


def _because(verdict: Verdict, table: str, cause: str) -> str:
    own = " ".join(verdict.tables[cause].reasons)
    return own if table == cause else f"It is made of {cause}, which is held. {own}"
