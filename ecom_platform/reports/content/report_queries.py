"""Queries that only reports use: feeds that sell, parts that changed, and whom to talk to.

Queries that the dashboard uses too are in `serving/queries`. Every order is without ties, so
that equal versions give equal reports.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.view import ALL_COLUMNS, NOT_STATED, View

PartColumn = Literal["channel", "category", "partner_id"]


@dataclass(frozen=True)
class SellingFeed:
    """A feed that sells in a currency.

    Attributes:
        first_complete: the first complete day.
        as_of: the newest complete day.
        lines: how many order lines it has in the currency.
    """

    currency: str
    feed: str
    first_complete: date
    as_of: date
    lines: int


@dataclass(frozen=True)
class PartChange:
    """The booked money of a part of the business (such as a channel) in two periods."""

    part: str
    now: Decimal
    before: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more the part brought than before; negative when it brought less."""
        return self.now - self.before


@dataclass(frozen=True)
class PartnerTrend:
    """The kept money of a partner over the longest period that can be compared.

    Attributes:
        days: how many days the period has: 90, or 30 where the history is shorter.
        growth: kept money divided by that of the period before, minus 1.
        health: health score from 0 (bad) to 100 (good); None where it is unknown.
        silent_days: days since the last order.
    """

    partner: str
    name: str
    days: int
    kept: Decimal
    kept_before: Decimal
    growth: float
    health: float | None
    silent_days: int | None


@dataclass(frozen=True)
class Segment:
    """A customer segment of a feed, with the next step for its customers."""

    feed: str
    segment: str
    customers: int
    money: Decimal
    action: str


@dataclass(frozen=True)
class CustomerToCall:
    """A customer who is worth a call, with what to do."""

    customer: str
    action: str
    purchases: int
    money: Decimal
    last_order: date


def selling_feeds(connection: duckdb.DuckDBPyConnection, partner: str | None) -> list[SellingFeed]:
    """The feeds of each currency that have a complete day, the currency with most lines first.

    Args:
        connection: to a published version.
        partner: only feeds in which this partner sells; all feeds when None.
    """
    rows = connection.execute(
        f"""
        with sold as (
            select coalesce(currency, '{NOT_STATED}') as currency, feed, sum(line_count) as lines
            from {DAILY}
            where $partner is null or partner_id = $partner
            group by all
        )
        select sold.currency, feed,
            feeds.first_complete_date, feeds.as_of_date, sold.lines
        from sold inner join marts.dim_feeds as feeds using (feed)
        where feeds.as_of_date is not null
        order by sum(sold.lines) over (partition by sold.currency) desc, sold.currency, feed
        """,
        {"partner": partner},
    ).fetchall()
    return [SellingFeed(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]


def changes_by_part(
    connection: duckdb.DuckDBPyConnection, view: View, before: View, column: PartColumn
) -> list[PartChange]:
    """Booked money of each part of the business in two periods, the largest difference first.

    Args:
        connection: to a published version.
        view: the period now.
        before: the period to compare with.
        column: the column whose values are the parts.
    """
    now_amounts = _booked_amount_by_part(connection, view, column)
    before_amounts = _booked_amount_by_part(connection, before, column)
    changes = [
        PartChange(part, now_amounts.get(part, Decimal(0)), before_amounts.get(part, Decimal(0)))
        for part in sorted({*now_amounts, *before_amounts})
    ]
    return sorted(changes, key=lambda change: -abs(change.difference))


def _booked_amount_by_part(
    connection: duckdb.DuckDBPyConnection, view: View, column: PartColumn
) -> dict[str, Decimal]:
    """The booked money of goods of each part in the days of a view."""
    where, values = view.where(*ALL_COLUMNS)
    rows = connection.execute(
        f"""
        select coalesce({column}, '{NOT_STATED}') as part, sum(booked_amount)
        from {DAILY} where {where} and line_kind = 'goods' group by part
        """,
        values,
    ).fetchall()
    return dict(rows)


def falling_partners(
    connection: duckdb.DuckDBPyConnection, currency: str, most: int
) -> list[PartnerTrend]:
    """The partners that kept less money than in the period before, the largest loss first.

    Args:
        connection: to a published version.
        currency: only partners that sell in it.
        most: at most this many partners.
    """
    rows = connection.execute(
        f"""
        with compared as (
            select *, growth_unavailable_reason_90_days is null as is_quarter
            from marts.mart_partner_performance_dashboard
            where coalesce(currency, '{NOT_STATED}') = $currency
        ),
        trends as (
            select feed, partner_id, partner_name, case when is_quarter then 90 else 30 end as days,
                case when is_quarter then kept_amount_90_days else kept_amount_30_days end as kept,
                case when is_quarter then previous_kept_amount_90_days
                    else previous_kept_amount_30_days end as kept_before,
                case when is_quarter then kept_growth_share_90_days
                    else kept_growth_share_30_days end as growth,
                health_score, days_since_last_order
            from compared
        )
        select partner_id, coalesce(partner_name, partner_id), days, kept, kept_before, growth,
            health_score, days_since_last_order
        from trends where growth < 0 and kept_before > kept
        order by kept_before - kept desc, partner_id, feed limit $most
        """,
        {"currency": currency, "most": most},
    ).fetchall()
    return [PartnerTrend(*row) for row in rows]


def segments(connection: duckdb.DuckDBPyConnection, currency: str) -> list[Segment]:
    """The customer segments of a currency with their next step, those worth most first."""
    rows = connection.execute(
        """
        select feed, segment, count(*), sum(monetary),
            max(split_part(next_best_action, ':', 1))
        from marts.dim_customer_segments
        where currency = $currency and monetary is not null
        group by feed, segment order by sum(monetary) desc, feed, segment
        """,
        {"currency": currency},
    ).fetchall()
    return [Segment(*row) for row in rows]


def customers_to_call(
    connection: duckdb.DuckDBPyConnection, currency: str, most: int
) -> list[CustomerToCall]:
    """Customers who are slipping away, those with the highest investment priority first.

    Args:
        connection: to a published version.
        currency: in which the customers are scored.
        most: at most this many customers.
    """
    rows = connection.execute(
        """
        select coalesce(customer_name, customer_id), split_part(next_best_action, ':', 1),
            frequency, monetary, last_order_date
        from marts.dim_customer_segments
        where currency = $currency and segment in ('cannot lose', 'at risk')
            and next_best_action is not null and monetary is not null
        order by investment_priority_score desc nulls last, monetary desc nulls last, feed,
            customer_id
        limit $most
        """,
        {"currency": currency, "most": most},
    ).fetchall()
    return [CustomerToCall(*row) for row in rows]
