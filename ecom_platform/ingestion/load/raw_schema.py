"""The raw schema: one table per feed, the ledger of files, the quarantine, the day fingerprints.

Only ingestion writes here. The columns of a feed's own data are declared in `feeds/`.
"""

from datetime import date
from typing import Any

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds

TECHNICAL_COLUMNS = (
    "file_id bigint, record_number bigint, layout varchar, section_number integer, "
    "is_repeat boolean, is_superseded boolean, cell_errors varchar"
)

_LEDGER_TABLES = (
    """
    create table if not exists raw.files (
        file_id bigint primary key, feed varchar, file_name varchar, fingerprint varchar,
        status varchar, message varchar, delivered_number bigint, content_date date,
        layouts varchar, first_date date, last_date date, record_count bigint,
        header_count bigint, blank_count bigint, loaded_count bigint, repeat_count bigint,
        repeat_amount decimal(18, 2), quarantined_count bigint, quarantined_amount decimal(18, 2)
    )
    """,
    """
    create table if not exists raw.quarantine (
        feed varchar, file_id bigint, record_number bigint, layout varchar, reason varchar,
        amount decimal(18, 2), record varchar
    )
    """,
    """
    create table if not exists raw.day_fingerprints (
        feed varchar, order_date date, fingerprint varchar, row_count bigint,
        content_fingerprint varchar
    )
    """,
)


def ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every raw table that does not exist yet; an empty feed is an empty table."""
    connection.execute("create schema if not exists raw")
    for statement in _LEDGER_TABLES:
        connection.execute(statement)
    for feed in all_feeds().values():
        columns = ", ".join(f"{column.name} {column.sql_type}" for column in feed.columns)
        connection.execute(
            f"create table if not exists {feed.table} ({TECHNICAL_COLUMNS}, {columns})"
        )


def next_file_id(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the next file; files are numbered in the order of their delivery."""
    row = connection.execute("select coalesce(max(file_id), 0) + 1 from raw.files").fetchone()
    return int(row[0]) if row else 1


def has_fingerprint(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Whether a file with this very content is loaded."""
    found = connection.execute(
        "select 1 from raw.files where fingerprint = ? and status = 'loaded'", [fingerprint]
    ).fetchone()
    return found is not None


def delete_unread_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what earlier runs noted of refused and waiting files; this run looks at them afresh."""
    connection.execute("delete from raw.files where status in ('refused', 'waiting')")


def last_feed_of_file(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """The feed of the file of this name that was loaded last; None when there never was one."""
    row = connection.execute(
        "select feed from raw.files where file_name = ? and status in ('loaded', 'replaced') "
        "order by file_id desc limit 1",
        [name],
    ).fetchone()
    return str(row[0]) if row else None


def record_unread_file(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    status: str,
    message: str,
    feed: str | None = None,
) -> None:
    """Record that a file was refused or has to wait, with the sentence that says why."""
    connection.execute(
        "insert into raw.files (file_id, feed, file_name, status, message) values (?, ?, ?, ?, ?)",
        [next_file_id(connection), feed, name, status, message],
    )


def insert_rows(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Move the readable rows of `typed_rows` into the feed's table, in date order."""
    columns = ", ".join(column.name for column in feed.columns)
    day = _day(feed)
    falls = f"{day} < lag({day}) over (partition by layout order by record_number)"
    sections = "sum(cast(falls as integer)) over (partition by layout order by record_number)"
    connection.execute(
        f"""
        insert into {feed.table} (
            file_id, record_number, layout, section_number, is_repeat, is_superseded, cell_errors,
            {columns}
        )
        with placed as (
            select *, {falls if feed.repeats_within_file else "false"} as falls
            from typed_rows where reason is null and not is_blank
        )
        select {file_id}, record_number, layout,
            coalesce({sections if feed.repeats_within_file else "0"}, 0),
            false, false, cell_errors, {columns}
        from placed
        order by {day} nulls last, record_number
        """
    )


def insert_quarantine(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Keep the unreadable rows of `typed_rows`, with their reason and, where known, their money."""
    connection.execute(
        f"""
        insert into raw.quarantine
        select '{feed.name}', {file_id}, record_number, layout, reason,
            try_cast({feed.money} as decimal(18, 2)), record
        from typed_rows where reason is not null and not is_blank
        order by record_number
        """
    )


def insert_file(
    connection: duckdb.DuckDBPyConnection,
    feed: FeedSpec,
    file_id: int,
    *,
    name: str,
    fingerprint: str,
    content_date: date | None,
    header_count: int,
) -> None:
    """Enter a loaded file with the counts of `typed_rows`; `count_repeats` completes it."""
    day = _day(feed)
    connection.execute(
        f"""
        insert into raw.files
        select {file_id}, '{feed.name}', ?, ?, 'loaded', null, {file_id}, ?,
            string_agg(distinct layout, ', ' order by layout),
            min({day}) filter (reason is null), max({day}) filter (reason is null),
            count(*) + {header_count}, {header_count}, count(*) filter (is_blank),
            count(*) filter (reason is null and not is_blank), 0, 0,
            count(*) filter (reason is not null and not is_blank),
            coalesce(sum(try_cast({feed.money} as decimal(18, 2)))
                filter (reason is not null and not is_blank), 0)
        from typed_rows
        """,
        [name, fingerprint, content_date],
    )


def count_repeats(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Enter how many rows of a file repeat a later section of it, and their money."""
    connection.execute(
        f"""
        update raw.files set repeat_count = repeats.row_count, repeat_amount = repeats.amount
        from (
            select count(*) as row_count,
                coalesce(sum(cast({feed.money} as decimal(18, 2))), 0) as amount
            from {feed.table} where file_id = {file_id} and is_repeat
        ) as repeats
        where file_id = {file_id}
        """
    )


def file_counts(connection: duckdb.DuckDBPyConnection, file_id: int) -> dict[str, Any]:
    """The counts of one file, by the names of `FileReport`."""
    names = [
        "record_count",
        "header_count",
        "blank_count",
        "loaded_count",
        "repeat_count",
        "repeat_amount",
        "quarantined_count",
        "quarantined_amount",
    ]
    row = connection.execute(
        f"select {', '.join(names)} from raw.files where file_id = ?", [file_id]
    ).fetchone()
    return dict(zip(names, row or (), strict=True))


def remove_files(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_ids: list[int]
) -> None:
    """Take the rows of replaced files out; the ledger remembers that they were there."""
    for file_id in file_ids:
        connection.execute(f"delete from {feed.table} where file_id = ?", [file_id])
        connection.execute("delete from raw.quarantine where file_id = ?", [file_id])
        connection.execute("update raw.files set status = 'replaced' where file_id = ?", [file_id])


def replaced_file_ids(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> list[int]:
    """Loaded files that the new file `file_id` replaces: same name, and it covers their days.

    A file of the same name for other days is one more delivery: nothing of the first is lost.
    """
    rows = connection.execute(
        """
        select earlier.file_id
        from raw.files as earlier
        inner join raw.files as later on later.file_id = ?
        where earlier.feed = ? and earlier.status = 'loaded' and earlier.file_id <> later.file_id
            and earlier.file_name = later.file_name
            and (
                earlier.first_date is null
                or (later.first_date <= earlier.first_date and later.last_date >= earlier.last_date)
            )
        """,
        [file_id, feed.name],
    ).fetchall()
    return [int(row[0]) for row in rows]


def _day(feed: FeedSpec) -> str:
    return f"cast({feed.date_column or 'null'} as date)"
