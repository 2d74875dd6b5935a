"""The quarantine: rows that cannot be read, each with the reason; they are never lost.

A file of which too many rows cannot be read is refused in `records/unreadable_rows.py`.
"""

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.load.raw_rows import currency_sql, typed_amount_sql


def quarantine_unreadable_rows(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> None:
    """Store the unreadable rows of `typed_rows` in the quarantine.

    Each has the reason and, if all its parts can be read, its amount.
    """
    connection.execute(
        f"""
        insert into raw.quarantine by name
        select '{feed.name}' as feed, {file_id} as file_id, record_number, layout, reason,
            {typed_amount_sql(feed)} as amount, {currency_sql(feed)} as currency, record
        from typed_rows where reason is not null and not is_blank
        order by record_number
        """
    )
