"""The flagged series with most money at stake, for the overview page and the reports.

The query for all flagged days of a part of the business is in `flagged_days.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.view import View


@dataclass(frozen=True)
class FlaggedSeries:
    """A series that was flagged on one day.

    Attributes:
        measure: such as `revenue` or `orders`.
        value: the part of the dimension; empty for the total.
        amount_at_stake: revenue of the same part that day, minus its expected value; None where
            revenue is not evaluated.
        direction: `up` or `down`.
        explanation: why the series was flagged, as a sentence; may be empty.
    """

    feed: str
    measure: str
    dimension: str
    value: str
    day: date
    amount_at_stake: Decimal | None
    direction: str
    explanation: str


def largest_flags(
    connection: duckdb.DuckDBPyConnection, view: View, most: int = 5
) -> list[FlaggedSeries]:
    """The flagged series of all parts of the business, those with most money at stake first.

    Args:
        connection: to a published version.
        view: only its days and its currency apply.
        most: at most this many.
    """
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
    return [FlaggedSeries(*row) for row in rows]


def partner_flags(
    connection: duckdb.DuckDBPyConnection, view: View, most: int
) -> list[FlaggedSeries]:
    """The flagged series of the partner that a view chooses, most money at stake first.

    The explanation is left empty, because it may name other partners.

    Args:
        connection: to a published version.
        view: its days, currency and partner apply.
        most: at most this many.
    """
    rows = connection.execute(
        """
        select feed, measure, dimension, dimension_value, order_date, amount_at_stake, direction, ''
        from analytics.sales_anomalies
        where is_anomaly and currency = $currency and dimension = 'partner'
            and dimension_value = $partner and order_date between $from_date and $to_date
        order by abs(amount_at_stake) desc nulls last, order_date desc, feed, measure
        limit $most
        """,
        {
            "currency": view.currency,
            "partner": view.partner,
            "from_date": view.from_date,
            "to_date": view.to_date,
            "most": most,
        },
    ).fetchall()
    return [FlaggedSeries(*row) for row in rows]


def first_of_each_day(
    flags: Sequence[FlaggedSeries], most: int = 5
) -> list[tuple[FlaggedSeries, int]]:
    """The first flagged series of each feed and day, and how many more that day has.

    One bad day is flagged in many series; a page lists it once.

    Args:
        flags: the most important first.
        most: at most this many.
    """
    by_day: dict[tuple[str, date], list[FlaggedSeries]] = {}
    for flag in flags:
        by_day.setdefault((flag.feed, flag.day), []).append(flag)
    return [(series[0], len(series) - 1) for series in by_day.values()][:most]


def is_evaluated(connection: duckdb.DuckDBPyConnection, view: View) -> bool:
    """Whether any day of the view was evaluated in its currency; else nothing is known of it."""
    row = connection.execute(
        """
        select count(*) from analytics.sales_anomalies
        where unavailable_reason is null and currency = $currency
            and order_date between $from_date and $to_date
        """,
        {"currency": view.currency, "from_date": view.from_date, "to_date": view.to_date},
    ).fetchall()[0]
    return bool(row[0])


def money_at_stake(connection: duckdb.DuckDBPyConnection, view: View) -> Decimal | None:
    """The largest amount at stake of each feed and flagged day of the view, summed.

    One bad day is flagged in many series; only the largest amount counts.

    Returns:
        None where no day of the view was evaluated.
    """
    if not is_evaluated(connection, view):
        return None
    row = connection.execute(
        """
        select coalesce(sum(stake), 0)::decimal(18, 4) from (
            select max(abs(amount_at_stake)) as stake from analytics.sales_anomalies
            where is_anomaly and currency = $currency
                and order_date between $from_date and $to_date
            group by feed, order_date
        )
        """,
        {"currency": view.currency, "from_date": view.from_date, "to_date": view.to_date},
    ).fetchone()
    return Decimal(row[0]) if row else Decimal(0)
