"""The attribution of one flagged day: its leaf cells are read and compared with comparable days.

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
    COUNTED,
    DIMENSIONS,
    TOTAL,
    Feed,
    Measure,
    split_name,
    value_of,
)
from ecom_platform.errors import AnalyticsError

if TYPE_CHECKING:
    import pandas as pd

# An order with lines in several cells counts as a fraction in each, so that cells add up to
# orders. A volume is never negative.
_OF_CELLS = {
    **COUNTED,
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
    connection: duckdb.DuckDBPyConnection, result: MeasureVerdicts, row: int, column: int
) -> Attribution | str:
    """The attribution of a flagged day, or a sentence why there is none.

    Args:
        connection: to the warehouse.
        result: the verdicts on the measure.
        row: of the series in the verdicts.
        column: of the day in the verdicts.
    """
    feed, measure, found = result.feed, result.measure, result.verdicts
    day = found.days[column]
    known = np.arange(np.datetime64(feed.first, "D") + int(feed.is_first_day_partial), day)
    flagged = found.days[found.is_anomaly[row]]
    try:
        comparable = comparable_days(day, known, masked=flagged)
        rows = _cells(connection, feed, measure, found.names[row], [day, *comparable])
        expected = float(found.expected[row, column])
        kind = _cause_kind(measure)
        leaf_cells = expected_cells(
            rows,
            _dimensions(rows),
            day=day,
            comparable=comparable,
            expected_volume=expected if kind == "count" else None,
            expected_amount=expected if kind == "amount" else None,
        )
        order = _largest_order(connection, result, found.names[row], day, expected)
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
    of_part, known = _part(feed, name)
    trials = COUNTED[measure.trials] if measure.trials else "null"
    orders = connection.execute(
        f"""
        select order_id,
            cast(coalesce({COUNTED[measure.numerator]}, 0) as double) as amount,
            cast(coalesce({trials}, 0) as double) as trials
        from marts.fct_order_items
        where {of_part} and order_date = $day
        group by order_id order by order_id nulls last
        """,
        {**known, "day": day.item()},
    ).df()
    return largest_order(
        orders["order_id"].where(orders["order_id"].notna(), None).tolist(),
        orders["amount"].to_numpy(np.float64),
        orders["trials"].to_numpy(np.float64) if measure.trials else None,
        expected,
    )


def _cause_kind(measure: Measure) -> Kind:
    """How the gap is split: a measure with trials is a ratio, whatever its scale."""
    return "rate" if measure.trials else measure.kind


def _volume_and_amount(measure: Measure) -> tuple[str, str]:
    """The columns for volume and amount: of a ratio its two, of revenue units and money."""
    if measure.trials:
        return measure.trials, measure.numerator
    return ("units" if measure.kind == "amount" else measure.numerator), measure.numerator


def _dimensions(cells: "pd.DataFrame") -> list[str]:
    """The dimensions with several values: a value that all cells share explains nothing."""
    several = [name for name in DIMENSIONS if cells[name].nunique() > 1]
    return several or [next(iter(DIMENSIONS))]


def _cells(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    measure: Measure,
    name: str,
    days: list[np.datetime64],
) -> "pd.DataFrame":
    """Volume and amount per day and combination of dimension values."""
    of_part, known = _part(feed, name)
    volume, amount = (_OF_CELLS[column] for column in _volume_and_amount(measure))
    cells = ", ".join(f"{value_of(name)} as {name}" for name in DIMENSIONS)
    listed = ", ".join(f"date '{day}'" for day in days)
    return connection.execute(
        f"""
        select order_date as day, {cells},
            cast(coalesce({volume}, 0) as double) as volume,
            cast(coalesce({amount}, 0) as double) as amount
        from (
            select *, 1 / count(*) filter (where not is_credit)
                over (partition by order_date, order_id) as order_part
            from marts.fct_order_items
            where {of_part} and order_date in ({listed})
        )
        group by all
        """,
        known,
    ).df()


def _part(feed: Feed, name: str) -> tuple[str, dict[str, str]]:
    """The order lines of a series: an SQL condition and its parameters."""
    currency, dimension, value = split_name(name)
    known = {"feed": feed.name, "currency": currency}
    of_feed = "feed = $feed and currency = $currency and line_kind = 'goods'"
    if dimension == TOTAL:
        return of_feed, known
    return f"{of_feed} and {value_of(dimension)} = $value", {**known, "value": value}
