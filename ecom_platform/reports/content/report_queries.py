"""What reports ask of a version beyond the dashboard's questions: its feeds, and who to talk to.

Sums and filters of published columns only; every order is total, so that answers never vary.
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
    """A feed that sells in a currency, its complete days and how many lines it has."""

    currency: str
    feed: str
    first_complete: date
    as_of: date
    lines: int


@dataclass(frozen=True)
class PartChange:
    """A part of the business: its booked money in two periods."""

    part: str
    now: Decimal
    before: Decimal

    @property
    def difference(self) -> Decimal:
        """What it brought more, or less."""
        return self.now - self.before


@dataclass(frozen=True)
class PartnerTrend:
    """A partner and its kept money over the longest period that can be compared."""

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
    """A segment of customers, and what to do for them."""

    feed: str
    segment: str
    customers: int
    money: Decimal
    action: str


@dataclass(frozen=True)
class CustomerToCall:
    """A customer with a high priority."""

    customer: str
    action: str
    purchases: int
    money: Decimal
    last_order: date


def selling_feeds(connection: duckdb.DuckDBPyConnection, partner: str | None) -> list[SellingFeed]:
    """Feeds by currency, the currency with most lines first; of one partner when it is given."""
    rows = connection.execute(
        f"""
        with sold as (
            select coalesce(currency, '{NOT_STATED}') as currency, feed, sum(line_count) as lines
            from {DAILY}
            where $partner is null or partner_id = $partner
            group by all
        )
        select sold.currency, feed,
            feeds.first_date + case when feeds.is_first_day_partial then 1 else 0 end,
            feeds.as_of_date, sold.lines
        from sold inner join marts.dim_feeds as feeds using (feed)
        where feeds.as_of_date is not null
        order by sum(sold.lines) over (partition by sold.currency) desc, sold.currency, feed
        """,
        {"partner": partner},
    ).fetchall()
    return [SellingFeed(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]


def changes_by_part(
    connection: duckdb.DuckDBPyConnection, view: View, before: View, part: PartColumn
) -> list[PartChange]:
    """Booked money of each part in both periods, the greatest difference first."""
    amounts = [_by_part(connection, one, part) for one in (view, before)]
    names = sorted({*amounts[0], *amounts[1]})
    found = [PartChange(name, *(one.get(name, Decimal(0)) for one in amounts)) for name in names]
    return sorted(found, key=lambda shift: -abs(shift.difference))


def _by_part(
    connection: duckdb.DuckDBPyConnection, view: View, part: PartColumn
) -> dict[str, Decimal]:
    where, values = view.where(*ALL_COLUMNS)
    rows = connection.execute(
        f"""
        select coalesce({part}, '{NOT_STATED}') as part, sum(booked_amount)
        from {DAILY} where {where} and line_kind = 'goods' group by part
        """,
        values,
    ).fetchall()
    return dict(rows)


def falling_partners(
    connection: duckdb.DuckDBPyConnection, currency: str, most: int
) -> list[PartnerTrend]:
    """The partners that keep least of what they kept before, the most money lost first."""
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
    """Segments of buyers with a next step, the ones worth most first."""
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
    """Customers who slip away and are worth most, by the priority of the segments table."""
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
