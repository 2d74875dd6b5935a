"""The ledger `raw.files`: every delivered file, its status and its counts.

The rows of the files are stored in `raw_rows.py`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec


def next_file_id(connection: duckdb.DuckDBPyConnection) -> int:
    """The id of the next file; ids rise in the order of delivery."""
    row = connection.execute("select coalesce(max(file_id), 0) + 1 from raw.files").fetchone()
    return int(row[0]) if row else 1


def has_fingerprint(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Whether a file with this content is loaded, under any name."""
    row = connection.execute(
        "select 1 from raw.files where fingerprint = ? and status = 'loaded'", [fingerprint]
    ).fetchone()
    return row is not None


def delete_unread_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete the refused, waiting and ignored files of earlier runs; each run reads them again."""
    connection.execute("delete from raw.files where status in ('refused', 'waiting', 'ignored')")


def last_feed_of_file(connection: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """The feed of the last loaded file of this name; None when no such file was ever loaded."""
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
    """Record that a file was `refused`, was `ignored` or is `waiting`, with the reason."""
    connection.execute(
        "insert into raw.files (file_id, feed, file_name, status, message) values (?, ?, ?, ?, ?)",
        [next_file_id(connection), feed, name, status, message],
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
    """Record a loaded file with the counts of `typed_rows`.

    The number and amount of repeated rows are 0 until `count_repeats` sets them.
    """
    connection.execute(
        f"""
        insert into raw.files
        select {file_id}, '{feed.name}', ?, ?, 'loaded', null, {file_id}, ?,
            string_agg(distinct layout, ', ' order by layout),
            min({feed.day_sql}) filter (reason is null),
            max({feed.day_sql}) filter (reason is null),
            count(*) + {header_count}, {header_count}, count(*) filter (is_blank),
            count(*) filter (reason is null and not is_blank), 0, 0,
            count(*) filter (reason is not null and not is_blank),
            coalesce(sum(try_cast({feed.money} as decimal(18, 2)))
                filter (reason is not null and not is_blank), 0)
        from typed_rows
        """,
        [name, fingerprint, content_date],
    )


def record_remarks(
    connection: duckdb.DuckDBPyConnection, file_id: int, remarks: Sequence[str]
) -> None:
    """Record what of a loaded file is not read, as its message."""
    if remarks:
        connection.execute(
            "update raw.files set message = ? where file_id = ?", ["; ".join(remarks), file_id]
        )


def count_repeats(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Record the number and amount of the rows that a later section of the same file repeats."""
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
    """The counts of one file by the names of the fields of `FileReport`."""
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


def replaced_file_ids(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> list[int]:
    """The ids of the loaded files that the new file replaces.

    It replaces those that have its name and whose days it covers.

    A file without dates is replaced by any later file of its name. A later file of the same name
    that does not cover all days of an earlier one is an additional delivery and replaces nothing.
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
