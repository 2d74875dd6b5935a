"""What is expected of the days ahead, for the part of the business that a view chooses."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.view import View

TABLE = "analytics.revenue_forecast"


@dataclass(frozen=True)
class DayAhead:
    """One feed's day to come, in the currency of the view."""

    feed: str
    day: date
    expected: Decimal
    lower_80: Decimal
    upper_80: Decimal
    lower_95: Decimal
    upper_95: Decimal
    event: str | None


@dataclass(frozen=True)
class Ahead:
    """Days to come by feed and day; where there are none, why."""

    days: tuple[DayAhead, ...]
    reason: str | None = None


def days_ahead(connection: duckdb.DuckDBPyConnection, view: View) -> Ahead:
    """The forecast of the total, or of the one channel, partner or category chosen."""
    chosen = chosen_part(view)
    if chosen is None:
        return Ahead(
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
    days = tuple(DayAhead(*row[:8]) for row in rows if row[8] is None)
    reasons = sorted({row[8] for row in rows if row[8] is not None})
    return Ahead(days, " ".join(reasons) or "No forecast was made of this part of the business.")


def largest_feed(days: tuple[DayAhead, ...]) -> tuple[str, tuple[DayAhead, ...]]:
    """The feed of which most is expected, and its days."""
    sums: dict[str, Decimal] = {}
    for day in days:
        sums[day.feed] = sums.get(day.feed, Decimal(0)) + day.expected
    feed = max(sums, key=sums.__getitem__)
    return feed, tuple(day for day in days if day.feed == feed)


def chosen_part(view: View) -> tuple[str, str] | None:
    """Dimension and value that the analytic tables know a view by; None when it is a mixture."""
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
