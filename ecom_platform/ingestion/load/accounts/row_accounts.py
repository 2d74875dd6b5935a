"""Account for every row that was read: what became of it, and the money in it.

For each file and currency, the rows read are those that are live, repeated, superseded or
quarantined. `raw.row_accounts` keeps both sides, so that a rule can compare them: `read` is counted
when the file is typed, the other outcomes are counted in the tables.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load.raw_rows import amount_sql, currency_sql, typed_amount_sql
from ecom_platform.warehouse.connection import transaction

_ACCOUNT_COLUMNS = (
    "outcome, currency, row_count, amount, unknown_amount_count, others.file_name, "
    "accounts.taken_out_count, taken_out_amount"
)


@dataclass(frozen=True)
class RowAccount:
    """Rows of one file, in one currency, of which the same has become.

    Attributes:
        outcome: `live`, `repeated`, `superseded` or `quarantined`.
        currency: None where the feed states none.
        amount: None where the amounts of all rows are unknown or the feed has none.
        unknown_amount_count: the rows whose amount cannot be read.
        other_file: the file that supersedes them or, in the account of what a file supersedes, the
            file they are in; None for other outcomes.
        taken_out_count: the superseded rows of which the other file says nothing.
    """

    outcome: str
    currency: str | None
    row_count: int
    amount: Decimal | None
    unknown_amount_count: int = 0
    other_file: str | None = None
    taken_out_count: int = 0
    taken_out_amount: Decimal | None = None


def record_read_rows(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Record what was read, from `typed_rows`, before it is stored and deduplicated."""
    connection.execute(
        f"""
        insert into raw.row_accounts
        select '{feed.name}', {file_id}, 'read', null, {currency_sql(feed)}, count(*),
            sum({typed_amount_sql(feed)}), {_unknown_sql(feed, typed_amount_sql(feed))}, 0, null
        from typed_rows where not is_blank group by all
        """
    )


def record_replaced_rows(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, replaced: dict[int, int]
) -> None:
    """Record the rows of replaced files as superseded, before they are deleted."""
    for file_id, replaced_by in replaced.items():
        same_line = " and ".join(
            f"newer.{name} is not distinct from rows.{name}" for name in feed.deduplication_key
        )
        is_restated = f"newer.file_id = {replaced_by} and {same_line or 'true'}"
        connection.execute(
            f"""
            insert into raw.row_accounts
            {
                _accounts_sql(
                    feed,
                    f"where file_id = {file_id}",
                    f'''
                select rows.* replace (
                    not rows.is_repeat as is_superseded, {replaced_by} as superseded_by,
                    not exists (select 1 from {feed.table} as newer where {is_restated})
                        as is_taken_out
                ) from {feed.table} as rows
            ''',
                )
            }
            """
        )


def forget_accounts(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Delete the outcomes of the loaded files of a feed, which another file may change."""
    connection.execute(
        """
        delete from raw.row_accounts where feed = ? and outcome <> 'read'
            and file_id in (select file_id from raw.files where status = 'loaded')
        """,
        [feed.name],
    )


def recount(connection: duckdb.DuckDBPyConnection) -> None:
    """Count the outcomes of all feeds of which a file was loaded since they were last counted."""
    names = connection.execute(
        """
        select distinct feed from raw.files where status = 'loaded' and file_id not in (
            select file_id from raw.row_accounts where outcome <> 'read'
        ) and loaded_count + quarantined_count > 0
        """
    ).fetchall()
    for feed in (all_feeds()[name] for (name,) in names if name in all_feeds()):
        with transaction(connection):
            forget_accounts(connection, feed)
            connection.execute(f"insert into raw.row_accounts {_accounts_sql(feed, '')}")
            _count_in_files(connection, feed)


def accounts_by_file(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec
) -> dict[int, list[RowAccount]]:
    """What became of the rows of each loaded or replaced file of a feed, as last counted."""
    rows = connection.execute(
        f"""
        select accounts.file_id, {_ACCOUNT_COLUMNS}
        from raw.row_accounts as accounts
        left join raw.files as others on others.file_id = accounts.superseded_by
        where accounts.feed = ? and outcome <> 'read'
        order by accounts.file_id, outcome, others.file_id nulls first, currency nulls first
        """,
        [feed.name],
    ).fetchall()
    by_file: dict[int, list[RowAccount]] = {}
    for file_id, *values in rows:
        by_file.setdefault(file_id, []).append(RowAccount(*values))
    return by_file


def _count_in_files(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Store in `raw.files` how many rows of each file count, which the published version keeps."""
    connection.execute(
        """
        update raw.files as files set live_count = counted.live_count,
            superseded_count = counted.superseded_count, taken_out_count = counted.taken_out_count
        from (
            select file_id, coalesce(sum(row_count) filter (outcome = 'live'), 0) as live_count,
                coalesce(sum(row_count) filter (outcome = 'superseded'), 0) as superseded_count,
                sum(taken_out_count) as taken_out_count
            from raw.row_accounts where feed = ? and outcome <> 'read' group by file_id
        ) as counted
        where files.file_id = counted.file_id
        """,
        [feed.name],
    )


def accounts_of_file(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> tuple[RowAccount, ...]:
    """What became of the rows of one file, as things stand."""
    return _accounts(connection, _accounts_sql(feed, f"where file_id = {file_id}"), "superseded_by")


def rows_superseded_by(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> tuple[RowAccount, ...]:
    """The rows of other files that this file supersedes or replaces, as things stand."""
    is_superseded = f"superseded_by = {file_id} and file_id <> {file_id}"
    standing = _accounts_sql(feed, f"where {is_superseded}")
    replaced = f"""
        select * from raw.row_accounts where {is_superseded} and outcome = 'superseded'
            and file_id in (select file_id from raw.files where status = 'replaced')
    """
    rows = f"select * from ({standing}) where outcome = 'superseded' union all ({replaced})"
    return _accounts(connection, rows, "file_id")


def _accounts(
    connection: duckdb.DuckDBPyConnection, accounts_sql: str, other_file: str
) -> tuple[RowAccount, ...]:
    rows = connection.execute(
        f"""
        select outcome, currency, sum(row_count)::bigint, sum(amount),
            sum(unknown_amount_count)::bigint, file_name, sum(taken_out_count)::bigint,
            sum(taken_out_amount)
        from ({accounts_sql}) as outcomes
        left join (select file_id as other_id, file_name from raw.files) on other_id = {other_file}
        group by all order by outcome, file_name nulls first, currency nulls first
        """
    ).fetchall()
    return tuple(RowAccount(*row) for row in rows)


def _accounts_sql(feed: FeedSpec, condition: str, rows_sql: str = "") -> str:
    """SELECT of the columns of `raw.row_accounts` for the rows that meet a condition."""
    amount = amount_sql(feed)
    rows = rows_sql or f"select * from {feed.table}"
    has_quarantine = "superseded_by" not in condition
    quarantined = f"""
        union all
        select feed, file_id, 'quarantined', null, currency, count(*), sum(amount),
            {_unknown_sql(feed, "amount")}, 0, null
        from raw.quarantine {condition or f"where feed = '{feed.name}'"} group by all
    """
    return f"""
        select '{feed.name}' as feed, file_id,
            case when is_repeat or superseded_by = file_id then 'repeated'
                when is_superseded then 'superseded' else 'live' end as outcome,
            nullif(superseded_by, file_id) as superseded_by, {currency_sql(feed)} as currency,
            count(*) as row_count, cast(sum({amount}) as decimal(38, 4)) as amount,
            {_unknown_sql(feed, amount)} as unknown_amount_count,
            count(*) filter (is_taken_out) as taken_out_count,
            cast(sum({amount}) filter (is_taken_out) as decimal(38, 4)) as taken_out_amount
        from ({rows}) {condition} group by all
        {quarantined if has_quarantine else ""}
    """


def _unknown_sql(feed: FeedSpec, amount: str) -> str:
    """SQL for the number of rows whose amount is unknown; 0 in feeds without money."""
    return f"count(*) filter (({amount}) is null)" if feed.has_money else "0"
