"""The state of each checked day of a table: whether it failed, and its size when it passed.

The state is kept in the schema `quality` of the warehouse. A day is identified by the fingerprint
under which it was checked. Which days are checked next is decided in `day_selection.py`.
"""

from collections.abc import Sequence
from datetime import date

import duckdb

FeedDay = tuple[str, date]
DayState = tuple[str, date, str, bool, bool]  # feed, day, fingerprint, is failed, is new

_CREATE_TABLE = """
    create table if not exists quality.checked_days (
        table_name varchar, feed varchar, day date, fingerprint varchar, is_failed boolean,
        batch bigint, passed_lines bigint, passed_amount decimal(38, 2)
    )
"""


def ensure_checked_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table of checked days when it does not exist yet."""
    connection.execute("create schema if not exists quality")
    connection.execute(_CREATE_TABLE)


def record_checked_days(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    states: Sequence[DayState],
    totals: str,
    batch: int,
) -> None:
    """Store the state of each checked day of a table.

    A day that passed is stored with its lines and amount; a day that failed keeps those of the
    check in which it last passed.

    Args:
        connection: the warehouse, open for writing.
        table: `schema.table`.
        states: the checked days.
        totals: SELECT of feed, day, lines and amount of these days.
        batch: the number of the newest batch.
    """
    if not states:
        return
    connection.execute(
        """
        create or replace temp table checked_now (
            feed varchar, day date, fingerprint varchar, is_failed boolean, is_new boolean
        )
        """
    )
    insert_rows(connection, "checked_now", states)
    connection.execute(
        f"""
        create or replace temp table new_states as
        select checked.feed, checked.day, checked.fingerprint, checked.is_failed,
            case when checked.is_new or known.batch is null then {batch} else known.batch end
                as batch,
            case when checked.is_failed then known.passed_lines else totals.lines end
                as passed_lines,
            case when checked.is_failed then known.passed_amount else totals.amount end
                as passed_amount
        from checked_now as checked
        left join ({totals}) as totals on totals.feed = checked.feed and totals.day = checked.day
        left join quality.checked_days as known
            on known.table_name = ? and known.feed = checked.feed and known.day = checked.day
        """,
        [table],
    )
    connection.execute(
        """
        delete from quality.checked_days
        where table_name = ? and (feed, day) in (select feed, day from new_states)
        """,
        [table],
    )
    connection.execute(
        "insert into quality.checked_days select ?, * from new_states order by feed, day",
        [table],
    )


def accept_failed_days(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Mark the failed days of a table as passed, so that they do not fail again.

    Used when somebody has looked at the data of a held table and overrides the gate.

    Returns:
        How many days were marked.
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
    """Every day checked so far: its fingerprint, whether it failed, and the batch it came in.

    Args:
        connection: the warehouse, open for writing: the table of checked days is created if needed.
        table: `schema.table`.
    """
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


def read_failed_days(connection: duckdb.DuckDBPyConnection, table: str) -> set[FeedDay]:
    """The days of a table that failed in their last check."""
    rows = connection.execute(
        "select feed, day from quality.checked_days where table_name = ? and is_failed", [table]
    ).fetchall()
    return {(feed, day) for feed, day in rows}


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert rows into `table`, a thousand in one statement, because single inserts are slow."""
    for start in range(0, len(rows), 1000):
        chunk = rows[start : start + 1000]
        placeholders = ", ".join([f"({', '.join('?' * len(chunk[0]))})"] * len(chunk))
        connection.execute(
            f"insert into {table} values {placeholders}", [value for row in chunk for value in row]
        )
