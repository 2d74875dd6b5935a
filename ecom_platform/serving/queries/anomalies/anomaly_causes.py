"""Why a day was flagged: which parts of the business and which order explain the gap.

Attribution is computed in `analytics/anomaly_causes`. Queries on flagged days are in
`flagged_days.py`.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from ecom_platform.serving.queries.anomalies.flagged_days import (
    ANOMALIES_TABLE,
    Series,
    series_filter,
)
from ecom_platform.serving.queries.view import View

CAUSES = "analytics.anomaly_causes"


@dataclass(frozen=True)
class Cause:
    """A part of the business that explains some of a gap, in the unit of the measure.

    Attributes:
        volume: how much comes from a change in volume; None where it is not separated.
        rate: how much comes from a change in the rate itself; None where it is not separated.
        share: contribution divided by the whole gap; None where it is unknown.
    """

    name: str
    contribution: float
    volume: float | None
    rate: float | None
    share: float | None


@dataclass(frozen=True)
class FlaggedDayCauses:
    """The causes of a flagged day: expected, all contributions and unexplained sum to actual.

    Attributes:
        reason: why there is no cause; None where there is one.
        largest_order_id: the order that explains half of the gap or more; None where none does.
        largest_order_share: which share of the gap that order explains.
    """

    expected: float
    actual: float
    causes: tuple[Cause, ...]
    unexplained: float
    reason: str | None
    largest_order_id: str | None
    largest_order_share: float | None


def causes_of(
    connection: duckdb.DuckDBPyConnection, view: View, series: Series, day: date
) -> FlaggedDayCauses | None:
    """The causes of a flagged day, the largest first; None when the day was not flagged."""
    where, values = series_filter(view, series)
    day_values = {**values, "day": day}
    flagged = connection.execute(
        f"""
        select expected, actual, largest_order_id, largest_order_share
        from {ANOMALIES_TABLE} where is_anomaly and order_date = $day and {where}
        """,
        day_values,
    ).fetchone()
    if flagged is None:
        return None
    rows = connection.execute(
        f"""
        select cause, contribution, volume_contribution, rate_contribution, share,
            unexplained, unavailable_reason
        from {CAUSES} where order_date = $day and {where} order by cause_rank nulls last
        """,
        day_values,
    ).fetchall()
    # a day without a cause has one row without a name, which states the reason
    causes = tuple(Cause(*row[:5]) for row in rows if row[0] is not None)
    unexplained_amounts = [row[5] for row in rows if row[5] is not None]
    reasons = [row[6] for row in rows if row[6] is not None]
    expected, actual, *largest_order = flagged
    unexplained = unexplained_amounts[0] if unexplained_amounts else actual - expected
    reason = reasons[0] if reasons else None
    if not rows:
        reason = "No cause of this day is on record."
    return FlaggedDayCauses(expected, actual, causes, unexplained, reason, *largest_order)
