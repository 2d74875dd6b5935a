"""What a version will contain: tables that passed, and the last good content of held tables.

Only decides, from the gate's verdict and the version readers have. Copying belongs in
`table_copies.py`.
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
    """The tables that a new version will contain.

    Attributes:
        passed: tables of the warehouse, with their row count and checksum.
        kept: held tables of the previous version, with their row count and checksum.
        held_by: every held table, with the table that failed.
    """

    passed: Mapping[str, TableContent]
    kept: Mapping[str, TableContent]
    held_by: Mapping[str, str]

    @property
    def tables(self) -> dict[str, TableContent]:
        """All tables, by name."""
        every = {**self.passed, **self.kept}
        return {name: every[name] for name in sorted(every)}

    @property
    def content(self) -> str:
        """A hash of everything readers would see."""
        return content_digest(self.tables, self.held_by)

    @property
    def has_marts(self) -> bool:
        """Whether the version would contain a mart."""
        return any(name.startswith(f"{MARTS}.") for name in self.tables)


def select_tables(
    warehouse: duckdb.DuckDBPyConnection, verdict: Verdict, previous: VersionManifest | None
) -> Selection:
    """The tables that a new version will contain.

    Args:
        warehouse: the warehouse the run built.
        verdict: the gate's verdict on the run.
        previous: the version readers have; None when there is none, or when it is damaged.
    """
    held = {name: held.cause for name, held in verdict.held.items() if is_published(name)}
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
    """What the manifest says of each held table.

    A table that was held in the previous version keeps the time since when it is held.
    """
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
    return own if table == cause else f"It depends on {cause}, which is held. {own}"
