"""Deduplicate rows: of several versions of one record only the latest counts.

Rows with the same deduplication key are versions of one record. Within a file, a new section starts
in a layout wherever the date goes back. Only the rows of the key's latest section count; its rows
in an earlier section must be exactly the same. Across files, the version from the file with the
later last day counts; if the last days are equal, the version from the file delivered later. This
is rule R1 of the seller exports; owner: finance.
"""

import duckdb

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec


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
            and {same_key_sql(feed, "target", "repeated")}
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
            from {feed.table} where file_id = {file_id} group by {key}, section_number
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


def find_contested_keys(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_ids: list[int]
) -> None:
    """Fill the temporary table `contested_keys`: the keys of these files with several versions."""
    key = ", ".join(feed.deduplication_key)
    versions = "count(*)" if _key_identifies_one_row(feed) else "count(distinct file_id)"
    connection.execute(
        f"""
        create or replace temp table contested_keys as
        select {key} from {feed.table}
        where not is_repeat
        group by {key}
        having {versions} > 1 and bool_or(file_id in ({id_list_sql(file_ids)}))
        """
    )


def mark_superseded(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark all versions of every contested key as superseded, except the latest one."""
    newest_version_first = feed.newest_version_by or "null"
    row_tie_breaker = ", rows.record_number desc" if _key_identifies_one_row(feed) else ""
    connection.execute(
        f"""
        update {feed.table} as target set is_superseded = decided.is_superseded
        from (
            select rows.file_id, rows.record_number,
                dense_rank() over (
                    partition by {", ".join(f"rows.{name}" for name in feed.deduplication_key)}
                    order by {newest_version_first} desc, files.last_date desc nulls last,
                        files.file_id desc{row_tie_breaker}
                ) > 1 as is_superseded
            from {feed.table} as rows
            inner join contested_keys as contested on {same_key_sql(feed, "rows", "contested")}
            inner join raw.files as files on files.file_id = rows.file_id
            where not rows.is_repeat and files.status = 'loaded'
        ) as decided
        where target.file_id = decided.file_id and target.record_number = decided.record_number
            and target.is_superseded <> decided.is_superseded
        """
    )


def mark_superseded_files(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark the rows of all files as superseded, except the last delivered of each date and layout.

    For feeds in which a later file replaces the whole earlier file. The date is the content date.
    """
    connection.execute(
        f"""
        update {feed.table} as target set is_superseded = decided.is_superseded
        from (
            select file_id, file_id < max(file_id) over (
                partition by content_date, layouts
            ) as is_superseded
            from raw.files where feed = ? and status = 'loaded'
        ) as decided
        where target.file_id = decided.file_id and target.is_superseded <> decided.is_superseded
        """,
        [feed.name],
    )


def data_columns_sql(feed: FeedSpec) -> str:
    """The columns with the delivered data of a row, without technical ones, as an SQL list."""
    return ", ".join(("layout", *(column.name for column in feed.columns)))


def same_key_sql(feed: FeedSpec, left: str, right: str) -> str:
    """The SQL condition that the rows of two tables have the same deduplication key."""
    return " and ".join(
        f"{left}.{name} is not distinct from {right}.{name}" for name in feed.deduplication_key
    )


def id_list_sql(file_ids: list[int]) -> str:
    """File ids as an SQL list, without parentheses."""
    return ", ".join(str(file_id) for file_id in file_ids)


def _key_identifies_one_row(feed: FeedSpec) -> bool:
    """Whether only one row of a file can be valid per key.

    Otherwise a key belongs to several rows of a file that all count, such as the lines of an
    invoice or pieces that were scanned one by one.
    """
    return feed.newest_version_by is not None or feed.role == "reference"
