"""What a version will contain: tables that passed, and the last good content of held tables.

The selection follows from the gate's verdict and the version that readers have. The tables are
copied in `copy_tables.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from ecom_platform.publishing.manifest import HeldFact, TableContent, VersionManifest
from ecom_platform.publishing.published_tables import is_published, published_tables
from ecom_platform.publishing.table_contents import content_digest, table_contents
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
        unsorted = {**self.passed, **self.kept}
        return {name: unsorted[name] for name in sorted(unsorted)}

    @property
    def content(self) -> str:
        """A hash of everything that readers would see."""
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
    previous_tables = previous.tables if previous else {}
    return Selection(
        passed=table_contents(warehouse, passed),
        kept={name: previous_tables[name] for name in held if name in previous_tables},
        held_by=held,
    )


def held_facts(
    selection: Selection, verdict: Verdict, previous: VersionManifest | None, now: datetime
) -> dict[str, HeldFact]:
    """Since when and why each held table is held, and from which version its content comes.

    A table that was already held in the previous version keeps its time and its content.
    """
    facts = {}
    for name, cause in selection.held_by.items():
        previous_fact = previous.held.get(name) if previous else None
        last_good_version = previous.name if previous and name in previous.tables else None
        facts[name] = HeldFact(
            since=previous_fact.since if previous_fact else now,
            because=_reason_held(verdict, name, cause),
            cause=cause,
            content_of=previous_fact.content_of if previous_fact else last_good_version,
        )
    return facts


def _reason_held(verdict: Verdict, table: str, cause: str) -> str:
    """Why the table that failed is held; for a table downstream, also that it depends on it."""
    reasons_of_cause = " ".join(verdict.tables[cause].reasons)
    if table == cause:
        return reasons_of_cause
    return f"It depends on {cause}, which is held. {reasons_of_cause}"
