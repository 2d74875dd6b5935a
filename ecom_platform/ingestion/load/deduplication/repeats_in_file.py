"""Mark the rows that a file repeats in a later section of its own.

A new section starts in a layout wherever the date goes back. Only the rows of a key's latest
section count; its rows in an earlier section must be exactly the same. This is rule R1 of the
seller exports; owner: finance. What another file states anew is in `superseded_rows.py`.
"""

import duckdb

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.load.raw_rows import data_columns_sql


def mark_repeated_rows(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Mark the rows of one file that a later section of the same file repeats.

    Raises:
        LayoutError: the rows of a key are not the same in two sections.
    """
    if not feed.repeats_within_file:
        return
    _require_identical_repeats(connection, feed, file_id)
    key = ", ".join(feed.deduplication_key)
    connection.execute(
        f"""
        update {feed.table} as target set is_repeat = true, is_superseded = true
        from (
            select {key}, max(section_number) as latest_section
            from {feed.table} where file_id = {file_id} group by {key}
            having min(section_number) < max(section_number)
        ) as repeated
        where target.file_id = {file_id} and target.section_number < repeated.latest_section
            and {_same_line_sql(feed, "target", "repeated")}
        """
    )


def _require_identical_repeats(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> None:
    """Raise an error if the rows of a key are not the same in two sections of the file."""
    key = ", ".join(feed.deduplication_key)
    first_difference = connection.execute(
        f"""
        with sections as (
            select {key}, section_number, min(record_number) as record_number,
                count(*) as row_count, sum(hash({data_columns_sql(feed)})::hugeint) as content
            from {feed.table} as rows
            where file_id = {file_id} group by {key}, section_number
        )
        select {key}, min(record_number), count(*) over () from sections
        group by {key}
        having count(distinct (row_count, content)) > 1
        order by min(record_number) limit 1
        """
    ).fetchone()
    if first_difference:
        *values, record, count = first_difference
        identity = ", ".join(
            f"{name} {value}" for name, value in zip(feed.deduplication_key, values, strict=True)
        )
        raise LayoutError(
            f"The file repeats itself, but the repetition differs for {identity} "
            f"(first in record {record}; {count} such groups). Its dates may be out of "
            "order, or one extract may be wrong: deliver it once, in date order."
        )


def _same_line_sql(feed: FeedSpec, left: str, right: str) -> str:
    """The SQL condition that the rows of two tables have the same deduplication key."""
    return " and ".join(
        f"{left}.{name} is not distinct from {right}.{name}" for name in feed.deduplication_key
    )
