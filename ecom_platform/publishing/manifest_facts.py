"""The facts of a manifest: feeds, files, checks, and the revision of the code.

The manifest is declared in `manifest.py`.
"""

import subprocess
from collections.abc import Iterable, Mapping

import duckdb

from ecom_platform.publishing.manifest import CheckFact, FeedFact, FileFact, TableContent
from ecom_platform.quality.gate.gate import Verdict
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.settings import PROJECT_ROOT


def feed_facts(connection: duckdb.DuckDBPyConnection) -> list[FeedFact]:
    """The counts and amounts of each feed, summed over its loaded files, and its as-of date."""
    counted = connection.execute(
        """
        select feed, sum(loaded_count)::bigint as rows,
            sum(quarantined_count)::bigint as quarantined_rows,
            sum(quarantined_amount)::decimal(18, 4) as quarantined_amount,
            coalesce(sum(unknown_money_count), 0)::bigint as unknown_money_rows,
            sum(repeat_count)::bigint as repeated_rows,
            sum(repeat_amount)::decimal(18, 4) as repeated_amount
        from raw.files where status = 'loaded' group by feed order by feed
        """
    )
    names = [column[0] for column in counted.description or ()]
    facts = [dict(zip(names, row, strict=True)) for row in counted.fetchall()]
    as_of_dates = _as_of_date_by_feed(connection)
    return [FeedFact(as_of_date=as_of_dates.get(fact["feed"]), **fact) for fact in facts]


def file_facts(connection: duckdb.DuckDBPyConnection) -> list[FileFact]:
    """The loaded files, in the order of their delivery."""
    rows = connection.execute(
        """
        select feed, file_name, fingerprint, loaded_count, live_count, coalesce(account, '')
        from raw.files where status = 'loaded' order by delivered_number, file_id
        """
    ).fetchall()
    return [
        FileFact(
            feed=feed,
            file_name=name,
            fingerprint=fingerprint,
            rows=count,
            live_rows=live_count,
            account=account,
        )
        for feed, name, fingerprint, count, live_count, account in rows
    ]


def check_facts(check_results: Iterable[CheckResult]) -> list[CheckFact]:
    """The checks that did not pass."""
    return [
        CheckFact(
            check=check_result.check,
            table=check_result.table,
            severity=check_result.severity,
            status=check_result.status,
            failures=check_result.failures,
            message=check_result.message,
        )
        for check_result in check_results
        if check_result.status != "pass"
    ]


def passed_checks(check_results: Iterable[CheckResult]) -> dict[str, list[str]]:
    """The names of the checks that passed, by table; a check counts once for all dimensions."""
    names: dict[str, set[str]] = {}
    for check_result in check_results:
        if check_result.status == "pass" and not check_result.dimension:
            names.setdefault(check_result.table, set()).add(check_result.check)
    return {table: sorted(names[table]) for table in sorted(names)}


def empty_tables(tables: Mapping[str, TableContent], reasons: Mapping[str, str]) -> dict[str, str]:
    """The tables without rows whose model gives a reason, each with that reason."""
    return {
        name: reasons[name] for name, table in tables.items() if not table.rows and name in reasons
    }


def overridden_tables(verdict: Verdict) -> dict[str, str]:
    """The held tables that somebody has overridden, so that readers get them; each with why."""
    return {
        name: " ".join(table.reasons)
        for name, table in verdict.tables.items()
        if table.state == "released"
    }


def git_hash() -> str | None:
    """The git revision of the code, with `-dirty` when there are uncommitted changes.

    None outside a git checkout.
    """
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],  # noqa: S607
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return described.stdout.strip() or None


def _as_of_date_by_feed(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The as-of date of each feed; empty when the version has no table with as-of dates."""
    has_as_of_dates = connection.execute(
        "select 1 from duckdb_columns() where schema_name = 'marts' "
        "and table_name = 'dim_feeds' and column_name = 'as_of_date'"
    ).fetchone()
    if not has_as_of_dates:
        return {}
    rows = connection.execute(
        "select feed, as_of_date::varchar from marts.dim_feeds where as_of_date is not null"
    ).fetchall()
    return dict(rows)
