"""The gate: may readers get what a run built? Without a positive answer the answer is no.

Only decides. Copying tables belongs in `ecom_platform.publishing`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from ecom_platform.quality import outcomes as history
from ecom_platform.quality.dbt_artifacts import Manifest
from ecom_platform.quality.outcome import Outcome
from ecom_platform.quality.own_checks import run_own_checks
from ecom_platform.warehouse.connection import transaction


@dataclass(frozen=True)
class Verdict:
    """Whether the tables of a run may be shown, and why not.

    Attributes:
        run_reasons: what speaks against the run as a whole.
        table_reasons: what speaks against single tables, by table; a table without an entry passed.
        outcomes: everything the verdict rests on.
    """

    run_id: str
    run_reasons: tuple[str, ...]
    table_reasons: Mapping[str, tuple[str, ...]]
    outcomes: tuple[Outcome, ...]

    @property
    def is_publishable(self) -> bool:
        """Whether a version may be made; for now one failed table holds them all."""
        return not self.run_reasons and not self.table_reasons

    @property
    def reasons(self) -> list[str]:
        """Everything that speaks against publishing, a sentence each."""
        return [*self.run_reasons, *(why for one in self.table_reasons.values() for why in one)]

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """Failed checks that only tell someone."""
        return tuple(one for one in self.outcomes if one.status == "fail" and not one.blocks)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Failed checks that hold the version back, and those that gave no answer."""
        return tuple(one for one in self.outcomes if one.blocks)

    @property
    def counts(self) -> dict[str, int]:
        """How many checks passed, warned and failed."""
        return {
            "passed": sum(one.status == "pass" for one in self.outcomes),
            "warned": len(self.warnings),
            "failed": len(self.failures),
        }


def judge(connection: duckdb.DuckDBPyConnection, run_id: str, manifest: Manifest) -> Verdict:
    """The verdict over what the run built, with the platform's own checks made and kept."""
    with transaction(connection):
        history.ensure_tables(connection)
        if history.last_run(connection) == run_id:
            history.store_outcomes(connection, run_id, run_own_checks(connection, manifest))
    return read_verdict(connection, run_id, manifest)


def read_verdict(connection: duckdb.DuckDBPyConnection, run_id: str, manifest: Manifest) -> Verdict:
    """The verdict on what is stored of the run, without checking anything anew."""
    found = tuple(history.read_outcomes(connection, run_id))
    table_reasons: dict[str, tuple[str, ...]] = {}
    for table, reason in [
        *_unbuilt(manifest, history.built_nodes(connection, run_id)),
        *((one.table, f"{one.sentence.rstrip('.')}.") for one in found if one.blocks),
        *_unchecked(manifest, found),
    ]:
        table_reasons[table] = (*table_reasons.get(table, ()), reason)
    return Verdict(run_id, tuple(_run_reasons(connection, run_id)), table_reasons, found)


def _run_reasons(connection: duckdb.DuckDBPyConnection, run_id: str) -> Iterable[str]:
    last = history.last_run(connection)
    if last is None:
        yield "Nothing has been built yet."
    elif last != run_id:
        yield f"Run {last} has built since run {run_id}, so the verdict would be over its tables."
    elif history.ledger_digest_of(connection, run_id) != history.ledger_digest(connection):
        yield "Files have been loaded since the tables were built; build again."
    elif history.ledger_digest(connection) == history.NOTHING_LOADED:
        yield "No file has been loaded, so there is nothing to show."


def _unbuilt(manifest: Manifest, built: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for node_id, table in manifest.tables.items():
        status = built.get(node_id)
        if status is None:
            yield table, f"{table} was not built in this run."
        elif status != "success":
            yield table, f"{table} could not be built in this run."


def _unchecked(manifest: Manifest, found: Iterable[Outcome]) -> Iterable[tuple[str, str]]:
    answered = {outcome.check_id for outcome in found}
    missing = [check for check in manifest.checks.values() if check.check_id not in answered]
    for table, count in sorted(Counter(check.table for check in missing).items()):
        names = ", ".join(sorted(check.name for check in missing if check.table == table)[:3])
        more = f" and {count - 3} more" if count > 3 else ""
        yield table, f"{count} checks of {table} have no outcome in this run: {names}{more}."
