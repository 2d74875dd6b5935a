"""The booked and kept money of the overview page, by day and by channel.

Queries on flagged days are in `serving/queries/anomalies`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.metrics.unreported_states import (
    STATES,
    unreported_states_by_channel,
)
from ecom_platform.serving.queries.view import ALL_COLUMNS, View


@dataclass(frozen=True)
class DayAmounts:
    """The booked and kept money of one day, in the currency of the view."""

    day: date
    booked: Decimal
    kept: Decimal


@dataclass(frozen=True)
class ChannelAmounts:
    """The booked money of a channel, and what became of it; None where that is never reported."""

    channel: str
    booked: Decimal
    kept: Decimal
    cancelled: Decimal | None
    pending: Decimal | None
    returned: Decimal | None
    lost: Decimal | None


def daily_amounts(connection: duckdb.DuckDBPyConnection, view: View) -> list[DayAmounts]:
    """Booked and kept money of goods on each day with an order line, the oldest day first."""
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
    """Booked money of goods of each channel and what became of it, the largest channel first."""
    where, values = view.where(*ALL_COLUMNS)
    unreported = unreported_states_by_channel(connection, view)
    amounts = ", ".join(f"sum({state}_amount)" for state in STATES)
    rows = connection.execute(
        f"""
        select channel, sum(booked_amount), sum(kept_amount), {amounts}
        from {DAILY} where {where} and line_kind = 'goods'
        group by channel order by sum(booked_amount) desc, channel
        """,
        values,
    ).fetchall()
    return [
        ChannelAmounts(
            channel,
            booked,
            kept,
            **{
                state: None if state in unreported[channel] else amount
                for state, amount in zip(STATES, amounts_of_channel, strict=True)
            },
        )
        for channel, booked, kept, *amounts_of_channel in rows
    ]
