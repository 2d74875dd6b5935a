"""Which days of a table a check reads.

The results of earlier checks are in `checked_days.py`; the rules are in `quality/rules`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Literal

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.records.cell_types import literal_sql
from ecom_platform.quality.evaluation.checked_days import DayState, FeedDay, read_checked_days
from ecom_platform.quality.rules.shared_checks.listed_rows import LISTED_ROWS

Scope = Literal["changed", "everything"]

NEWEST_DAYS = 7  # of a first load, the days that are compared with those before them
MAX_EVALUATED_DAYS = 31  # a delivery that changes more days is evaluated on its newest days only
HISTORY_DAYS = 56
WHOLE_DAY_SHARE = 0.9  # a day with at least this share of its final lines counts as complete
MAX_LISTED_DAYS = 200  # more days are selected by their first and last day: a long list is slow
NO_DAY = date(1, 1, 1)  # the day under which a table without days is stored
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
        """SQL predicate for the rows from `first` to `last`, both included.

        Its bounds are constants, so that the engine skips the row groups outside them.
        """
        if self.is_timestamp:
            after = last + timedelta(days=1)
            return f"{self.column} >= date '{first}' and {self.column} < date '{after}'"
        return f"{self.column} between date '{first}' and date '{last}'"

    def of_days(self, days: Sequence[FeedDay]) -> str:
        """SQL predicate for the rows of these days; for many days, all rows from first to last."""
        if not days:
            return "false"
        span = self.between(min(day for _, day in days), max(day for _, day in days))
        if len(days) > MAX_LISTED_DAYS:
            return span
        listed = ", ".join(f"({literal_sql(feed)}, date '{day}')" for feed, day in sorted(days))
        return f"{span} and ({self.feed}, {self.day}) in ({listed})"


@dataclass(frozen=True)
class DaySelection:
    """The days that a check of a table reads.

    Attributes:
        table_name: `schema.table`.
        day_table: how the days of the table are read; None for a table without days, which is
            always checked as a whole.
        scope: whether only changed days are checked, or every day.
        fingerprints: every day the table has now, with the fingerprint of its content.
        checked_days: the days this check reads.
        newest_days: the days of the newest batch, and days that failed before.
        newest_batch: the number of the newest batch; each check that finds new days is a batch.
    """

    table_name: str
    day_table: DayTable | None
    scope: Scope
    fingerprints: dict[FeedDay, str]
    checked_days: tuple[FeedDay, ...] = ()
    newest_days: tuple[FeedDay, ...] = ()
    newest_batch: int = 0

    @property
    def row_predicate(self) -> str:
        """SQL predicate for the rows to check."""
        if self.day_table is None:
            return "true"
        if self.scope == "everything":
            return self.day_table.counts
        return f"{self.day_table.counts} and {self.day_table.of_days(self.checked_days)}"

    @property
    def evaluated_days(self) -> tuple[FeedDay, ...]:
        """The days that are compared with earlier days; only the newest days of a large batch."""
        if len(self.newest_days) <= MAX_EVALUATED_DAYS:
            return self.newest_days
        last_days = sorted({day for _, day in self.newest_days})[-NEWEST_DAYS:]
        return tuple(feed_day for feed_day in self.newest_days if feed_day[1] in last_days)

    @property
    def placeholders(self) -> dict[str, str]:
        """The placeholders that a query rule may use, and the SQL that replaces each."""
        if self.day_table is None:
            return {"days": "true", "whole_table": f"date '{NO_DAY}'"}
        counts, evaluated = self.day_table.counts, self.evaluated_days
        first = min((day for _, day in evaluated), default=date.min + timedelta(HISTORY_DAYS))
        history = self.day_table.between(first - timedelta(HISTORY_DAYS), first - timedelta(1))
        return {
            "days": f"({self.row_predicate})",
            "evaluated": f"({counts} and {self.day_table.of_days(evaluated)})",
            "history": f"({counts} and {history})",
            "day": self.day_table.day,
        }

    @property
    def totals_query(self) -> str:
        """SELECT of feed, day, lines and amount: a row for each checked day.

        For a table without days it gives one row, for the whole table, on `NO_DAY`.
        """
        if self.day_table is not None:
            return (
                f"select {self.day_table.feed} as feed, {self.day_table.day} as day, "
                f"count(*) as lines, sum({self.day_table.money}) as amount from {self.table_name} "
                f"where {self.row_predicate} group by all"
            )
        total = _TOTALS.get(self.table_name, "null")
        counts = LISTED_ROWS.get(self.table_name, "true").format(table=self.table_name)
        return (
            f"select '' as feed, date '{NO_DAY}' as day, count(*) as lines, "
            f"sum({total}) as amount from {self.table_name} where {counts}"
        )

    def day_states(self, failed: Collection[FeedDay], *, has_blocking: bool) -> list[DayState]:
        """The state in which this check leaves each checked day.

        Args:
            failed: the days for which a rule failed.
            has_blocking: whether a result keeps readers from the table. Of a table without days
                this is the state of the whole table.
        """
        if self.day_table is None:
            return [("", NO_DAY, "", has_blocking, True)]
        new = set(self.newest_days)
        return [
            (feed, day, self.fingerprints[feed, day], (feed, day) in failed, (feed, day) in new)
            for feed, day in self.checked_days
        ]


def day_table(connection: duckdb.DuckDBPyConnection, table: str) -> DayTable | None:
    """How the days of `table` are read; None for a table without days."""
    layer, _, name = table.partition(".")
    if layer == "raw":
        feed = all_feeds().get(name)
        return _raw_day_table(feed) if feed and feed.role == "transactions" else None
    query = "select column_name from duckdb_columns() where schema_name = ? and table_name = ?"
    columns = connection.execute(query, [layer, name]).fetchall()
    if not {column for (column,) in columns} >= _DAY_COLUMNS:
        return None
    return DayTable(table, "order_date", False, "feed", "true", "null")


def select_days(connection: duckdb.DuckDBPyConnection, table: str, scope: Scope) -> DaySelection:
    """The days to check: every day, or those that are new, changed or failed before.

    Args:
        connection: the warehouse, open for writing.
        table: `schema.table`.
        scope: `changed` for new, changed and failed days; `everything` for every day.
    """
    days = day_table(connection, table)
    if days is None:
        return DaySelection(table, None, scope, {})
    known = read_checked_days(connection, table)
    current = _current_days(connection, days, use_raw=bool(known) and scope == "changed")
    new = {day for day, fingerprint in current.items() if known.get(day, ("",))[0] != fingerprint}
    failed = {day for day in current if day in known and known[day][1]}
    last_batch = max((batch for _, _, batch in known.values()), default=0)
    newest = new or {day for day in current if day in known and known[day][2] == last_batch}
    selection = DaySelection(
        table,
        days,
        scope,
        current,
        checked_days=tuple(sorted(current if scope == "everything" else new | failed)),
        newest_days=tuple(sorted(newest | failed)),
        newest_batch=last_batch + 1 if new else last_batch,
    )
    return _only_built_days(connection, selection) if table in _BUILT_PER_DAY else selection


def delivers_whole_days(connection: duckdb.DuckDBPyConnection, table: DayTable | None) -> bool:
    """Whether the newest day of a delivery is usually complete, as earlier deliveries show.

    A newer delivery shows how many lines the last day of the earlier one lacked. With only one
    delivery this is unknown, and the answer is False.
    """
    if table is None or not table.table.startswith("raw."):
        return True
    feed = literal_sql(table.table.partition(".")[2])
    ends = connection.execute(
        f"""
        select file_id, last_date from raw.files
        where feed = {feed} and status = 'loaded' and last_date < (
            select max(last_date) from raw.files where feed = {feed} and status = 'loaded'
        )
        order by last_date desc, file_id desc limit 5
        """
    ).fetchall()
    shares = []
    for file_id, day in ends:
        row = connection.execute(
            f"""
            select count(*) filter (where file_id = {file_id}),
                count(*) filter (where {table.counts})
            from {table.table} where {table.between(day, day)}
            """
        ).fetchone()
        if row and row[1]:
            shares.append(row[0] / row[1])
    return bool(shares) and float(median(shares)) >= WHOLE_DAY_SHARE


def _raw_day_table(feed: FeedSpec) -> DayTable:
    """How the days of the raw table of a feed of transactions are read."""
    column = feed.date_column or ""
    kinds = {declared.name: declared.kind for declared in feed.columns}
    return DayTable(
        table=feed.table,
        column=column,
        is_timestamp=kinds[column] == "timestamp",
        feed=literal_sql(feed.name),
        counts="not is_superseded",
        money=feed.money,
    )


def _current_days(
    connection: duckdb.DuckDBPyConnection, days: DayTable, *, use_raw: bool
) -> dict[FeedDay, str]:
    """Every day of a table, with its fingerprint.

    The fingerprint of a raw day is that of its content; of a mart's day, that of the raw rows it
    was built from. With `use_raw` the days of a mart that is built per day are read from raw,
    which is faster than a scan of the mart.
    """
    layer, _, name = days.table.partition(".")
    if layer == "raw":
        query = (
            "select feed, order_date, coalesce(content_fingerprint, fingerprint) "
            f"from raw.day_fingerprints where feed = {literal_sql(name)}"
        )
    elif days.table in _BUILT_PER_DAY and use_raw:
        query = "select feed, order_date, fingerprint from raw.day_fingerprints"
    else:
        query = f"select distinct feed, order_date, source_fingerprint from {days.table}"
    rows = connection.execute(query).fetchall()
    return {(feed, day): fingerprint for feed, day, fingerprint in rows}


def _only_built_days(
    connection: duckdb.DuckDBPyConnection, selection: DaySelection
) -> DaySelection:
    """The selection with only the days that the mart has: it may be older than the raw tables."""
    if selection.day_table is None or not selection.checked_days or selection.scope == "everything":
        return selection
    rows = connection.execute(
        f"""
        select distinct feed, order_date, source_fingerprint from {selection.day_table.table}
        where {selection.day_table.of_days(selection.checked_days)}
        """
    ).fetchall()
    built = {(feed, day): fingerprint for feed, day, fingerprint in rows}
    return replace(
        selection,
        fingerprints={**selection.fingerprints, **built},
        checked_days=tuple(day for day in selection.checked_days if day in built),
        newest_days=tuple(day for day in selection.newest_days if day in built),
    )
