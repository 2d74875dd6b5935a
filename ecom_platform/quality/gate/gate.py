"""The gate: which tables of a run readers may get. A table without an answer is held back.

A table is held when one of its error checks failed or gave no answer, when it was not built, or
when it depends on a table that is held. `ecom_platform.publishing` copies the tables; a held table
is overridden in `overrides.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import duckdb
from sqlalchemy import Connection

from ecom_platform.operations.store import open_store
from ecom_platform.quality.gate import lineage, overrides, verdict_store
from ecom_platform.quality.gate.affected_tables import first_causes_of_failures, reached_parents
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.blocking_failures import is_blocking
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
        state: `released` is a table that failed and that somebody has overridden, with a reason, or
            one that is made of such a table.
        cause: the table that failed: this one, or one it depends on; empty for a passed table.
        reasons: why it is held, or who has overridden the failure and why; a sentence each.
    """

    table: str
    state: State
    cause: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Which tables of a run readers may get, and why the others are held.

    Attributes:
        run_reasons: why the whole run, and so every table, is held; a sentence each.
        tables: the verdict on every table, by name.
        check_results: every result the verdict rests on; a check without a result is `missing`.
    """

    run_id: str
    run_reasons: tuple[str, ...]
    tables: Mapping[str, TableVerdict]
    check_results: tuple[CheckResult, ...]

    def is_held(self, table: str) -> bool:
        """Whether readers may not get the table; a table without a verdict is held too."""
        verdict = self.tables.get(table)
        return bool(self.run_reasons) or verdict is None or verdict.state == "held"

    def is_cause(self, table: str) -> bool:
        """Whether the table is held because of its own failure."""
        return table in self.held and self.held[table].cause == table

    @property
    def held(self) -> dict[str, TableVerdict]:
        """The held tables, by name."""
        return {name: verdict for name, verdict in self.tables.items() if verdict.state == "held"}

    @property
    def reasons(self) -> list[str]:
        """Why tables are held, a sentence each; only for the tables that failed themselves."""
        causes = [verdict for name, verdict in self.held.items() if self.is_cause(name)]
        return [*self.run_reasons, *(reason for verdict in causes for reason in verdict.reasons)]

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Checks that failed or gave no answer, and hold nothing back."""
        return tuple(
            found
            for found in self.check_results
            if found.status != "pass" and not is_blocking(found)
        )

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Failed checks that hold a table back, and those that gave no answer."""
        return tuple(found for found in self.check_results if is_blocking(found))

    @property
    def counts(self) -> dict[str, int]:
        """How many checks `passed`, `warned` and `failed`; builds are not counted."""
        checks = [
            found for found in self.check_results if found.check != IS_BUILT and not found.dimension
        ]
        return {
            "passed": sum(check.status == "pass" for check in checks),
            "warned": sum(check.status != "pass" and not is_blocking(check) for check in checks),
            "failed": sum(is_blocking(check) for check in checks),
        }


def evaluate_run(settings: Settings, run_id: str) -> Verdict:
    """The verdict on what a run built and checked, which is stored in the operational store.

    Raises:
        PublishingError: dbt's manifest is missing, so it is unknown which checks the run should
            make.
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
    """The verdict on what the run built and checked, stored so that incidents can follow it.

    A verdict on a run that is held as a whole, for example because another run has built since, is
    not stored: it says nothing about tables.

    Args:
        warehouse: the warehouse the run built.
        store: the operational store, inside a transaction.
        run_id: the run.
        manifest: what the run should have built and checked.
    """
    verdict = evaluate_verdict(warehouse, store, run_id, manifest)
    if verdict.run_reasons:
        return verdict
    missing = [found for found in verdict.check_results if found.status == "missing"]
    result_store.save_results(store, run_id, missing)
    files = verdict_store.last_files(warehouse)
    verdict_store.save_verdicts(
        store, verdict.run_id, verdict.tables.values(), manifest.parents, files
    )
    return verdict


def evaluate_verdict(
    warehouse: duckdb.DuckDBPyConnection, store: Connection, run_id: str, manifest: Manifest
) -> Verdict:
    """The verdict on a run, without storing it; the arguments are those of `evaluate_and_store`."""
    found = result_store.read_results(store, run_id)
    complete = (*found, *_missing_results(manifest, found))
    overridden = overrides.overridden_signatures(store)
    verdicts = _table_verdicts(manifest, complete, overridden)
    return Verdict(
        run_id,
        tuple(_run_reasons(warehouse, store, run_id)),
        verdicts,
        tuple(found for found in complete if _is_informative(found, verdicts[found.table])),
    )


def tables_not_to_build(store: Connection, run_id: str, manifest: Manifest) -> dict[str, str]:
    """The tables downstream of a table that failed in this run, each with the table that failed.

    They are not built, so that they do not spread wrong rows.
    """
    failures = _holding_failures(store, run_id)
    failed = {failure.table for failure in failures}
    causes = lineage.first_causes(reached_parents(manifest, failures), failed)
    return {table: cause for table, cause in causes.items() if table != cause}


def has_failures(store: Connection, run_id: str) -> bool:
    """Whether a failure of the run holds or marks tables, so that their lineage is needed."""
    return any(is_blocking(found) for found in result_store.read_results(store, run_id))


def _holding_failures(store: Connection, run_id: str) -> list[CheckResult]:
    """The failures of the run that nobody has overridden."""
    overridden = overrides.overridden_signatures(store)
    return [
        check_result
        for check_result in result_store.read_results(store, run_id)
        if is_blocking(check_result) and overrides.signature(check_result) not in overridden
    ]


def _is_informative(check_result: CheckResult, verdict: TableVerdict) -> bool:
    """Whether a result is worth showing: tables downstream of a held table have no results."""
    return check_result.status != "missing" or verdict.cause == check_result.table


def _table_verdicts(
    manifest: Manifest, found: Iterable[CheckResult], overridden: Mapping[str, str]
) -> dict[str, TableVerdict]:
    """The verdict on every table.

    Args:
        manifest: the tables, and what each is made of.
        found: every check result of the run, missing ones included.
        overridden: signature of an overridden failure to the sentence that says why.
    """
    blocking: dict[str, list[CheckResult]] = {}
    for check_result in found:
        if is_blocking(check_result):
            blocking.setdefault(check_result.table, []).append(check_result)
    holding = {
        table: [failure for failure in failures if overrides.signature(failure) not in overridden]
        for table, failures in blocking.items()
    }
    causes = first_causes_of_failures(manifest, holding)
    released = {
        table: tuple(sorted({overridden[overrides.signature(failure)] for failure in failures}))
        for table, failures in blocking.items()
        if table not in causes
    }
    overridden_failures = [failure for table in released for failure in blocking[table]]
    origins = lineage.first_causes(reached_parents(manifest, overridden_failures), released)
    verdicts = {}
    for table in sorted({*manifest.parents, *blocking}):
        if table in causes:
            verdicts[table] = _held_verdict(table, causes[table], holding.get(table, []))
        elif table in origins:
            verdicts[table] = _overridden_verdict(table, origins[table], released)
        else:
            verdicts[table] = TableVerdict(table, "passed")
    return verdicts


def _overridden_verdict(
    table: str, origin: str, released: Mapping[str, tuple[str, ...]]
) -> TableVerdict:
    """The verdict that a failure was overridden: of the table itself, or of what it is made of."""
    if table in released:
        return TableVerdict(table, "released", table, released[table])
    made_of = f"It is made of {origin}, which failed a check and was released."
    return TableVerdict(table, "released", origin, (made_of, *released[origin]))


def _held_verdict(table: str, cause: str, failures: list[CheckResult]) -> TableVerdict:
    """The verdict that a table is held, for its own failures or because of the table `cause`."""
    reasons = _failure_sentences(failures) if cause == table else ()
    return TableVerdict(
        table, "held", cause, reasons or (f"It depends on {cause}, which is held.",)
    )


def _failure_sentences(failures: list[CheckResult]) -> tuple[str, ...]:
    """What was found wrong, a sentence each; missing results only when nothing else is wrong."""
    found = [failure for failure in failures if failure.status != "missing"] or failures
    return tuple(f"{failure.sentence.rstrip('.')}." for failure in found)


def _run_reasons(
    warehouse: duckdb.DuckDBPyConnection, store: Connection, run_id: str
) -> Iterable[str]:
    """Why the whole run is held back: one sentence, or nothing if it is not."""
    last = result_store.last_run(store)
    digest = result_store.ledger_digest(warehouse)
    if last is None:
        yield "Nothing has been built yet."
    elif last != run_id:
        yield f"Run {last} has built since run {run_id}: publish the newer run."
    elif result_store.ledger_digest_of(store, run_id) != digest:
        yield "Files have been loaded since the tables were built; build again."
    elif digest == result_store.NOTHING_LOADED:
        yield "No file has been loaded, so there is nothing to show."


def _missing_results(manifest: Manifest, found: Iterable[CheckResult]) -> Iterable[CheckResult]:
    """A `missing` result for every check that should have a result and has none."""
    answered = {check_result.check_id for check_result in found}
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
