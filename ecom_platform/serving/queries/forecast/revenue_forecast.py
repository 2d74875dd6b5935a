"""The revenue forecast of the part of the business that a view chooses, and how good it was.

Models and back-tests are in `analytics/forecasting`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.view import View

TABLE = "analytics.revenue_forecast"
_HALF_A_CENT = Decimal("0.005")


@dataclass(frozen=True)
class ForecastDay:
    """The forecast of one day of one feed, in the currency of the view.

    Attributes:
        lower_80: 80 of 100 days should be between this and `upper_80`.
        lower_95: 95 of 100 days should be between this and `upper_95`.
        event: the sale days and holidays of the day; None where there is none.
    """

    feed: str
    day: date
    expected: Decimal
    lower_80: Decimal
    upper_80: Decimal
    lower_95: Decimal
    upper_95: Decimal
    event: str | None


@dataclass(frozen=True)
class RevenueForecast:
    """The forecast days by feed and day; where there are none, the reason."""

    days: tuple[ForecastDay, ...]
    reason: str | None = None


@dataclass(frozen=True)
class PastDay:
    """A past day with its booked revenue of goods; None where it has no order line."""

    day: date
    booked: Decimal | None


@dataclass(frozen=True)
class PartForecast:
    """The forecast of one part of a feed, and how good the forecast was in the back-test.

    Attributes:
        days: how many days are forecast.
        expected: the sum of the forecast days; None where nothing is forecast.
        mase: mean absolute scaled error of the back-test.
        against_naive: absolute error of the back-test divided by that of repeating the week before.
        coverage_95: share of back-tested days inside the band of 95 %.
        reason: why nothing is forecast; None where something is.
    """

    feed: str
    dimension: str
    value: str
    days: int
    expected: Decimal | None
    model: str | None
    mase: float | None
    against_naive: float | None
    coverage_95: float | None
    reason: str | None

    @property
    def is_no_better_than_naive(self) -> bool:
        """Whether repeating the week before did as well or better in the back-test."""
        return self.against_naive is not None and self.against_naive >= 1


def forecast_days(connection: duckdb.DuckDBPyConnection, view: View) -> RevenueForecast:
    """The forecast of the total, or of the one channel, partner or category that is chosen.

    Returns:
        No days but a reason, if several parts are chosen at once or nothing was forecast.
    """
    chosen = chosen_dimension(view)
    if chosen is None:
        return RevenueForecast(
            (), "Only a total or one channel, partner or category is forecast, not several at once."
        )
    dimension, value = chosen
    rows = connection.execute(
        f"""
        select feed, forecast_date, expected_amount, lower_80_amount, upper_80_amount,
            lower_95_amount, upper_95_amount, event_note, unavailable_reason
        from {TABLE}
        where currency = $currency and dimension = $dimension and dimension_value = $value
        order by feed, forecast_date
        """,
        {"currency": view.currency, "dimension": dimension, "value": value},
    ).fetchall()
    days = tuple(ForecastDay(*row[:8]) for row in rows if row[8] is None)
    reasons = sorted({row[8] for row in rows if row[8] is not None})
    return RevenueForecast(
        days, " ".join(reasons) or "No forecast was made of this part of the business."
    )


def largest_feed(days: tuple[ForecastDay, ...]) -> tuple[str, tuple[ForecastDay, ...]]:
    """The feed with the largest forecast, and its days.

    Raises:
        ValueError: there is no day.
    """
    sums: dict[str, Decimal] = {}
    for day in days:
        sums[day.feed] = sums.get(day.feed, Decimal(0)) + day.expected
    feed = max(sums, key=sums.__getitem__)
    return feed, tuple(day for day in days if day.feed == feed)


def chosen_dimension(view: View) -> tuple[str, str] | None:
    """The part of the business that a view chooses: its dimension and value in analytic tables.

    Returns:
        `("total", "")` where no part is chosen; None where several are chosen at once.
    """
    chosen = [
        (dimension, value)
        for dimension, value in (
            ("channel", view.channel),
            ("partner", view.partner),
            ("category", view.category),
        )
        if value
    ]
    if len(chosen) > 1:
        return None
    return chosen[0] if chosen else ("total", "")


def past_days(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str, first_ahead: date, most_days: int
) -> list[PastDay]:
    """The days before a forecast, from the first with an order line.

    Args:
        connection: to a published version.
        view: the currency and the part of the business.
        feed: whose order lines to sum.
        first_ahead: the first forecast day; the days before it are returned, the oldest first.
        most_days: how many days before it are read.
    """
    where, values = view.where("currency", "channel", "partner_id", "category")
    rows = connection.execute(
        f"""
        select order_date, sum(booked_amount) from {DAILY}
        where {where} and feed = $feed and line_kind = 'goods'
            and order_date >= $first and order_date < $first_ahead
        group by order_date order by order_date
        """,
        {
            **values,
            "feed": feed,
            "first": first_ahead - timedelta(days=most_days),
            "first_ahead": first_ahead,
        },
    ).fetchall()
    booked = dict(rows)
    first_day = min(booked, default=first_ahead)
    days = [first_day + timedelta(days=number) for number in range((first_ahead - first_day).days)]
    return [PastDay(day, booked.get(day)) for day in days]


def part_forecasts(connection: duckdb.DuckDBPyConnection, view: View) -> list[PartForecast]:
    """Every forecast part of every feed of the currency, not only the part that is chosen.

    Returns:
        The feed with the largest forecast first; within a feed, the total and then its parts.
    """
    rows = connection.execute(
        f"""
        select feed, dimension, dimension_value, count(*), sum(expected_amount),
            any_value(model_name), any_value(mase), any_value(error_against_naive),
            any_value(coverage_95), any_value(unavailable_reason)
        from {TABLE} where currency = $currency
        group by feed, dimension, dimension_value
        order by max(sum(expected_amount)) over (partition by feed) desc nulls last, feed,
            dimension <> 'total', dimension, sum(expected_amount) desc nulls last, dimension_value
        """,
        {"currency": view.currency},
    ).fetchall()
    return [PartForecast(*row) for row in rows]


def parts_add_up(parts: Sequence[PartForecast], total: PartForecast) -> bool:
    """Whether the forecasts of the parts sum to the total.

    Each day of each part is rounded to cents, so a difference of half a cent per rounding is
    allowed.
    """
    parts_with_forecast = [part for part in parts if part.expected is not None]
    if total.expected is None:
        return not parts_with_forecast
    sum_of_parts = sum(
        (part.expected for part in parts_with_forecast if part.expected is not None), Decimal(0)
    )
    # every part and the total are rounded on each day
    roundings = total.days * (len(parts_with_forecast) + 1)
    return abs(sum_of_parts - total.expected) <= _HALF_A_CENT * roundings
