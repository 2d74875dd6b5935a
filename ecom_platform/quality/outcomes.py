"""Our own history of what was built and checked, in the schema `quality` of the warehouse.

Dagster's UI forgets, this does not. What a set of outcomes means for readers belongs in `gate.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.ingestion import ledger
from ecom_platform.quality.dbt_artifacts import (
    Build,
    Manifest,
    read_dbt_builds,
    read_dbt_outcomes,
    read_freshness,
)
from ecom_platform.quality.outcome import Outcome
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse, transaction

NOTHING_LOADED = "0/0"

_TABLES = (
    "create schema if not exists quality",
    """
    create table if not exists quality.runs (
        run_id varchar, sequence bigint, written_at timestamp, ledger_digest varchar
    )
    """,
    """
    create table if not exists quality.builds (
        run_id varchar, node_id varchar, layer varchar, table_name varchar, status varchar,
        row_count bigint, message varchar, built_at timestamp
    )
    """,
    """
    create table if not exists quality.outcomes (
        run_id varchar, check_id varchar, check_name varchar, table_name varchar, layer varchar,
        kind varchar, severity varchar, status varchar, failures bigint, message varchar,
        compiled_sql varchar, checked_at timestamp
    )
    """,
)


def begin(settings: Settings, run_id: str) -> None:
    """Note that a run is about to change tables, so that no earlier verdict counts any more.

    A run that is killed before it could store anything would else leave the verdict of the run
    before it standing over tables that are half its own.
    """
    with open_warehouse(settings.warehouse_path) as connection, transaction(connection):
        ensure_tables(connection)
        _note_run(connection, run_id)


def store(settings: Settings, run_id: str, target: Path) -> None:
    """Keep what a dbt run left in its `target` folder: builds, outcomes and source freshness.

    What the same run stored before about the same tables is replaced. A run that only checked
    does not count as one that changed tables; one that left nothing may have.
    """
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    results = target / "run_results.json"
    outcomes = read_dbt_outcomes(manifest, results)
    freshness = read_freshness(manifest, target / "sources.json")
    builds = read_dbt_builds(manifest, results)
    with open_warehouse(settings.warehouse_path) as connection, transaction(connection):
        ensure_tables(connection)
        if builds or not (outcomes or freshness):
            _note_run(connection, run_id)
        store_builds(connection, run_id, builds)
        store_outcomes(connection, run_id, [*outcomes, *_of_used_feeds(connection, freshness)])


def ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the history that do not exist yet, and the ledger it refers to."""
    ledger.ensure_tables(connection)
    for statement in _TABLES:
        connection.execute(statement)


def store_builds(
    connection: duckdb.DuckDBPyConnection, run_id: str, builds: Sequence[Build]
) -> None:
    """Keep builds; what the run found out about the same tables before they were built goes."""
    tables = [build.table for build in builds]
    for history in ("quality.builds", "quality.outcomes"):
        connection.execute(
            f"delete from {history} where run_id = ? and table_name in {_marks(tables)}",
            [run_id, *tables],
        )
    counts = _row_counts(connection, [build.table for build in builds if build.is_success])
    _insert(
        connection,
        "quality.builds",
        [
            (
                run_id,
                build.node_id,
                build.table.partition(".")[0],
                build.table,
                "success" if build.is_success else "failed",
                counts.get(build.table),
                build.message,
                _now(),
            )
            for build in builds
        ],
    )


def store_outcomes(
    connection: duckdb.DuckDBPyConnection, run_id: str, outcomes: Sequence[Outcome]
) -> None:
    """Keep outcomes; an earlier outcome of the same check in the same run is replaced."""
    checks = [outcome.check_id for outcome in outcomes]
    connection.execute(
        f"delete from quality.outcomes where run_id = ? and check_id in {_marks(checks)}",
        [run_id, *checks],
    )
    _insert(
        connection,
        "quality.outcomes",
        [
            (
                run_id,
                outcome.check_id,
                outcome.check,
                outcome.table,
                outcome.layer,
                outcome.kind,
                outcome.severity,
                outcome.status,
                outcome.failures,
                outcome.message,
                outcome.compiled_sql,
                _now(),
            )
            for outcome in outcomes
        ],
    )


def read_outcomes(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[Outcome]:
    """Every outcome of a run, in the order of tables and checks."""
    rows = connection.execute(
        """
        select check_id, check_name, table_name, kind, severity, status, failures, message,
            compiled_sql
        from quality.outcomes where run_id = ? order by table_name, check_name, check_id
        """,
        [run_id],
    ).fetchall()
    return [Outcome(*row) for row in rows]


def built_nodes(connection: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, str]:
    """The status of every node the run built or tried to, by its dbt id."""
    rows = connection.execute(
        "select node_id, status from quality.builds where run_id = ?", [run_id]
    ).fetchall()
    return dict(rows)


def last_run(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The run that changed tables last; None when none ever did."""
    row = connection.execute(
        "select run_id from quality.runs order by sequence desc limit 1"
    ).fetchone()
    return str(row[0]) if row else None


def ledger_digest_of(connection: duckdb.DuckDBPyConnection, run_id: str) -> str | None:
    """What had been loaded when the run began to build."""
    row = connection.execute(
        "select ledger_digest from quality.runs where run_id = ?", [run_id]
    ).fetchone()
    return str(row[0]) if row else None


def ledger_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """What is loaded now, in a word that changes with every file."""
    row = connection.execute(
        """
        select count(*) || '/' || coalesce(sum(hash(file_id, fingerprint)::hugeint), 0)
        from raw.files where status = 'loaded'
        """
    ).fetchone()
    return str(row[0]) if row else ""


def _note_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    known = ledger_digest_of(connection, run_id)
    connection.execute("delete from quality.runs where run_id = ?", [run_id])
    connection.execute(
        "insert into quality.runs select ?, coalesce(max(sequence), 0) + 1, ?, ? from quality.runs",
        [run_id, _now(), known or ledger_digest(connection)],
    )


def _of_used_feeds(
    connection: duckdb.DuckDBPyConnection, freshness: Iterable[Outcome]
) -> list[Outcome]:
    """A feed without rows is not in use: it cannot be stale."""
    return [
        outcome
        for outcome in freshness
        if connection.execute(f"select 1 from {outcome.table} limit 1").fetchone()
    ]


def _row_counts(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, int]:
    """The rows of those that are tables: counting a view would run it."""
    stored = connection.execute(
        "select schema_name || '.' || table_name as name from duckdb_tables() "
        f"where name in {_marks(tables)}",
        tables,
    ).fetchall()
    return {
        table: connection.execute(f"select count(*) from {table}").fetchall()[0][0]
        for (table,) in stored
    }


def _marks(values: Sequence[object]) -> str:
    """A question mark per value, in brackets."""
    return f"({', '.join('?' * len(values)) or 'null'})"


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """One statement for all rows: a thousand single inserts take seconds."""
    if rows:
        marks = _marks(rows[0])
        values = [value for row in rows for value in row]
        connection.execute(f"insert into {table} values {', '.join([marks] * len(rows))}", values)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
