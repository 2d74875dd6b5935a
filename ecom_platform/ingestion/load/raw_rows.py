"""The rows of delivered files: stored in the raw table of their feed, deleted with their file.

Unreadable rows are stored in `quarantine.py`, facts about a whole file in `file_ledger.py`.
"""

import duckdb

from ecom_platform.currencies import MONEY
from ecom_platform.ingestion.feeds.feed import FeedSpec


def insert_readable_rows(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> None:
    """Store the readable rows of `typed_rows` in the feed's table, in date order.

    In feeds whose files repeat themselves, a new section starts wherever the date of a row is
    earlier than that of the row before it.
    """
    columns = ", ".join(column.name for column in feed.columns)
    day = feed.day_sql
    starts_section, section_number = "false", "0"
    if feed.repeats_within_file:
        by_record_number = "over (partition by layout order by record_number)"
        starts_section = f"{day} < lag({day}) {by_record_number}"
        section_number = f"coalesce(sum(cast(starts_section as integer)) {by_record_number}, 0)"
    connection.execute(
        f"""
        insert into {feed.table} (
            file_id, record_number, layout, section_number, is_repeat, is_superseded, is_taken_out,
            cell_errors, {columns}
        )
        with sectioned as (
            select *, {starts_section} as starts_section
            from typed_rows where reason is null and not is_blank
        )
        select {file_id}, record_number, layout,
            {section_number},
            false, false, false, cell_errors, {columns}
        from sectioned
        order by {day} nulls last, record_number
        """
    )


def amount_sql(feed: FeedSpec) -> str:
    """SQL over the columns of raw for the amount of a row; null where it is unknown."""
    return f"try_cast({feed.money} as {MONEY})"


def typed_amount_sql(feed: FeedSpec) -> str:
    """SQL over `typed_rows` for the amount of a row; null where any part of it cannot be read."""
    return f"case when not is_money_unread then {amount_sql(feed)} end"


def currency_sql(feed: FeedSpec) -> str:
    """SQL over the columns of raw for the currency of a row; null where it is not stated."""
    return f"cast({feed.currency} as varchar)"


def data_columns_sql(feed: FeedSpec) -> str:
    """The columns with the delivered data of `rows`, without technical ones, as an SQL list."""
    return ", ".join(f"rows.{name}" for name in ("layout", *(c.name for c in feed.columns)))


def delete_rows(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_ids: list[int]) -> None:
    """Delete the readable and the unreadable rows of these files."""
    for file_id in file_ids:
        connection.execute(f"delete from {feed.table} where file_id = ?", [file_id])
        connection.execute("delete from raw.quarantine where file_id = ?", [file_id])
