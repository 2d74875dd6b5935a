"""The ledger `raw.files`: every delivered file, its status and its counts.

The rows of the files are stored in `raw_rows.py`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from ecom_platform.currencies import MONEY
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.load.arrival_ledger import Arrival


def next_file_id(connection: duckdb.DuckDBPyConnection) -> int:
    """The id of the next file; ids rise in the order of delivery."""
    row = connection.execute("select coalesce(max(file_id), 0) + 1 from raw.files").fetchone()
    return int(row[0]) if row else 1


def is_known(
    connection: duckdb.DuckDBPyConnection, fingerprint: str, number: int, timezones: str | None
) -> bool:
    """Whether a file with this content is loaded, under any name, or was when it arrived.

    A replaced file stays replaced until its content arrives once more. A file that was read with
    other time zones is read again.
    """
    row = connection.execute(
        """
        select 1 from raw.files where fingerprint = $fingerprint and (
            (status = 'loaded' and timezones is not distinct from $timezones)
            or (status = 'replaced' and delivered_number = $number)
        )
        """,
        {"fingerprint": fingerprint, "number": number, "timezones": timezones},
    ).fetchone()
    return row is not None


def loaded_files(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec
) -> list[tuple[int, str, str]]:
    """Id, name and fingerprint of the loaded files of a feed, in the order of their loading."""
    return connection.execute(
        "select file_id, file_name, fingerprint from raw.files "
        "where feed = ? and status = 'loaded' order by file_id",
        [feed.name],
    ).fetchall()


def forget_files(connection: duckdb.DuckDBPyConnection, file_ids: list[int]) -> None:
    """Delete what is recorded of these files, as if they had never been loaded."""
    for file_id in file_ids:
        for table in ("raw.files", "raw.row_accounts"):
            connection.execute(f"delete from {table} where file_id = ?", [file_id])


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
    arrival: Arrival,
    content_date: date | None,
    header_count: int,
    timezones: str | None,
) -> None:
    """Record a loaded file with the counts of `typed_rows` and of its rows in the quarantine.

    The number and amount of repeated rows are 0 until `count_repeats` sets them.
    """
    stated_at = f"max(cast({feed.stated_at or 'null'} as timestamp))"
    connection.execute(
        f"""
        insert into raw.files by name
        select {file_id} as file_id, '{feed.name}' as feed, ? as file_name, ? as fingerprint,
            'loaded' as status, ? as delivered_number, ? as arrival_run, ? as content_date,
            string_agg(distinct layout, ', ' order by layout) as layouts,
            min({feed.day_sql}) filter (reason is null) as first_date,
            max({feed.day_sql}) filter (reason is null) as last_date,
            {stated_at} filter (reason is null) as stated_at,
            count(*) + {header_count} as record_count, {header_count} as header_count,
            count(*) filter (is_blank) as blank_count, count(*) filter (is_total) as total_count,
            count(*) filter (reason is null and not is_blank) as loaded_count,
            0 as repeat_count, 0 as repeat_amount,
            count(*) filter (reason is not null and not is_blank) as quarantined_count,
            max(quarantined.known_money) as quarantined_amount,
            max(quarantined.unknown_count) as unknown_money_count, ? as timezones
        from typed_rows cross join ({_quarantined_sql(feed, file_id)}) as quarantined
        """,
        [
            name,
            arrival.fingerprint,
            arrival.number,
            arrival.run_number,
            content_date,
            timezones,
        ],
    )


def _quarantined_sql(feed: FeedSpec, file_id: int) -> str:
    """The query for the money in the quarantine of a file, and the number of rows without one.

    The money is 0 where no row is in the quarantine, and null where the money of none is known. In
    a feed without money no row lacks it.
    """
    lacks_money = "0" if feed.money == "null" else "count(*) - count(amount)"
    return f"""
        select case when count(*) = 0 then 0 else sum(amount) end as known_money,
            {lacks_money} as unknown_count
        from raw.quarantine where file_id = {file_id}
    """


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
                coalesce(sum(cast({feed.money} as {MONEY})), 0) as amount
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
        "total_count",
        "unknown_money_count",
    ]
    row = connection.execute(
        f"select {', '.join(names)} from raw.files where file_id = ?", [file_id]
    ).fetchone()
    return dict(zip(names, row or (), strict=True))


def find_replaced_files(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int
) -> dict[int, int]:
    """The files that another one replaces now that this one is loaded, each with that other one.

    A file replaces an earlier one of its name when it covers its days. A file without dates is
    replaced by any later file of its name; one that does not cover all days of an earlier one is an
    additional delivery and replaces nothing. Of two files, that with the newer statement is the
    later one, or else that which arrived later: the new file itself may be the one replaced. A file
    that is read again with other time zones replaces its earlier reading, whatever days it covers.
    """
    rows = connection.execute(
        """
        select earlier.file_id, later.file_id
        from raw.files as earlier
        inner join raw.files as later on earlier.feed = later.feed
            and earlier.file_name = later.file_name and earlier.file_id <> later.file_id
        where earlier.feed = $feed and earlier.status = 'loaded' and later.status = 'loaded'
            and $file_id in (earlier.file_id, later.file_id)
            and case when earlier.delivered_number = later.delivered_number
                    then earlier.file_id < later.file_id
                when earlier.stated_at <> later.stated_at
                    then earlier.stated_at < later.stated_at
                else earlier.delivered_number < later.delivered_number end
            and (
                earlier.first_date is null or earlier.delivered_number = later.delivered_number
                or (later.first_date <= earlier.first_date and later.last_date >= earlier.last_date)
            )
        """,
        {"feed": feed.name, "file_id": file_id},
    ).fetchall()
    return dict(rows)


def earlier_readings(connection: duckdb.DuckDBPyConnection, replaced: dict[int, int]) -> list[int]:
    """Those of the replaced files that were only read again, with other time zones."""
    numbers = dict(connection.execute("select file_id, delivered_number from raw.files").fetchall())
    return [file for file, by in replaced.items() if numbers[file] == numbers[by]]


def mark_replaced(connection: duckdb.DuckDBPyConnection, replaced: dict[int, int]) -> None:
    """Give these files the status `replaced`, each with the file that replaced it."""
    for file_id, replaced_by in replaced.items():
        connection.execute(
            "update raw.files set status = 'replaced', replaced_by = ? where file_id = ?",
            [replaced_by, file_id],
        )
