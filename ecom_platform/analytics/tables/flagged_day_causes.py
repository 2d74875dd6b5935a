"""The attribution of one flagged day, whose leaf cells are compared with comparable days.

The rows of the table are written by `anomaly_tables.py`.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from ecom_platform.analytics.anomaly_causes.attribution import Attribution, Kind, attribute
from ecom_platform.analytics.anomaly_causes.largest_order import LargestOrder, largest_order
from ecom_platform.analytics.anomaly_causes.leaf_cells import comparable_days, expected_cells
from ecom_platform.analytics.anomaly_detection.detect_anomalies import AnomalyVerdicts
from ecom_platform.analytics.tables.daily_series import (
    COLUMN_SQL,
    DIMENSIONS,
    LINES_SQL,
    TOTAL,
    Feed,
    Measure,
    split_name,
    value_sql,
)
from ecom_platform.errors import AnalyticsError

if TYPE_CHECKING:
    import pandas as pd

# SQL of volumes and amounts per cell. An order with lines in several cells counts as a fraction in
# each, so that cells add up to whole orders. A volume is never negative.
_CELL_SQL = {
    **COLUMN_SQL,
    "units": "sum(greatest(quantity, 0)) filter (where not is_credit)",
    "orders": "sum(order_part) filter (where not is_credit and order_id is not null)",
}


@dataclass(frozen=True)
class MeasureVerdicts:
    """The verdicts on all series of one measure of a feed."""

    feed: Feed
    measure: Measure
    verdicts: AnomalyVerdicts


def explain(
    connection: duckdb.DuckDBPyConnection, result: MeasureVerdicts, series: int, day_index: int
) -> Attribution | str:
    """The attribution of a flagged day, or a sentence why there is none.

    Args:
        connection: to the warehouse.
        result: the verdicts on the measure.
        series: index of the series in the verdicts.
        day_index: index of the day in the verdicts.
    """
    feed, measure, verdicts = result.feed, result.measure, result.verdicts
    day = verdicts.days[day_index]
    complete_days = np.arange(np.datetime64(feed.first, "D") + int(feed.is_first_day_partial), day)
    flagged_days = verdicts.days[verdicts.is_anomaly[series]]
    try:
        comparable = comparable_days(day, complete_days, masked=flagged_days)
        rows = _read_cells(connection, feed, measure, verdicts.names[series], [day, *comparable])
        expected = float(verdicts.expected[series, day_index])
        kind = _cause_kind(measure)
        leaf_cells = expected_cells(
            rows,
            _explaining_dimensions(rows),
            day=day,
            comparable=comparable,
            expected_volume=expected if kind == "count" else None,
            expected_amount=expected if kind == "amount" else None,
        )
        order = _largest_order(connection, result, verdicts.names[series], day, expected)
        return replace(attribute(leaf_cells, kind), largest_order=order)
    except AnalyticsError as error:
        return str(error)


def _largest_order(
    connection: duckdb.DuckDBPyConnection,
    result: MeasureVerdicts,
    name: str,
    day: np.datetime64,
    expected: float,
) -> LargestOrder | None:
    """The order that makes most of the gap; None where orders themselves are counted."""
    feed, measure = result.feed, result.measure
    if measure.numerator == "orders":
        return None
    part_sql, parameters = _part_sql(feed, name)
    trials = COLUMN_SQL[measure.trials] if measure.trials else "null"
    orders = connection.execute(
        f"""
        select order_id,
            cast(coalesce({COLUMN_SQL[measure.numerator]}, 0) as double) as amount,
            cast(coalesce({trials}, 0) as double) as trials
        from {LINES_SQL}
        where {part_sql} and order_date = $day
        group by channel, order_id order by order_id nulls last, channel nulls last
        """,
        {**parameters, "day": day.item()},
    ).df()
    return largest_order(
        orders["order_id"].where(orders["order_id"].notna(), None).tolist(),
        orders["amount"].to_numpy(np.float64),
        orders["trials"].to_numpy(np.float64) if measure.trials else None,
        expected,
    )


def _cause_kind(measure: Measure) -> Kind:
    """How the gap of a measure is split: with trials as a ratio, whatever its own kind."""
    return "rate" if measure.trials else measure.kind


def _volume_and_amount(measure: Measure) -> tuple[str, str]:
    """The columns for volume and amount.

    Of a ratio its denominator and numerator, of revenue units and money, of a count the same twice.
    """
    if measure.trials:
        return measure.trials, measure.numerator
    return ("units" if measure.kind == "amount" else measure.numerator), measure.numerator


def _explaining_dimensions(cells: "pd.DataFrame") -> list[str]:
    """The dimensions with several values, as a value that all cells share explains nothing.

    The first dimension if none has several: cells need one.
    """
    several = [name for name in DIMENSIONS if cells[name].nunique() > 1]
    return several or [next(iter(DIMENSIONS))]


def _read_cells(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    measure: Measure,
    name: str,
    days: list[np.datetime64],
) -> "pd.DataFrame":
    """Volume and amount per day and combination of dimension values."""
    part_sql, parameters = _part_sql(feed, name)
    volume, amount = (_CELL_SQL[column] for column in _volume_and_amount(measure))
    dimension_columns = ", ".join(f"{value_sql(name)} as {name}" for name in DIMENSIONS)
    day_list = ", ".join(f"date '{day}'" for day in days)
    return connection.execute(
        f"""
        select order_date as day, {dimension_columns},
            cast(coalesce({volume}, 0) as double) as volume,
            cast(coalesce({amount}, 0) as double) as amount
        from (
            select *, 1 / count(*) filter (where not is_credit)
                over (partition by order_date, channel, order_id) as order_part
            from {LINES_SQL}
            where {part_sql} and order_date in ({day_list})
        )
        group by all
        """,
        parameters,
    ).df()


def _part_sql(feed: Feed, name: str) -> tuple[str, dict[str, str]]:
    """The SQL condition for the order lines of a series, and its parameters."""
    currency, dimension, value = split_name(name)
    parameters = {"feed": feed.name, "currency": currency}
    feed_sql = "feed = $feed and currency = $currency and line_kind = 'goods'"
    if dimension == TOTAL:
        return feed_sql, parameters
    return f"{feed_sql} and {value_sql(dimension)} = $value", {**parameters, "value": value}
