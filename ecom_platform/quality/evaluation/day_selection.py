"""Which days of a table a check looks at.

How earlier checks of them ended is remembered in `checked_days.py`; what is checked belongs in
`rules/`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.records.cell_types import literal
from ecom_platform.quality.evaluation.checked_days import Ended, FeedDay, read_checked_days
from ecom_platform.quality.rules.common_sql import LISTED_ROWS

Scope = Literal["changed", "everything"]

NEWEST_DAYS = 7  # of a first load, the days that are compared with those before them
MAX_JUDGED_DAYS = 31  # of a delivery that changes old days
HISTORY_DAYS = 56
MANY_DAYS = 200  # more than this are told by their span alone: a list would slow the scan
NO_DAY = date(1, 1, 1)  # stands for a table without days
_TOTALS = {"raw.stock_report": "stock", "raw.products": "stock"}
_DAY_COLUMNS = {"feed", "order_date", "source_fingerprint"}
_BUILT_PER_DAY = ("marts.fct_order_items", "marts.agg_daily_sales")  # fingerprints are those of raw


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
class DaySelection:
    """The days a check of a table looks at.

    Attributes:
        name: `schema.table`.
        table: the table with days; None for one that is always checked whole.
        scope: whether it is the changed days only.
        current: every day there is now, with its fingerprint.
        checked: the days this check looks at.
        newest: the days of the newest batch, on which measures of days are judged.
        batch: the number of the newest batch.
    """

    name: str
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
    def judged(self) -> tuple[FeedDay, ...]:
        """The days that are compared with those before them; of a long batch the newest few."""
        if len(self.newest) <= MAX_JUDGED_DAYS:
            return self.newest
        last = sorted({day for _, day in self.newest})[-NEWEST_DAYS:]
        return tuple((feed, day) for feed, day in self.newest if day in last)

    @property
    def words(self) -> dict[str, str]:
        """The words a query rule may use for its days, and the SQL they stand for."""
        if self.table is None:
            return {"days": "true", "whole": f"date '{NO_DAY}'"}
        counts, judged = self.table.counts, self.judged
        first = min((day for _, day in judged), default=date.min + timedelta(HISTORY_DAYS))
        before = self.table.between(first - timedelta(HISTORY_DAYS), first - timedelta(1))
        return {
            "days": f"({self.rows})",
            "judged": f"({counts} and {self.table.of_days(judged)})",
            "history": f"({counts} and {before})",
            "day": self.table.day,
        }

    @property
    def held(self) -> str:
        """SELECT of feed, day, lines and amount of the checked days; of the table without days."""
        if self.table is not None:
            return (
                f"select {self.table.feed} as feed, {self.table.day} as day, count(*) as lines, "
                f"sum({self.table.money}) as amount from {self.name} where {self.rows} group by all"
            )
        total = _TOTALS.get(self.name, "null")
        counts = LISTED_ROWS.get(self.name, "true").format(table=self.name)
        return (
            f"select '' as feed, date '{NO_DAY}' as day, count(*) as lines, "
            f"sum({total}) as amount from {self.name} where {counts}"
        )

    def ended(self, failed: Collection[FeedDay], *, is_wrong: bool) -> list[Ended]:
        """How the checked days ended; a table without days as a whole, wrong or not."""
        if self.table is None:
            return [("", NO_DAY, "", is_wrong, True)]
        new = set(self.newest)
        return [
            (feed, day, self.current[feed, day], (feed, day) in failed, (feed, day) in new)
            for feed, day in self.checked
        ]


def day_table(connection: duckdb.DuckDBPyConnection, table: str) -> DayTable | None:
    """How the days of a table are read; None for a table without days."""
    layer, _, name = table.partition(".")
    if layer == "raw":
        feed = all_feeds().get(name)
        return _raw_day_table(feed) if feed and feed.role == "transactions" else None
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
        [layer, name],
    ).fetchall()
    if not {column for (column,) in columns} >= _DAY_COLUMNS:
        return None
    return DayTable(table, "order_date", False, "feed", "true", "null")


def select_days(connection: duckdb.DuckDBPyConnection, table: str, scope: Scope) -> DaySelection:
    """The days to check: all of them, or those that are new, changed or not passed yet."""
    days = day_table(connection, table)
    if days is None:
        return DaySelection(table, None, scope, {})
    known = read_checked_days(connection, table)
    current = _current_days(connection, days, is_remembered=bool(known) and scope == "changed")
    new = {day for day, fingerprint in current.items() if known.get(day, ("",))[0] != fingerprint}
    failed = {day for day in current if day in known and known[day][1]}
    last_batch = max((batch for _, _, batch in known.values()), default=0)
    newest = new or {day for day in current if day in known and known[day][2] == last_batch}
    selection = DaySelection(
        table,
        days,
        scope,
        current,
        checked=tuple(sorted(current if scope == "everything" else new | failed)),
        newest=tuple(sorted(newest | failed)),
        batch=last_batch + 1 if new else last_batch,
    )
    return _existing(connection, selection) if table in _BUILT_PER_DAY else selection


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


def _existing(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> DaySelection:
    """Only days the mart holds, under the fingerprint it holds: it may lag behind raw."""
    if selection.table is None or not selection.checked or selection.scope == "everything":
        return selection
    rows = connection.execute(
        f"""
        select distinct feed, order_date, source_fingerprint from {selection.table.table}
        where {selection.table.of_days(selection.checked)}
        """
    ).fetchall()
    built = {(feed, day): fingerprint for feed, day, fingerprint in rows}
    return replace(
        selection,
        current={**selection.current, **built},
        checked=tuple(day for day in selection.checked if day in built),
        newest=tuple(day for day in selection.newest if day in built),
    )
