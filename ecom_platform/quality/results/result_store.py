"""The history of runs and of their check results, in the operational store.

Dagster removes old runs, this store does not. What results mean for readers belongs in
`quality/gate/gate.py`; who is notified of them, in `ecom_platform.alerts`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Connection, delete, func, insert, select

from ecom_platform.ingestion.load import raw_schema
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.results.dbt_results import (
    read_dbt_builds,
    read_dbt_results,
    read_freshness,
)
from ecom_platform.quality.results.unit_test_passes import add_passed_unit_tests, passed_results
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse

NOTHING_LOADED = "0/0"
_RENAMED = {"check": "check_name", "table": "table_name"}
_COLUMNS = {field.name: _RENAMED.get(field.name, field.name) for field in fields(CheckResult)}


def begin_run(settings: Settings, run_id: str) -> None:
    """Record that a run is about to change tables, so that no earlier verdict counts any more.

    Otherwise, when the run is killed before it stores a result, the verdict of the previous run
    would still hold for tables that this run has half rebuilt.
    """
    with open_warehouse(settings.warehouse_path) as warehouse:
        raw_schema.ensure_tables(warehouse)
        digest = ledger_digest(warehouse)
    with open_store(settings).transaction() as store:
        known = ledger_digest_of(store, run_id)
        store.execute(delete(store_tables.runs).where(store_tables.runs.c.run_id == run_id))
        last = store.execute(select(func.max(store_tables.runs.c.sequence))).scalar()
        store.execute(
            insert(store_tables.runs).values(
                run_id=run_id,
                sequence=(last or 0) + 1,
                written_at=now(),
                ledger_digest=known or digest,
            )
        )


def save_dbt_results(
    settings: Settings, run_id: str, target: Path, reused: Collection[str] = ()
) -> None:
    """Store what a dbt run left in its `target` folder: builds, tests and source freshness.

    Earlier results of the same run are deleted for the tables that dbt has built again.

    Args:
        settings: where the manifest, the warehouse and the operational store are.
        run_id: the run whose results these are.
        target: the folder with `run_results.json` and, if dbt wrote it, `sources.json`.
        reused: the ids of unit tests that were not run, because they passed on the same code.
    """
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    results = target / "run_results.json"
    builds = read_dbt_builds(manifest, results)
    tests = read_dbt_results(manifest, results)
    add_passed_unit_tests(settings, [test.check_id for test in tests if _is_passed_unit_test(test)])
    found = [*builds, *tests, *passed_results(manifest, reused)]
    freshness = read_freshness(manifest, target / "sources.json")
    with open_warehouse(settings.warehouse_path) as warehouse:
        of_feeds_in_use = [result for result in freshness if _has_rows(warehouse, result.table)]
    with open_store(settings).transaction() as store:
        delete_results(store, run_id, [build.table for build in builds])
        save_results(store, run_id, [*found, *_results_of_live_feeds(store, of_feeds_in_use)])


def delete_results(store: Connection, run_id: str, names: Sequence[str]) -> None:
    """Delete the results of a run for these tables, because they are being built again."""
    of_run = store_tables.outcomes.c.run_id == run_id
    store.execute(
        delete(store_tables.outcomes).where(of_run, store_tables.outcomes.c.table_name.in_(names))
    )


def save_results(store: Connection, run_id: str, found: Sequence[CheckResult]) -> None:
    """Store check results of a run; an earlier result of the same check is replaced."""
    if not found:
        return
    known = store_tables.outcomes.c
    ids = [check_result.check_id for check_result in found]
    store.execute(
        delete(store_tables.outcomes).where(known.run_id == run_id, known.check_id.in_(ids))
    )
    store.execute(
        insert(store_tables.outcomes),
        [_store_values(run_id, check_result) for check_result in found],
    )


def read_results(store: Connection, run_id: str) -> list[CheckResult]:
    """Every check result of a run, in the order of tables and checks."""
    known = store_tables.outcomes.c
    rows = store.execute(
        select(*(known[column] for column in _COLUMNS.values()))
        .where(known.run_id == run_id)
        .order_by(known.table_name, known.check_name, known.check_id)
    )
    return [_check_result(row) for row in rows]


def last_run(store: Connection) -> str | None:
    """The id of the run that changed tables last; None before the first run."""
    newest = (
        select(store_tables.runs.c.run_id).order_by(store_tables.runs.c.sequence.desc()).limit(1)
    )
    found = store.execute(newest).scalar()
    return None if found is None else str(found)


def ledger_digest_of(store: Connection, run_id: str) -> str | None:
    """The ledger digest as it was when the run began; None for an unknown run."""
    found = store.execute(
        select(store_tables.runs.c.ledger_digest).where(store_tables.runs.c.run_id == run_id)
    ).scalar()
    return None if found is None else str(found)


def ledger_digest(warehouse: duckdb.DuckDBPyConnection) -> str:
    """A digest of the loaded files: their number and a sum of hashes, such as `3/1182…`."""
    row = warehouse.execute(
        """
        select count(*) || '/' || coalesce(sum(hash(file_id, fingerprint)::hugeint), 0)
        from raw.files where status = 'loaded'
        """
    ).fetchone()
    return str(row[0]) if row else ""


def now() -> datetime:
    """The time as the store keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _is_passed_unit_test(check_result: CheckResult) -> bool:
    return check_result.kind == "unit test" and check_result.status == "pass"


def _results_of_live_feeds(
    store: Connection, freshness: Iterable[CheckResult]
) -> list[CheckResult]:
    """The results of feeds that were fresh at least once.

    A feed that was never fresh holds loaded history; no delivery has stopped.
    """
    known = store_tables.outcomes.c
    live = select(known.check_id).where(known.kind == "source freshness", known.status == "pass")
    live_ids: set[str] = set(store.execute(live.distinct()).scalars())
    return [found for found in freshness if found.status == "pass" or found.check_id in live_ids]


def _has_rows(warehouse: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table has rows: a feed without any is not in use, so it cannot be stale."""
    return warehouse.execute(f"select 1 from {table} limit 1").fetchone() is not None


def _store_values(run_id: str, check_result: CheckResult) -> dict[str, Any]:
    values = {column: getattr(check_result, name) for name, column in _COLUMNS.items()}
    series = [
        (day, value) for day, value in check_result.series if isfinite(value)
    ]  # JSON has no NaN
    return {**values, "series": series, "run_id": run_id, "checked_at": now()}


def _check_result(row: Any) -> CheckResult:
    values = {name: getattr(row, column) for name, column in _COLUMNS.items()}
    series = tuple((str(day), float(value)) for day, value in values.pop("series"))
    return CheckResult(**values, series=series)
