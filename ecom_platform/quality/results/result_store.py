"""The history of runs and of what they checked, in the operational store.

Dagster's UI forgets, this does not. What a set of outcomes means for readers belongs in
`quality/gate/gate.py`, what people are told of it in `ecom_platform.alerts`.
"""

from collections.abc import Iterable, Sequence
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
from ecom_platform.quality.results.dbt_artifacts import (
    Manifest,
    read_dbt_builds,
    read_dbt_results,
    read_freshness,
)
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse

NOTHING_LOADED = "0/0"
_RENAMED = {"check": "check_name", "table": "table_name"}
_COLUMNS = {field.name: _RENAMED.get(field.name, field.name) for field in fields(CheckResult)}


def begin(settings: Settings, run_id: str) -> None:
    """Note that a run is about to change tables, so that no earlier verdict counts any more.

    A run that is killed before it could store anything would else leave the verdict of the run
    before it standing over tables that are half its own.
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


def keep_dbt_results(settings: Settings, run_id: str, target: Path) -> None:
    """Keep what a dbt run left in its `target` folder: builds, tests and source freshness.

    What the same run found out earlier about tables that are built again goes.
    """
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    results = target / "run_results.json"
    builds = read_dbt_builds(manifest, results)
    found = [*builds, *read_dbt_results(manifest, results)]
    freshness = read_freshness(manifest, target / "sources.json")
    with open_warehouse(settings.warehouse_path) as warehouse:
        used = [one for one in freshness if _has_rows(warehouse, one.table)]
    with open_store(settings).transaction() as store:
        forget(store, run_id, [one.table for one in builds])
        keep(store, run_id, [*found, *_of_live_feeds(store, used)])


def forget(store: Connection, run_id: str, names: Sequence[str]) -> None:
    """Drop what a run found out about these tables: they are being built again."""
    of_run = store_tables.outcomes.c.run_id == run_id
    store.execute(
        delete(store_tables.outcomes).where(of_run, store_tables.outcomes.c.table_name.in_(names))
    )


def keep(store: Connection, run_id: str, found: Sequence[CheckResult]) -> None:
    """Keep outcomes; an earlier outcome of the same check in the same run is replaced."""
    if not found:
        return
    known = store_tables.outcomes.c
    ids = [one.check_id for one in found]
    store.execute(
        delete(store_tables.outcomes).where(known.run_id == run_id, known.check_id.in_(ids))
    )
    store.execute(insert(store_tables.outcomes), [_row(run_id, one) for one in found])


def read_results(store: Connection, run_id: str) -> list[CheckResult]:
    """Every outcome of a run, in the order of tables and checks."""
    known = store_tables.outcomes.c
    rows = store.execute(
        select(*(known[column] for column in _COLUMNS.values()))
        .where(known.run_id == run_id)
        .order_by(known.table_name, known.check_name, known.check_id)
    )
    return [_outcome(row) for row in rows]


def last_run(store: Connection) -> str | None:
    """The run that changed tables last; None when none ever did."""
    newest = (
        select(store_tables.runs.c.run_id).order_by(store_tables.runs.c.sequence.desc()).limit(1)
    )
    found = store.execute(newest).scalar()
    return None if found is None else str(found)


def ledger_digest_of(store: Connection, run_id: str) -> str | None:
    """What had been loaded when the run began to build."""
    found = store.execute(
        select(store_tables.runs.c.ledger_digest).where(store_tables.runs.c.run_id == run_id)
    ).scalar()
    return None if found is None else str(found)


def ledger_digest(warehouse: duckdb.DuckDBPyConnection) -> str:
    """What is loaded now, in a word that changes with every file."""
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


def _of_live_feeds(store: Connection, freshness: Iterable[CheckResult]) -> list[CheckResult]:
    """A feed that was never fresh is history being loaded, not a delivery that stopped."""
    known = store_tables.outcomes.c
    live = select(known.check_id).where(known.kind == "source freshness", known.status == "pass")
    live_ids: set[str] = set(store.execute(live.distinct()).scalars())
    return [one for one in freshness if one.status == "pass" or one.check_id in live_ids]


def _has_rows(warehouse: duckdb.DuckDBPyConnection, table: str) -> bool:
    """A feed without rows is not in use: it cannot be stale."""
    return warehouse.execute(f"select 1 from {table} limit 1").fetchone() is not None


def _row(run_id: str, check_result: CheckResult) -> dict[str, Any]:
    values = {column: getattr(check_result, name) for name, column in _COLUMNS.items()}
    series = [
        (day, value) for day, value in check_result.series if isfinite(value)
    ]  # JSON has no NaN
    return {**values, "series": series, "run_id": run_id, "checked_at": now()}


def _outcome(row: Any) -> CheckResult:
    values = {name: getattr(row, column) for name, column in _COLUMNS.items()}
    series = tuple((str(day), float(value)) for day, value in values.pop("series"))
    return CheckResult(**values, series=series)
