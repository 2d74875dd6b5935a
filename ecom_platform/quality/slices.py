"""Which days of a table a check looks at, and the memory of how each day ended.

The memory lives in the schema `quality` of the warehouse, beside the data it speaks of: a day is
known by the fingerprint it was checked under. What is checked belongs in `rules/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import duckdb

from ecom_platform.ingestion.catalogue import catalogue
from ecom_platform.ingestion.feed import FeedSpec
from ecom_platform.ingestion.typing_sql import literal

Scope = Literal["changed", "everything"]
FeedDay = tuple[str, date]

MANY_DAYS = 200  # more than this are told by their span alone: a list would slow the scan
_DAY_COLUMNS = {"feed", "order_date", "source_fingerprint"}
_BUILT_PER_DAY = ("marts.fct_order_items", "marts.agg_daily_sales")  # fingerprints are those of raw

_MEMORY = """
    create table if not exists quality.checked_days (
        table_name varchar, feed varchar, day date, fingerprint varchar, is_failed boolean,
        batch bigint, passed_lines bigint, passed_amount decimal(38, 2)
    )
"""


@dataclass(frozen=True)
class DayTable:
    """How a table with days is read.

    Attributes:
        table: `schema.table`.
        column: the column with the day or the time of a row.
        is_timestamp: whether `column` holds times.
        feed: SQL for the feed of a row.
        counts: SQL predicate for the rows that count.
        money: SQL for the money of a row.
    """

    table: str
    column: str
    is_timestamp: bool
    feed: str
    counts: str
    money: str

    @property
    def day(self) -> str:
        """SQL for the day of a row."""
        return f"cast({self.column} as date)" if self.is_timestamp else self.column

    def between(self, first: date, last: date) -> str:
        """A predicate between constants, so that the engine skips what lies outside."""
        if self.is_timestamp:
            after = last + timedelta(days=1)
            return f"{self.column} >= date '{first}' and {self.column} < date '{after}'"
        return f"{self.column} between date '{first}' and date '{last}'"

    def of_days(self, days: Sequence[FeedDay]) -> str:
        """The predicate for the rows of these days."""
        if not days:
            return "false"
        span = self.between(min(day for _, day in days), max(day for _, day in days))
        if len(days) > MANY_DAYS:
            return span
        listed = ", ".join(f"({literal(feed)}, date '{day}')" for feed, day in sorted(days))
        return f"{span} and ({self.feed}, {self.day}) in ({listed})"


@dataclass(frozen=True)
class Slice:
    """The days a check of a table looks at.

    Attributes:
        table: the table with days; None for one that is always checked whole.
        scope: whether it is the changed days only.
        current: every day there is now, with its fingerprint.
        checked: the days this check looks at.
        newest: the days of the newest batch, on which measures of days are judged.
        batch: the number of the newest batch.
    """

    table: DayTable | None
    scope: Scope
    current: dict[FeedDay, str]
    checked: tuple[FeedDay, ...] = ()
    newest: tuple[FeedDay, ...] = ()
    batch: int = 0

    @property
    def rows(self) -> str:
        """The predicate for the rows to check."""
        if self.table is None:
            return "true"
        if self.scope == "everything":
            return self.table.counts
        return f"{self.table.counts} and {self.table.of_days(self.checked)}"

    @property
    def from_day(self) -> date:
        """The first of the checked days."""
        if self.scope == "everything" or not self.checked:
            return date(1900, 1, 1)
        return min(day for _, day in self.checked)


def day_table(connection: duckdb.DuckDBPyConnection, table: str) -> DayTable | None:
    """How the days of a table are read; None for a table without days."""
    layer, _, name = table.partition(".")
    if layer == "raw":
        feed = catalogue().get(name)
        return _raw_day_table(feed) if feed and feed.role == "transactions" else None
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
        [layer, name],
    ).fetchall()
    if not {column for (column,) in columns} >= _DAY_COLUMNS:
        return None
    return DayTable(table, "order_date", False, "feed", "true", "amount")


def choose(connection: duckdb.DuckDBPyConnection, table: str, scope: Scope) -> Slice:
    """The days to check: all of them, or those that are new, changed or not passed yet."""
    ensure_memory(connection)
    days = day_table(connection, table)
    if days is None:
        return Slice(None, scope, {})
    known = _known_days(connection, table)
    current = _current_days(connection, days, is_remembered=bool(known) and scope == "changed")
    new = {day for day, fingerprint in current.items() if known.get(day, ("",))[0] != fingerprint}
    failed = {day for day in current if day in known and known[day][1]}
    last_batch = max((batch for _, _, batch in known.values()), default=0)
    newest = new or {day for day in current if day in known and known[day][2] == last_batch}
    chosen = Slice(
        days,
        scope,
        current,
        checked=tuple(sorted(current if scope == "everything" else new | failed)),
        newest=tuple(sorted(newest | failed)),
        batch=last_batch + 1 if new else last_batch,
    )
    return _existing(connection, chosen) if table in _BUILT_PER_DAY else chosen


def ensure_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the memory when it does not exist yet."""
    connection.execute("create schema if not exists quality")
    connection.execute(_MEMORY)


def remember(connection: duckdb.DuckDBPyConnection, chosen: Slice, failed: set[FeedDay]) -> None:
    """Keep how each checked day ended, and what a passed one held."""
    if chosen.table is None or not chosen.checked:
        return
    table = chosen.table
    new = set(chosen.newest)
    rows = [
        (feed, day, chosen.current[feed, day], (feed, day) in failed, (feed, day) in new)
        for feed, day in chosen.checked
    ]
    connection.execute(
        """
        create or replace temp table ended_days (
            feed varchar, day date, fingerprint varchar, is_failed boolean, is_new boolean
        )
        """
    )
    _insert(connection, "ended_days", rows)
    connection.execute(
        f"""
        create or replace temp table remembered_days as
        with held as (
            select {table.feed} as feed, {table.day} as day, count(*) as lines,
                sum({table.money}) as amount
            from {table.table} where {chosen.rows} group by all
        )
        select ended.feed, ended.day, ended.fingerprint, ended.is_failed,
            case when ended.is_new or known.batch is null then {chosen.batch} else known.batch end
                as batch,
            case when ended.is_failed then known.passed_lines else held.lines end as passed_lines,
            case when ended.is_failed then known.passed_amount else held.amount end
                as passed_amount
        from ended_days as ended
        left join held on held.feed = ended.feed and held.day = ended.day
        left join quality.checked_days as known
            on known.table_name = ? and known.feed = ended.feed and known.day = ended.day
        """,
        [table.table],
    )
    connection.execute(
        """
        delete from quality.checked_days
        where table_name = ? and (feed, day) in (select feed, day from remembered_days)
        """,
        [table.table],
    )
    connection.execute(
        "insert into quality.checked_days select ?, * from remembered_days order by feed, day",
        [table.table],
    )


def accept_days(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Take the days of a table that failed as they are, so that they do not fail again.

    For a release: someone looked and found the data true. Returns how many days there were.
    """
    ensure_memory(connection)
    connection.execute(
        """
        update quality.checked_days set is_failed = false, passed_lines = null, passed_amount = null
        where table_name = ? and is_failed
        """,
        [table],
    )
    row = connection.fetchone()
    return int(row[0]) if row else 0


def _raw_day_table(feed: FeedSpec) -> DayTable:
    column = feed.date_column or ""
    kinds = {one.name: one.kind for one in feed.columns}
    return DayTable(
        table=feed.table,
        column=column,
        is_timestamp=kinds[column] == "timestamp",
        feed=literal(feed.name),
        counts="not is_superseded",
        money=feed.money,
    )


def _known_days(
    connection: duckdb.DuckDBPyConnection, table: str
) -> dict[FeedDay, tuple[str, bool, int]]:
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


def _current_days(
    connection: duckdb.DuckDBPyConnection, days: DayTable, *, is_remembered: bool
) -> dict[FeedDay, str]:
    """Every day with its fingerprint: of raw its own content, of a mart what it was built from."""
    layer, _, name = days.table.partition(".")
    if layer == "raw":
        query = (
            "select feed, order_date, coalesce(content_fingerprint, fingerprint) "
            f"from raw.day_fingerprints where feed = {literal(name)}"
        )
    elif days.table in _BUILT_PER_DAY and is_remembered:
        query = "select feed, order_date, fingerprint from raw.day_fingerprints"
    else:
        query = f"select distinct feed, order_date, source_fingerprint from {days.table}"
    rows = connection.execute(query).fetchall()
    return {(feed, day): fingerprint for feed, day, fingerprint in rows}


def _existing(connection: duckdb.DuckDBPyConnection, chosen: Slice) -> Slice:
    """Only days the mart holds, under the fingerprint it holds: it may lag behind raw."""
    if chosen.table is None or not chosen.checked or chosen.scope == "everything":
        return chosen
    rows = connection.execute(
        f"""
        select distinct feed, order_date, source_fingerprint from {chosen.table.table}
        where {chosen.table.of_days(chosen.checked)}
        """
    ).fetchall()
    built = {(feed, day): fingerprint for feed, day, fingerprint in rows}
    return replace(
        chosen,
        current={**chosen.current, **built},
        checked=tuple(day for day in chosen.checked if day in built),
        newest=tuple(day for day in chosen.newest if day in built),
    )


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """One statement for a thousand rows at a time: single inserts take seconds."""
    for start in range(0, len(rows), 1000):
        part = rows[start : start + 1000]
        marks = ", ".join([f"({', '.join('?' * len(part[0]))})"] * len(part))
        connection.execute(
            f"insert into {table} values {marks}", [value for row in part for value in row]
        )
