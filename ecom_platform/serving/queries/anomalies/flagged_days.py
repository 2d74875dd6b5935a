"""Which days were flagged, how much money is at stake on them, and the days of one series.

All queries read `analytics.sales_anomalies` in the currency of a view. Why a day was flagged is in
`anomaly_causes.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.forecast.revenue_forecast import chosen_dimension
from ecom_platform.serving.queries.metrics.order_line_metrics import Unit
from ecom_platform.serving.queries.view import View

ANOMALIES_TABLE = "analytics.sales_anomalies"
DATES = "marts.dim_dates"
UNITS: dict[str, Unit] = {
    "revenue": "money",
    "orders": "count",
    "units": "count",
    "order_value": "money",
    "cancel_rate": "share",
    "return_rate": "share",
    "discount_share": "share",
}
_SERIES = "feed, measure, dimension, dimension_value"
_MOST_AT_STAKE_FIRST = (
    "abs(amount_at_stake) desc nulls last, measure = 'revenue' desc, dimension = 'total' desc, "
    f"order_date desc, {_SERIES}"
)


@dataclass(frozen=True)
class Series:
    """One measure of a feed, or of a part of it; the value is empty for the total."""

    feed: str
    measure: str
    dimension: str
    value: str


@dataclass(frozen=True)
class CalendarDay:
    """A day on which at least one series was evaluated.

    Attributes:
        flagged: how many series were flagged.
        stake: the largest amount at stake of each feed, summed; None where no flagged series has
            an amount.
        event: the sale days and holidays of the day; None where there is none.
    """

    day: date
    flagged: int
    stake: Decimal | None
    event: str | None
    is_sale_day: bool
    is_holiday: bool


@dataclass(frozen=True)
class FlaggedDay:
    """A flagged day of a series, and the order that explains most of it, if one does."""

    series: Series
    day: date
    actual: float
    expected: float
    stake: Decimal | None
    kind: str
    explanation: str
    largest_order_id: str | None


@dataclass(frozen=True)
class FlaggedTotal:
    """The flagged days of a view in total.

    Attributes:
        flags: how many days of series were flagged.
        days: on how many different days.
        stake: the largest amount at stake of each feed and day, summed; None where no flagged
            series has an amount, and where no day was evaluated.
        unavailable_reason: why nothing is known, as a sentence; None where a day was evaluated.
    """

    flags: int
    days: int
    stake: Decimal | None
    unavailable_reason: str | None = None


@dataclass(frozen=True)
class EvaluatedDay:
    """A day of a series; unknown values are None, and the reason says why."""

    day: date
    actual: float | None
    expected: float | None
    lower: float | None
    upper: float | None
    is_flagged: bool
    reason: str | None


def calendar(connection: duckdb.DuckDBPyConnection, view: View) -> list[CalendarDay]:
    """Every evaluated day of the chosen part of the business, also outside the days of the view."""
    where, values = _part_filter(view)
    rows = connection.execute(
        f"""
        with of_feeds as (
            select order_date, feed, count(*) filter (where is_anomaly) as flagged,
                max(abs(amount_at_stake)) filter (where is_anomaly) as stake
            from {ANOMALIES_TABLE} where {where} group by order_date, feed
        )
        select order_date, sum(flagged)::bigint, sum(stake)::decimal(18, 4),
            any_value(dates.event_name), coalesce(bool_or(dates.is_sale_day), false),
            coalesce(bool_or(dates.is_holiday), false)
        from of_feeds left join {DATES} as dates on dates.date_day = order_date
        group by order_date order by order_date
        """,
        values,
    ).fetchall()
    return [CalendarDay(*row) for row in rows]


def flagged_days(
    connection: duckdb.DuckDBPyConnection, view: View, day: date | None = None
) -> list[FlaggedDay]:
    """The flagged days of the chosen part of the business, the newest first.

    Args:
        connection: to a published version.
        view: the days, the currency, and the part of the business.
        day: only this day, even if it is outside the days of the view.
    """
    where, values = _part_filter(view)
    days = "order_date = $day" if day else "order_date between $from_date and $to_date"
    day_values = {"day": day} if day else {"from_date": view.from_date, "to_date": view.to_date}
    rows = connection.execute(
        f"""
        select {_SERIES}, order_date, actual, expected, amount_at_stake,
            coalesce(anomaly_kind, ''), coalesce(explanation, ''), largest_order_id
        from {ANOMALIES_TABLE} where is_anomaly and {where} and {days}
        order by order_date desc, {_MOST_AT_STAKE_FIRST}
        """,
        {**values, **day_values},
    ).fetchall()
    return [FlaggedDay(Series(*row[:4]), *row[4:]) for row in rows]


def flagged_total(connection: duckdb.DuckDBPyConnection, view: View) -> FlaggedTotal:
    """How many days of the chosen part of the business were flagged, and the money at stake."""
    where, values = _part_filter(view)
    row = connection.execute(
        f"""
        select coalesce(sum(flags), 0)::bigint, count(distinct order_date),
            sum(stake)::decimal(18, 4)
        from (
            select order_date, count(*) as flags, max(abs(amount_at_stake)) as stake
            from {ANOMALIES_TABLE}
            where is_anomaly and {where} and order_date between $from_date and $to_date
            group by feed, order_date
        )
        """,
        {**values, "from_date": view.from_date, "to_date": view.to_date},
    ).fetchall()[0]
    flags, days, stake = row
    reason = not_evaluated_reason(connection, view)
    if reason:
        return FlaggedTotal(flags, days, stake, reason)
    return FlaggedTotal(flags, days, stake if days else Decimal(0))


def not_evaluated_reason(connection: duckdb.DuckDBPyConnection, view: View) -> str | None:
    """Why no day of the view is known to be in order; None where at least one was evaluated."""
    where, values = _part_filter(view)
    evaluated, reason = connection.execute(
        f"""
        select count(*) filter (where unavailable_reason is null), mode(unavailable_reason)
        from {ANOMALIES_TABLE}
        where {where} and order_date between $from_date and $to_date
        """,
        {**values, "from_date": view.from_date, "to_date": view.to_date},
    ).fetchall()[0]
    if evaluated:
        return None
    return f"No day of the view was evaluated. {reason or 'No daily series covers these days.'}"


def most_at_stake(days: Sequence[FlaggedDay]) -> FlaggedDay | None:
    """The day with most money at stake; None where there is no day.

    Between equal amounts, revenue comes before other measures, the total before its parts, and
    then the day that is first in `days`. A day without an amount comes last.
    """

    def importance(day: FlaggedDay) -> tuple[Decimal, bool, bool]:
        amount = abs(day.stake) if day.stake is not None else Decimal(-1)
        return amount, day.series.measure == "revenue", day.series.dimension == "total"

    return max(days, key=importance, default=None)


def largest_series(connection: duckdb.DuckDBPyConnection, view: View) -> Series | None:
    """The revenue series of the chosen part in the feed that sold most of it.

    Returns:
        The series of another measure where revenue is not evaluated; None where no measure is.
    """
    where, values = _part_filter(view, when_total="dimension = 'total'")
    row = connection.execute(
        f"""
        select {_SERIES} from {ANOMALIES_TABLE} where {where} group by {_SERIES}
        order by measure = 'revenue' desc, sum(actual) desc nulls last, {_SERIES} limit 1
        """,
        values,
    ).fetchone()
    return Series(*row) if row else None


def known_series(connection: duckdb.DuckDBPyConnection, view: View) -> list[Series]:
    """Every evaluated series of the currency: totals first, then parts by name."""
    rows = connection.execute(
        f"""
        select distinct {_SERIES} from {ANOMALIES_TABLE} where currency = $currency
        order by feed, dimension <> 'total', dimension, dimension_value, measure
        """,
        {"currency": view.currency},
    ).fetchall()
    return [Series(*row) for row in rows]


def series_days(
    connection: duckdb.DuckDBPyConnection, view: View, series: Series
) -> list[EvaluatedDay]:
    """All days of a series, the oldest first, also those outside the days of the view."""
    where, values = series_filter(view, series)
    rows = connection.execute(
        f"""
        select order_date, actual, expected, lower, upper, coalesce(is_anomaly, false),
            unavailable_reason
        from {ANOMALIES_TABLE} where {where} order by order_date
        """,
        values,
    ).fetchall()
    return [EvaluatedDay(*row) for row in rows]


def _part_filter(view: View, when_total: str = "true") -> tuple[str, dict[str, Any]]:
    """The SQL predicate on the series of the chosen part of the business, and its values.

    Several parts chosen at once match no series. If no part is chosen, all series match that
    fulfil the predicate `when_total`.
    """
    values: dict[str, Any] = {"currency": view.currency}
    chosen = chosen_dimension(view)
    if chosen is None:
        return "currency = $currency and false", values
    dimension, value = chosen
    if dimension == "total":
        return f"currency = $currency and {when_total}", values
    predicate = "currency = $currency and dimension = $dimension and dimension_value = $value"
    return predicate, {**values, "dimension": dimension, "value": value}


def series_filter(view: View, series: Series) -> tuple[str, dict[str, Any]]:
    """The SQL predicate on one series in the currency of a view, and its values."""
    where = (
        "currency = $currency and feed = $feed and measure = $measure and dimension = $dimension "
        "and dimension_value = $value"
    )
    return where, {
        "currency": view.currency,
        "feed": series.feed,
        "measure": series.measure,
        "dimension": series.dimension,
        "value": series.value,
    }
