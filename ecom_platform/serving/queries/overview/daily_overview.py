"""What the first page asks: days, channels, flagged days and money that failed to arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.view import ALL_COLUMNS, View


@dataclass(frozen=True)
class DayAmounts:
    """A day in the currency of the view."""

    day: date
    booked: Decimal
    kept: Decimal


@dataclass(frozen=True)
class ChannelAmounts:
    """A channel: its booked money, and what became of it."""

    channel: str
    booked: Decimal
    kept: Decimal
    pending: Decimal
    cancelled: Decimal
    returned: Decimal
    lost: Decimal


@dataclass(frozen=True)
class FlaggedDay:
    """A day that was not what the days before let expect.

    Attributes:
        amount_at_stake: revenue of the same part that day, less expected.
    """

    feed: str
    measure: str
    dimension: str
    value: str
    day: date
    amount_at_stake: Decimal | None
    direction: str
    explanation: str


def daily_amounts(connection: duckdb.DuckDBPyConnection, view: View) -> list[DayAmounts]:
    """Booked and kept goods of each day with a line."""
    where, values = view.where(*ALL_COLUMNS)
    rows = connection.execute(
        f"""
        select order_date, sum(booked_amount), sum(kept_amount)
        from {DAILY} where {where} and line_kind = 'goods'
        group by order_date order by order_date
        """,
        values,
    ).fetchall()
    return [DayAmounts(*row) for row in rows]


def channel_amounts(connection: duckdb.DuckDBPyConnection, view: View) -> list[ChannelAmounts]:
    """Each channel, the one that booked most first."""
    where, values = view.where(*ALL_COLUMNS)
    rows = connection.execute(
        f"""
        select channel, sum(booked_amount), sum(kept_amount), sum(pending_amount),
            sum(cancelled_amount), sum(returned_amount), sum(lost_amount)
        from {DAILY} where {where} and line_kind = 'goods'
        group by channel order by sum(booked_amount) desc, channel
        """,
        values,
    ).fetchall()
    return [ChannelAmounts(*row) for row in rows]


def flagged_days(
    connection: duckdb.DuckDBPyConnection, view: View, most: int = 5
) -> list[FlaggedDay]:
    """The flagged days of the view with most at stake, whatever the part of the business."""
    rows = connection.execute(
        """
        select feed, measure, dimension, dimension_value, order_date, amount_at_stake, direction,
            coalesce(explanation, '')
        from analytics.sales_anomalies
        where is_anomaly and currency = $currency
            and order_date between $from_date and $to_date
        order by abs(amount_at_stake) desc nulls last, order_date desc, feed, measure, dimension,
            dimension_value
        limit $most
        """,
        {
            "currency": view.currency,
            "from_date": view.from_date,
            "to_date": view.to_date,
            "most": most,
        },
    ).fetchall()
    return [FlaggedDay(*row) for row in rows]


def worst_of_days(days: Sequence[FlaggedDay], most: int = 5) -> list[tuple[FlaggedDay, int]]:
    """One bad day shows in many series: of each feed's day the first, and how many more there are.

    Args:
        days: in the order of importance.
        most: how many to give.
    """
    found: dict[tuple[str, date], list[FlaggedDay]] = {}
    for day in days:
        found.setdefault((day.feed, day.day), []).append(day)
    return [(series[0], len(series) - 1) for series in found.values()][:most]


def money_at_stake(connection: duckdb.DuckDBPyConnection, view: View) -> Decimal:
    """Of the flagged days of the view, by feed and day the largest amount at stake, summed.

    One bad day shows in many series; it counts once.
    """
    row = connection.execute(
        """
        select coalesce(sum(stake), 0)::decimal(18, 2) from (
            select max(abs(amount_at_stake)) as stake from analytics.sales_anomalies
            where is_anomaly and currency = $currency
                and order_date between $from_date and $to_date
            group by feed, order_date
        )
        """,
        {"currency": view.currency, "from_date": view.from_date, "to_date": view.to_date},
    ).fetchone()
    return Decimal(row[0]) if row else Decimal(0)
