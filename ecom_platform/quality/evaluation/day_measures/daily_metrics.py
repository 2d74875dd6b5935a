"""The measures of every day, stored in the warehouse so that a night reads its new days only.

Which measures there are is declared in `quality/rules`; `anomaly_checks.py` evaluates them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import duckdb
import numpy as np

from ecom_platform.ingestion.records.cell_types import literal_sql
from ecom_platform.quality.evaluation.checked_days import FeedDay, insert_rows
from ecom_platform.quality.evaluation.day_measures.baseline import Floats, Series
from ecom_platform.quality.evaluation.day_selection import DaySelection, DayTable
from ecom_platform.quality.rules.rule import DayMeasure, Rule

MAX_DAYS = 150  # of history from which an expected value is computed

_TABLES = (
    """
    create table if not exists quality.day_measures (
        table_name varchar, rule varchar, feed varchar, day date, dimension varchar,
        total double, weight double
    )
    """,
    """
    create table if not exists quality.measured_days (
        table_name varchar, feed varchar, day date, fingerprint varchar, definition varchar
    )
    """,
)


def measure_days(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> None:
    """Store the measures of each day that is new, changed, or was measured by other rules.

    Args:
        connection: the warehouse, open for writing.
        rules: the rules of one table that have a `DayMeasure`.
        selection: the days of the table.
    """
    if selection.day_table is None:
        return
    for statement in _TABLES:
        connection.execute(statement)
    definition = hashlib.sha256(repr([rule.check for rule in rules]).encode()).hexdigest()
    days = _days_to_measure(connection, selection, definition)
    if not days:
        return
    _delete_days(connection, selection.day_table.table, days)
    by_dimension = defaultdict(list)
    for rule in rules:
        assert isinstance(rule.check, DayMeasure)
        by_dimension[rule.check.dimension].append((rule.name, rule.check))
    for dimension, measures in by_dimension.items():
        _store_measures(connection, selection.day_table, dimension, measures, days)
    insert_rows(
        connection,
        "quality.measured_days",
        [
            (selection.day_table.table, feed, day, selection.fingerprints[feed, day], definition)
            for feed, day in days
        ],
    )


def read_series(
    connection: duckdb.DuckDBPyConnection,
    rule: Rule,
    feed: str,
    days: Sequence[date],
    masked: frozenset[date] = frozenset(),
) -> tuple[list[str], Series]:
    """The series of one rule and feed.

    On a day without rows a count is zero, and a mean or a share is missing.

    Args:
        connection: the warehouse.
        rule: a rule with a `DayMeasure`.
        feed: the feed whose rows were measured.
        days: the days of the series, oldest first.
        masked: days known to be wrong; their values are NaN, so that the baseline leaves them out.

    Returns:
        The dimension of each series, in alphabetical order, and the series in the same order.
    """
    assert isinstance(rule.check, DayMeasure)
    rows = connection.execute(
        """
        select dimension, day, total, weight from quality.day_measures
        where table_name = ? and rule = ? and feed = ? and day between ? and ?
        """,
        [rule.table, rule.name, feed, days[0], days[-1]],
    ).fetchall()
    names = sorted({row[0] for row in rows})
    row_of = {name: number for number, name in enumerate(names)}
    column_of = {day: number for number, day in enumerate(days)}
    totals: Floats = np.zeros((len(names), len(days)))
    weights: Floats = np.zeros((len(names), len(days)))
    for name, day, total, weight in rows:
        if day in column_of:
            totals[row_of[name], column_of[day]] = total
            weights[row_of[name], column_of[day]] = weight
    masked_columns = [column_of[day] for day in masked if day in column_of]
    totals[:, masked_columns] = weights[:, masked_columns] = np.nan
    series = Series(
        form=rule.check.form,
        totals=totals,
        weights=weights,
        weekdays=np.array([day.weekday() for day in days], dtype=np.int64),
        ages=np.array([(day - days[0]).days for day in days], dtype=np.int64),
    )
    return names, series


def _days_to_measure(
    connection: duckdb.DuckDBPyConnection, selection: DaySelection, definition: str
) -> list[FeedDay]:
    """The days whose content or measures have changed since they were measured, and new days."""
    assert selection.day_table is not None
    rows = connection.execute(
        """
        select feed, day, fingerprint from quality.measured_days
        where table_name = ? and definition = ?
        """,
        [selection.day_table.table, definition],
    ).fetchall()
    measured = {(feed, day): fingerprint for feed, day, fingerprint in rows}
    return [day for day, content in selection.fingerprints.items() if measured.get(day) != content]


def _delete_days(connection: duckdb.DuckDBPyConnection, table: str, days: list[FeedDay]) -> None:
    """Delete the stored measures of these days, which are measured again."""
    connection.execute("create or replace temp table stale_days (feed varchar, day date)")
    insert_rows(connection, "stale_days", days)
    for name in ("day_measures", "measured_days"):
        connection.execute(
            f"""
            delete from quality.{name}
            where table_name = ? and (feed, day) in (select feed, day from stale_days)
            """,
            [table],
        )


def _store_measures(
    connection: duckdb.DuckDBPyConnection,
    table: DayTable,
    dimension: str,
    measures: list[tuple[str, DayMeasure]],
    days: list[FeedDay],
) -> None:
    """Store all measures that share a dimension, read in one scan of the table."""
    totals_and_weights = [_total_and_weight_sql(check) for _, check in measures]
    sums = ", ".join(
        f"{total} as total_{number}, {weight} as weight_{number}"
        for number, (total, weight) in enumerate(totals_and_weights)
    )
    name = f"cast({dimension} as varchar)" if dimension else "''"
    connection.execute(
        f"""
        create or replace temp table grouped_days as
        select {table.feed} as feed, {table.day} as day, {name} as dimension, {sums}
        from {table.table} where {table.counts} and {table.of_days(days)}
        group by {table.feed}, {table.day}, {name}
        """
    )
    each = " union all ".join(
        f"""
        select {literal_sql(table.table)}, {literal_sql(rule)}, feed, day,
            coalesce(dimension, '(none)'), coalesce(total_{number}, 0), weight_{number}
        from grouped_days where weight_{number} > 0
        """
        for number, (rule, _) in enumerate(measures)
    )
    connection.execute(f"insert into quality.day_measures {each}")


def _total_and_weight_sql(check: DayMeasure) -> tuple[str, str]:
    """SQL for the total of a measure over the rows of a group, and for its weight."""
    where = check.where or "true"
    if check.form == "share":
        return (
            f"count(*) filter (where ({where}) and ({check.value}))",
            f"count(*) filter (where {where})",
        )
    weight = "1" if check.form == "count" else check.weight
    return (
        f"cast(sum({check.value}) filter (where {where}) as double)",
        f"cast(sum({weight}) filter (where {where}) as double)",
    )
