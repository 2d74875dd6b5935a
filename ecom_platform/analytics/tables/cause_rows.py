"""The causes of one flagged day: the cells behind it, compared with those of like days."""

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

# An order with lines in several cells is a part of an order in each: cells add up to orders. A
# volume is never below nothing.
_OF_CELLS = {
    **COUNTED,
    "units": "sum(greatest(quantity, 0)) filter (where not is_credit)",
    "orders": "sum(order_part) filter (where not is_credit and order_id is not null)",
}


@dataclass(frozen=True)
class SeriesVerdicts:
    """The series of one measure of one feed, judged."""

    feed: Feed
    measure: Measure
    found: AnomalyVerdicts


def explain(
    connection: duckdb.DuckDBPyConnection, verdicts: SeriesVerdicts, row: int, column: int
) -> Attribution | str:
    """The causes of a flagged day, or why none can be told, as a sentence."""
    feed, measure, found = verdicts.feed, verdicts.measure, verdicts.found
    day = found.days[column]
    known = np.arange(np.datetime64(feed.first, "D") + int(feed.is_first_day_partial), day)
    flagged = found.days[found.is_anomaly[row]]
    try:
        comparable = comparable_days(day, known, masked=flagged)
        cells = _cells(connection, feed, measure, found.names[row], [day, *comparable])
        expected = float(found.expected[row, column])
        kind = _cause_kind(measure)
        ready = expected_cells(
            cells,
            _dimensions(cells),
            day=day,
            comparable=comparable,
            expected_volume=expected if kind == "count" else None,
            expected_amount=expected if kind == "amount" else None,
        )
        order = _largest_order(connection, verdicts, found.names[row], day, expected)
        return replace(attribute(ready, kind), largest_order=order)
    except AnalyticsError as error:
        return str(error)


def _largest_order(
    connection: duckdb.DuckDBPyConnection,
    verdicts: SeriesVerdicts,
    name: str,
    day: np.datetime64,
    expected: float,
) -> LargestOrder | None:
    """The order behind the day; none where orders themselves are counted."""
    feed, measure = verdicts.feed, verdicts.measure
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
    """How the gap is split: whatever has trials is a ratio, on whichever scale it is judged."""
    return "rate" if measure.trials else measure.kind


def _volume_and_amount(measure: Measure) -> tuple[str, str]:
    """The columns that are split: of a ratio its two, of revenue units and money."""
    if measure.trials:
        return measure.trials, measure.numerator
    return ("units" if measure.kind == "amount" else measure.numerator), measure.numerator


def _dimensions(cells: "pd.DataFrame") -> list[str]:
    """Those that tell cells apart: a value that all have explains nothing."""
    several = [name for name in DIMENSIONS if cells[name].nunique() > 1]
    return several or [next(iter(DIMENSIONS))]


def _cells(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    measure: Measure,
    name: str,
    days: list[np.datetime64],
) -> "pd.DataFrame":
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
    """The order lines of a series, as a condition and its parameters."""
    currency, dimension, value = split_name(name)
    known = {"feed": feed.name, "currency": currency}
    of_feed = "feed = $feed and currency = $currency and line_kind = 'goods'"
    if dimension == TOTAL:
        return of_feed, known
    return f"{of_feed} and {value_of(dimension)} = $value", {**known, "value": value}
