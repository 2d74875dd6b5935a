"""The measures of every day, kept in the warehouse so that a night reads its new days only.

Which measures there are is declared in `rules/`; what is made of them, in `anomaly_checks.py`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import duckdb
import numpy as np

from ecom_platform.ingestion.records.cell_types import literal
from ecom_platform.quality.evaluation.baseline import Floats, Series
from ecom_platform.quality.evaluation.checked_days import FeedDay, insert_rows
from ecom_platform.quality.evaluation.day_selection import DaySelection, DayTable
from ecom_platform.quality.rules.rule import DayMeasure, Rule

MAX_DAYS = 150  # of history that a series is judged by

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
    """Measure each day that is new, changed, or was measured for other rules than these."""
    if selection.table is None:
        return
    for statement in _TABLES:
        connection.execute(statement)
    definition = hashlib.sha256(repr([rule.check for rule in rules]).encode()).hexdigest()
    days = _unmeasured(connection, selection, definition)
    if not days:
        return
    _forget(connection, selection.table.table, days)
    by_dimension = defaultdict(list)
    for rule in rules:
        assert isinstance(rule.check, DayMeasure)
        by_dimension[rule.check.dimension].append((rule.name, rule.check))
    for dimension, measures in by_dimension.items():
        _measure(connection, selection.table, dimension, measures, days)
    insert_rows(
        connection,
        "quality.measured_days",
        [
            (selection.table.table, feed, day, selection.current[feed, day], definition)
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
    """The series of one rule and feed over these days, and the dimension of each.

    A day in `masked` is known to be wrong: it does not teach. On a day without a row a count is
    zero, and a mean or a share does not exist.
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
    place = {name: number for number, name in enumerate(names)}
    column = {day: number for number, day in enumerate(days)}
    totals: Floats = np.zeros((len(names), len(days)))
    weights: Floats = np.zeros((len(names), len(days)))
    for name, day, total, weight in rows:
        if day in column:
            totals[place[name], column[day]] = total
            weights[place[name], column[day]] = weight
    blind = [column[day] for day in masked if day in column]
    totals[:, blind] = weights[:, blind] = np.nan
    series = Series(
        form=rule.check.form,
        totals=totals,
        weights=weights,
        weekdays=np.array([day.weekday() for day in days], dtype=np.int64),
        ages=np.array([(day - days[0]).days for day in days], dtype=np.int64),
    )
    return names, series


def _unmeasured(
    connection: duckdb.DuckDBPyConnection, selection: DaySelection, definition: str
) -> list[FeedDay]:
    assert selection.table is not None
    rows = connection.execute(
        """
        select feed, day, fingerprint from quality.measured_days
        where table_name = ? and definition = ?
        """,
        [selection.table.table, definition],
    ).fetchall()
    measured = {(feed, day): fingerprint for feed, day, fingerprint in rows}
    return [day for day, content in selection.current.items() if measured.get(day) != content]


def _forget(connection: duckdb.DuckDBPyConnection, table: str, days: list[FeedDay]) -> None:
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


def _measure(
    connection: duckdb.DuckDBPyConnection,
    table: DayTable,
    dimension: str,
    measures: list[tuple[str, DayMeasure]],
    days: list[FeedDay],
) -> None:
    """All measures with one dimension in one scan."""
    sums = ", ".join(
        f"{total} as total_{number}, {weight} as weight_{number}"
        for number, (total, weight) in enumerate(map(_sums, (check for _, check in measures)))
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
        select {literal(table.table)}, {literal(rule)}, feed, day, coalesce(dimension, '(none)'),
            coalesce(total_{number}, 0), weight_{number}
        from grouped_days where weight_{number} > 0
        """
        for number, (rule, _) in enumerate(measures)
    )
    connection.execute(f"insert into quality.day_measures {each}")


def _sums(check: DayMeasure) -> tuple[str, str]:
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
