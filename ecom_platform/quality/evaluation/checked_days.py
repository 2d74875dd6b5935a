"""The memory of how each day of a table ended, in the schema `quality` of the warehouse.

It lives beside the data it speaks of: a day is known by the fingerprint it was checked under. Which
days are checked next belongs in `day_selection.py`.
"""

from collections.abc import Sequence
from datetime import date

import duckdb

FeedDay = tuple[str, date]
Ended = tuple[str, date, str, bool, bool]  # feed, day, fingerprint, is failed, is new

_MEMORY = """
    create table if not exists quality.checked_days (
        table_name varchar, feed varchar, day date, fingerprint varchar, is_failed boolean,
        batch bigint, passed_lines bigint, passed_amount decimal(38, 2)
    )
"""


def ensure_checked_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the memory when it does not exist yet."""
    connection.execute("create schema if not exists quality")
    connection.execute(_MEMORY)


def record_checked_days(
    connection: duckdb.DuckDBPyConnection, table: str, ended: Sequence[Ended], held: str, batch: int
) -> None:
    """Keep how each checked day of a table ended, and what a passed one held.

    Args:
        connection: the warehouse, open for writing.
        table: `schema.table`.
        ended: the checked days.
        held: SELECT of feed, day, lines and amount of these days.
        batch: the number of the newest batch.
    """
    if not ended:
        return
    connection.execute(
        """
        create or replace temp table ended_days (
            feed varchar, day date, fingerprint varchar, is_failed boolean, is_new boolean
        )
        """
    )
    insert_rows(connection, "ended_days", ended)
    connection.execute(
        f"""
        create or replace temp table remembered_days as
        select ended.feed, ended.day, ended.fingerprint, ended.is_failed,
            case when ended.is_new or known.batch is null then {batch} else known.batch end
                as batch,
            case when ended.is_failed then known.passed_lines else held.lines end as passed_lines,
            case when ended.is_failed then known.passed_amount else held.amount end
                as passed_amount
        from ended_days as ended
        left join ({held}) as held on held.feed = ended.feed and held.day = ended.day
        left join quality.checked_days as known
            on known.table_name = ? and known.feed = ended.feed and known.day = ended.day
        """,
        [table],
    )
    connection.execute(
        """
        delete from quality.checked_days
        where table_name = ? and (feed, day) in (select feed, day from remembered_days)
        """,
        [table],
    )
    connection.execute(
        "insert into quality.checked_days select ?, * from remembered_days order by feed, day",
        [table],
    )


def accept_failed_days(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Take the days of a table that failed as they are, so that they do not fail again.

    For a release: someone looked and found the data true. Returns how many days there were.
    """
    ensure_checked_days(connection)
    connection.execute(
        """
        update quality.checked_days set is_failed = false, passed_lines = null, passed_amount = null
        where table_name = ? and is_failed
        """,
        [table],
    )
    row = connection.fetchone()
    return int(row[0]) if row else 0


def read_checked_days(
    connection: duckdb.DuckDBPyConnection, table: str
) -> dict[FeedDay, tuple[str, bool, int]]:
    """Every day checked so far: its fingerprint, whether it failed, and the batch it came in."""
    ensure_checked_days(connection)
    rows = connection.execute(
        """
        select feed, day, fingerprint, is_failed, batch from quality.checked_days
        where table_name = ?
        """,
        [table],
    ).fetchall()
    return {
        (feed, day): (fingerprint, failed, batch) for feed, day, fingerprint, failed, batch in rows
    }


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert rows, a thousand in a statement: single inserts take seconds."""
    for start in range(0, len(rows), 1000):
        part = rows[start : start + 1000]
        marks = ", ".join([f"({', '.join('?' * len(part[0]))})"] * len(part))
        connection.execute(
            f"insert into {table} values {marks}", [value for row in part for value in row]
        )
