"""Why a day was flagged: the parts and the order that make the gap, from `anomaly_causes`."""

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
    """A part of a gap, in the unit of the measure, and how much of it comes from volume or rate."""

    name: str
    contribution: float
    volume: float | None
    rate: float | None
    share: float | None


@dataclass(frozen=True)
class FlaggedDayCauses:
    """A flagged day: expected, its causes and what is unexplained add up to actual.

    Attributes:
        largest_order_id: the order without which half of the gap or more is gone, if one is.
        largest_order_share: how much of it.
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
    of_day = {**values, "day": day}
    judged = connection.execute(
        f"""
        select expected, actual, largest_order_id, largest_order_share
        from {ANOMALIES_TABLE} where is_anomaly and order_date = $day and {where}
        """,
        of_day,
    ).fetchone()
    if judged is None:
        return None
    rows = connection.execute(
        f"""
        select cause, contribution, volume_contribution, rate_contribution, share,
            unexplained, unavailable_reason
        from {CAUSES} where order_date = $day and {where} order by cause_rank nulls last
        """,
        of_day,
    ).fetchall()
    causes = tuple(Cause(*row[:5]) for row in rows if row[0] is not None)
    expected, actual, *order = judged
    gap = actual - expected
    unexplained = next((row[5] for row in rows if row[5] is not None), gap)
    reason = next((row[6] for row in rows if row[6] is not None), None)
    if not rows:
        reason = "No cause of this day is on record."
    return FlaggedDayCauses(expected, actual, causes, unexplained, reason, *order)
