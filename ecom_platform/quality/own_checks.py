"""Checks that dbt cannot make: of dropped files, of the quarantine, and of marts without rows.

A check of what a table contains belongs beside its model in dbt.
"""

from collections.abc import Iterable

import duckdb

from ecom_platform.quality.dbt_artifacts import Manifest
from ecom_platform.quality.outcome import Outcome, Severity
from ecom_platform.warehouse.layers import MARTS, RAW

QUARANTINE_SHARE_MAX = 0.05  # beyond this a feed's file is wrong, not just some of its rows


def run_own_checks(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> list[Outcome]:
    """The outcome of every check of this module, on the warehouse as it stands."""
    return [
        *files_are_readable(connection),
        *quarantine_is_small(connection),
        *marts_have_rows(connection, manifest),
    ]


def files_are_readable(connection: duckdb.DuckDBPyConnection) -> list[Outcome]:
    """A refused file is an error: readers would miss its rows. One still written only waits."""
    rows = connection.execute(
        """
        select coalesce(feed, 'files'), status, count(*), string_agg(message, ' ' order by file_id)
        from raw.files where status in ('refused', 'waiting') group by all order by all
        """
    ).fetchall()
    return [
        Outcome(
            check_id=f"files_are_{'readable' if status == 'refused' else 'complete'}.{name}",
            check=f"files_are_{'readable' if status == 'refused' else 'complete'}",
            table=f"{RAW}.{name}",
            kind="feed file",
            severity="error" if status == "refused" else "warn",
            status="fail",
            failures=count,
            message=message or "",
        )
        for name, status, count, message in rows
    ] or [_passed("files_are_readable", f"{RAW}.files")]


def quarantine_is_small(connection: duckdb.DuckDBPyConnection) -> list[Outcome]:
    """Any row in quarantine is told, more than a small share of a feed is an error."""
    rows = connection.execute(
        """
        select feed, sum(quarantined_count)::bigint, sum(loaded_count)::bigint,
            sum(quarantined_amount)
        from raw.files where status = 'loaded' group by feed order by feed
        """
    ).fetchall()
    found = []
    for feed, quarantined, loaded, amount in rows:
        if not quarantined:
            found.append(_passed("quarantine_is_small", f"{RAW}.{feed}"))
            continue
        share = quarantined / (quarantined + loaded)
        severity: Severity = "error" if share > QUARANTINE_SHARE_MAX else "warn"
        found.append(
            Outcome(
                check_id=f"quarantine_is_small.{feed}",
                check="quarantine_is_small",
                table=f"{RAW}.{feed}",
                kind="feed file",
                severity=severity,
                status="fail",
                failures=quarantined,
                message=(
                    f"{share:.2%} of the rows, worth {amount:,.2f}, could not be read; at most "
                    f"{QUARANTINE_SHARE_MAX:.0%} may. raw.quarantine says why."
                ),
            )
        )
    return found


def marts_have_rows(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> list[Outcome]:
    """A mart without rows is an error unless its model says when it may be empty."""
    found = []
    for table in sorted(_marts(manifest.tables.values()) & _tables(connection)):
        empty = connection.execute(f"select 1 from {table} limit 1").fetchone() is None
        if not empty or table in manifest.empty_reasons:
            found.append(_passed("marts_have_rows", table, kind="publication"))
            continue
        found.append(
            Outcome(
                check_id=f"marts_have_rows.{table}",
                check="marts_have_rows",
                table=table,
                kind="publication",
                severity="error",
                status="fail",
                message="It has no rows and its model gives no reason in meta.empty_when.",
            )
        )
    return found


def _passed(check: str, table: str, kind: str = "feed file") -> Outcome:
    name = table.partition(".")[2] if kind == "feed file" else table
    return Outcome(
        check_id=f"{check}.{name}",
        check=check,
        table=table,
        kind="publication" if kind == "publication" else "feed file",
        severity="error",
        status="pass",
    )


def _marts(tables: Iterable[str]) -> set[str]:
    return {table for table in tables if table.startswith(f"{MARTS}.")}


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
    ).fetchall()
    return {row[0] for row in rows}
