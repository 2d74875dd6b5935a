"""The gate: which tables of a run may readers get? Without a positive answer the answer is no.

A table is held when one of its error checks failed or gave no answer, when it was not built, or
when it is made of a table that is held. Only decides; copying tables belongs in
`ecom_platform.publishing`, letting a held table pass in `overrides.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import duckdb
from sqlalchemy import Connection

from ecom_platform.operations.store import open_store
from ecom_platform.quality.gate import lineage, overrides, verdict_store
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.dbt_artifacts import IS_BUILT, Check, Manifest
from ecom_platform.quality.rules.rule_registry import all_rules
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse

State = Literal["passed", "held", "released"]


@dataclass(frozen=True)
class TableVerdict:
    """Whether readers may get a table of a run.

    Attributes:
        state: `released` is a held table that someone let pass, with a reason.
        cause: the table that failed: this one, or one it is made of; empty for a passed table.
        reasons: what speaks against it, a sentence each.
    """

    table: str
    state: State
    cause: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Which tables of a run may be shown, and why not the others.

    Attributes:
        run_reasons: what speaks against the run as a whole, and so against every table.
        tables: the verdict on every table.
        outcomes: everything the verdict rests on, also checks that should have been made.
    """

    run_id: str
    run_reasons: tuple[str, ...]
    tables: Mapping[str, TableVerdict]
    check_results: tuple[CheckResult, ...]

    def is_held(self, table: str) -> bool:
        """Whether readers may not get the table; one nobody judged is held too."""
        verdict = self.tables.get(table)
        return bool(self.run_reasons) or verdict is None or verdict.state == "held"

    def is_cause(self, table: str) -> bool:
        """Whether the table is held for a fault of its own."""
        return table in self.held and self.held[table].cause == table

    @property
    def held(self) -> dict[str, TableVerdict]:
        """The held tables, by name."""
        return {name: one for name, one in self.tables.items() if one.state == "held"}

    @property
    def reasons(self) -> list[str]:
        """Everything that speaks against publishing, a sentence each, first causes only."""
        causes = [one for name, one in self.held.items() if self.is_cause(name)]
        return [*self.run_reasons, *(why for one in causes for why in one.reasons)]

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Failed checks that only tell someone."""
        return tuple(one for one in self.check_results if one.status == "fail" and not one.blocks)

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Failed checks that hold a table back, and those that gave no answer."""
        return tuple(one for one in self.check_results if one.blocks)

    @property
    def counts(self) -> dict[str, int]:
        """How many checks passed, warned and failed; a build is no check."""
        checks = [one for one in self.check_results if one.check != IS_BUILT and not one.dimension]
        return {
            "passed": sum(one.status == "pass" for one in checks),
            "warned": sum(one.status == "fail" and not one.blocks for one in checks),
            "failed": sum(one.blocks for one in checks),
        }


def evaluate_run(settings: Settings, run_id: str) -> Verdict:
    """The verdict over what a run built and checked, kept in the operational store.

    Raises:
        PublishingError: nobody knows which checks there should be.
    """
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    with (
        open_warehouse(settings.warehouse_path) as warehouse,
        open_store(settings).transaction() as store,
    ):
        return evaluate_and_store(warehouse, store, run_id, manifest)


def evaluate_and_store(
    warehouse: duckdb.DuckDBPyConnection, store: Connection, run_id: str, manifest: Manifest
) -> Verdict:
    """The verdict over what the run built and checked, kept for those who tell people of it.

    A run that cannot be judged, because another came in between, says nothing about tables.
    """
    verdict = evaluate_verdict(warehouse, store, run_id, manifest)
    if verdict.run_reasons:
        return verdict
    result_store.keep(
        store, run_id, [one for one in verdict.check_results if one.status == "missing"]
    )
    files = verdict_store.last_files(warehouse)
    verdict_store.keep(store, verdict.run_id, verdict.tables.values(), manifest.parents, files)
    return verdict


def evaluate_verdict(
    warehouse: duckdb.DuckDBPyConnection, store: Connection, run_id: str, manifest: Manifest
) -> Verdict:
    """The verdict on what is known of the run, without keeping it."""
    found = result_store.read_results(store, run_id)
    complete = (*found, *_missing(manifest, found))
    released = overrides.overridden_signatures(store)
    verdicts = _table_verdicts(manifest.parents, complete, released)
    return Verdict(
        run_id,
        tuple(_run_reasons(warehouse, store, run_id)),
        verdicts,
        tuple(one for one in complete if _is_informative(one, verdicts[one.table])),
    )


def tables_not_to_build(store: Connection, run_id: str, manifest: Manifest) -> dict[str, str]:
    """The tables made of one that has failed in this run, which would carry its fault on.

    Returns:
        Each such table and the table that failed.
    """
    found = result_store.read_results(store, run_id)
    released = overrides.overridden_signatures(store)
    failed = {one.table for one in found if one.blocks and overrides.signature(one) not in released}
    causes = lineage.first_causes(manifest.parents, failed)
    return {table: cause for table, cause in causes.items() if table != cause}


def _is_informative(check_result: CheckResult, verdict: TableVerdict) -> bool:
    """Whether an outcome says anything: below a held table, no answer was to be expected."""
    return check_result.status != "missing" or verdict.cause == check_result.table


def _table_verdicts(
    parents: lineage.Parents, found: Iterable[CheckResult], released: Mapping[str, str]
) -> dict[str, TableVerdict]:
    against: dict[str, list[CheckResult]] = {}
    for one in found:
        if one.blocks:
            against.setdefault(one.table, []).append(one)
    standing = {
        table: [one for one in blocking if overrides.signature(one) not in released]
        for table, blocking in against.items()
    }
    causes = lineage.first_causes(parents, _failed_tables(parents, standing))
    return {
        table: _table_verdict(table, causes.get(table, ""), standing, against, released)
        for table in sorted({*parents, *against})
    }


def _failed_tables(
    parents: lineage.Parents, standing: Mapping[str, list[CheckResult]]
) -> Iterable[str]:
    """Tables with a fault of their own; one below a fault has no answers, and that is no fault."""
    found_out = {
        table
        for table, blocking in standing.items()
        if any(one.status != "missing" for one in blocking)
    }
    below = lineage.descendants(parents, found_out)
    silent = {table for table, blocking in standing.items() if blocking} - found_out - below
    return found_out | silent


def _table_verdict(
    table: str,
    cause: str,
    standing: Mapping[str, list[CheckResult]],
    against: Mapping[str, list[CheckResult]],
    released: Mapping[str, str],
) -> TableVerdict:
    if cause:
        own = _own_reasons(standing[table]) if cause == table else ()
        return TableVerdict(
            table, "held", cause, own or (f"It is made of {cause}, which is held.",)
        )
    if table in against:
        reasons = {released[overrides.signature(one)] for one in against[table]}
        return TableVerdict(table, "released", table, tuple(sorted(reasons)))
    return TableVerdict(table, "passed")


def _own_reasons(blocking: list[CheckResult]) -> tuple[str, ...]:
    """What was found wrong, a sentence each; that checks did not run only where nothing was."""
    found = [one for one in blocking if one.status != "missing"] or blocking
    return tuple(f"{one.sentence.rstrip('.')}." for one in found)


def _run_reasons(
    warehouse: duckdb.DuckDBPyConnection, store: Connection, run_id: str
) -> Iterable[str]:
    last = result_store.last_run(store)
    digest = result_store.ledger_digest(warehouse)
    if last is None:
        yield "Nothing has been built yet."
    elif last != run_id:
        yield f"Run {last} has built since run {run_id}, so the verdict would be over its tables."
    elif result_store.ledger_digest_of(store, run_id) != digest:
        yield "Files have been loaded since the tables were built; build again."
    elif digest == result_store.NOTHING_LOADED:
        yield "No file has been loaded, so there is nothing to show."


def _missing(manifest: Manifest, found: Iterable[CheckResult]) -> Iterable[CheckResult]:
    """An outcome for every check that should have one and has none."""
    answered = {one.check_id for one in found}
    builds = [
        Check(node_id, IS_BUILT, table, "build", "error", manifest.owners.get(table, ""))
        for node_id, table in manifest.tables.items()
    ]
    rules = [
        Check(rule.check_id, rule.name, table, "rule", rule.severity, rule.owner)
        for table in sorted(manifest.parents)
        for rule in all_rules().get(table, ())
    ]
    for check in [*builds, *manifest.checks.values(), *rules]:
        if check.check_id not in answered:
            about = (check.check_id, check.name, check.table, check.kind, check.severity)
            yield CheckResult(*about, status="missing", owner=check.owner)
