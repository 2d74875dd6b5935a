"""Deduplicate rows: of several versions of one record only the latest counts.

Rows that share a deduplication key are versions of one record. Within a file, a new section starts
in a layout whenever the date falls; only the rows of the key's latest section count, and an earlier
section must hold exactly the same rows. Across files, the version from the file with the later last
day counts; of two such files, the one delivered later. Rule R1 of the seller exports; owner:
finance.
"""

import duckdb

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec


def mark_repeated_rows(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Mark the rows of one file that a later section of the same file repeats.

    Raises:
        LayoutError: an earlier section differs from the later one.
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
            and {same_key(feed, "target", "repeated")}
        """
    )


def _require_identical_repeats(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> None:
    key = ", ".join(feed.deduplication_key)
    differing = connection.execute(
        f"""
        with sections as (
            select {key}, section_number, min(record_number) as record_number,
                count(*) as row_count, sum(hash({data_columns(feed)})::hugeint) as content
            from {feed.table} where file_id = {file_id} group by {key}, section_number
        )
        select {key}, min(record_number), count(*) over () from sections
        group by {key}
        having count(distinct (row_count, content)) > 1
        order by min(record_number) limit 1
        """
    ).fetchone()
    if differing:
        *values, record, count = differing
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
    """Fill the temporary table `contested_keys`: keys of these files with several versions."""
    key = ", ".join(feed.deduplication_key)
    versions = "count(*)" if _key_identifies_one_row(feed) else "count(distinct file_id)"
    connection.execute(
        f"""
        create or replace temp table contested_keys as
        select {key} from {feed.table}
        where not is_repeat
        group by {key}
        having {versions} > 1 and bool_or(file_id in ({sql_list(file_ids)}))
        """
    )


def mark_superseded(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark, for every contested key, all versions as superseded but the latest."""
    newest = feed.newest_version_by or "null"
    row_tie_breaker = ", rows.record_number desc" if _key_identifies_one_row(feed) else ""
    connection.execute(
        f"""
        update {feed.table} as target set is_superseded = decided.is_superseded
        from (
            select rows.file_id, rows.record_number,
                dense_rank() over (
                    partition by {", ".join(f"rows.{name}" for name in feed.deduplication_key)}
                    order by {newest} desc, files.last_date desc nulls last,
                        files.file_id desc{row_tie_breaker}
                ) > 1 as is_superseded
            from {feed.table} as rows
            inner join contested_keys as contested on {same_key(feed, "rows", "contested")}
            inner join raw.files as files on files.file_id = rows.file_id
            where not rows.is_repeat and files.status = 'loaded'
        ) as decided
        where target.file_id = decided.file_id and target.record_number = decided.record_number
            and target.is_superseded <> decided.is_superseded
        """
    )


def mark_superseded_files(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark, for each content date and layout, all files as superseded but the last delivered."""
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


def data_columns(feed: FeedSpec) -> str:
    """The columns that hold a row's own data, as an SQL list."""
    return ", ".join(("layout", *(column.name for column in feed.columns)))


def same_key(feed: FeedSpec, left: str, right: str) -> str:
    """The SQL condition that two tables' rows share a deduplication key."""
    return " and ".join(
        f"{left}.{name} is not distinct from {right}.{name}" for name in feed.deduplication_key
    )


def sql_list(file_ids: list[int]) -> str:
    """File ids as an SQL list, without parentheses."""
    return ", ".join(str(file_id) for file_id in file_ids)


def _key_identifies_one_row(feed: FeedSpec) -> bool:
    """False where a file may hold equal rows side by side, such as pieces scanned one by one."""
    return feed.newest_version_by is not None or feed.role == "reference"
