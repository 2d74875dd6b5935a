"""What is asked of one partner: where it stands, what it could gain, how its sales ran.

No question here returns another partner's name, id or value: benchmarks are the rounded columns of
the table. All partners together belong in `partner_ranking.py`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.partners.partner_ranking import (
    HEALTH,
    HEALTH_COLUMNS,
    HEALTH_WIDTH,
    LEVERS,
    PartnerHealth,
    health_of,
)
from ecom_platform.serving.queries.view import NOT_STATED, View

LONGEST_IN_DAYS = 62


@dataclass(frozen=True)
class Profile:
    """A partner as of the newest complete day of its feed.

    Attributes:
        feeds: in how many feeds it sells in this currency; the one with most money is told.
    """

    health: PartnerHealth
    feed: str
    region: str | None
    as_of_date: date
    last_order_date: date | None
    booked: Decimal | None
    target_share: float | None
    target_reason: str | None
    known_weight: float | None
    feeds: int


@dataclass(frozen=True)
class Lever:
    """What can be turned: the own value against anonymous comparable partners.

    Attributes:
        upside: money per 90 days of reaching the better quartile.
    """

    name: str
    is_higher_better: bool
    value: float | None
    value_reason: str | None
    peers: int
    low: float | None
    median: float | None
    high: float | None
    benchmark_reason: str | None
    gap: float | None
    upside: Decimal | None
    upside_reason: str | None
    recommendation: str | None
    rank: int | None


@dataclass(frozen=True)
class Period:
    """A day or a week of one partner: what became of its booked goods."""

    first_day: date
    kept: Decimal
    pending: Decimal
    cancelled: Decimal
    returned: Decimal
    lost: Decimal


def profile(connection: duckdb.DuckDBPyConnection, view: View, partner: str) -> Profile | None:
    """Where it stands in the currency of the view; None when it sells in another one only."""
    where, values = view.where("currency")
    rows = connection.execute(
        f"""
        select {HEALTH_COLUMNS}, feed, region, as_of_date, last_order_date, booked_amount_90_days,
            target_attainment_share_90_days, target_unavailable_reason_90_days,
            known_weight_share, count(*) over ()
        from {HEALTH} where {where} and partner_id = $subject
        order by kept_amount_90_days desc nulls last, feed limit 1
        """,
        {**values, "subject": partner},
    ).fetchall()
    if not rows:
        return None
    return Profile(health_of(rows[0][:HEALTH_WIDTH]), *rows[0][HEALTH_WIDTH:])


def currencies_of(connection: duckdb.DuckDBPyConnection, partner: str) -> tuple[str, ...]:
    """The currencies it sells in."""
    rows = connection.execute(
        f"select distinct coalesce(currency, '{NOT_STATED}') as currency "
        f"from {DAILY} where partner_id = $subject order by currency",
        {"subject": partner},
    ).fetchall()
    return tuple(row[0] for row in rows)


def levers(
    connection: duckdb.DuckDBPyConnection, view: View, partner: str, feed: str
) -> tuple[Lever, ...]:
    """Its levers, the one with the greatest upside first."""
    where, values = view.where("currency")
    rows = connection.execute(
        f"""
        select lever_name, is_higher_better, lever_value, lever_unavailable_reason, peer_count,
            benchmark_p25, benchmark_median, benchmark_p75, benchmark_unavailable_reason,
            gap_to_best_quartile, upside_amount, upside_unavailable_reason, recommendation,
            peer_rank
        from {LEVERS} where {where} and partner_id = $subject and feed = $feed
        order by upside_amount desc nulls last, lever_value is null, lever_name
        """,
        {**values, "subject": partner, "feed": feed},
    ).fetchall()
    return tuple(Lever(*row) for row in rows)


def is_by_week(view: View) -> bool:
    """Whether the days of a view are too many to show each."""
    return view.days > LONGEST_IN_DAYS


def periods(connection: duckdb.DuckDBPyConnection, view: View, partner: str) -> tuple[Period, ...]:
    """Its days of the view, or weeks from Monday where the days are many."""
    where, values = view.where("order_date", "currency")
    part = "week" if is_by_week(view) else "day"
    rows = connection.execute(
        f"""
        select cast(date_trunc('{part}', order_date) as date) as first_day, sum(kept_amount),
            sum(pending_amount), sum(cancelled_amount), sum(returned_amount), sum(lost_amount)
        from {DAILY}
        where {where} and partner_id = $subject and line_kind = 'goods'
        group by first_day order by first_day
        """,
        {**values, "subject": partner},
    ).fetchall()
    return tuple(Period(*row) for row in rows)
