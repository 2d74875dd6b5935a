"""One partner: its health, its rank, its target and its sales by day or week.

No query here returns the name, the id or a value of another partner. Queries on all partners
together are in `partner_ranking.py`; what a partner can improve is in `partner_levers.py`.
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
    PartnerHealth,
    health_of,
)
from ecom_platform.serving.queries.view import NOT_STATED, View


@dataclass(frozen=True)
class Profile:
    """A partner on the newest complete day of its feed, in one currency.

    Attributes:
        feed: the feed in which it kept most money.
        booked: booked money of the last 90 days; None where it is unknown.
        target_share: kept money divided by the target; None where there is no target.
        known_weight: share of the health score whose components are known.
        feeds: in how many feeds it sells in this currency.
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
class Period:
    """What became of the booked goods of one partner in a day or a week."""

    first_day: date
    kept: Decimal
    pending: Decimal
    cancelled: Decimal
    returned: Decimal
    lost: Decimal


def profile(connection: duckdb.DuckDBPyConnection, view: View, partner: str) -> Profile | None:
    """The profile of a partner in the currency of the view.

    Returns:
        None where the partner sells in other currencies only.
    """
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
    """The currencies in which a partner sells, in alphabetical order."""
    rows = connection.execute(
        f"select distinct coalesce(currency, '{NOT_STATED}') as currency "
        f"from {DAILY} where partner_id = $subject order by currency",
        {"subject": partner},
    ).fetchall()
    return tuple(row[0] for row in rows)


def periods(
    connection: duckdb.DuckDBPyConnection, view: View, partner: str, *, is_by_week: bool
) -> tuple[Period, ...]:
    """The days (or the weeks from Monday) of a view on which a partner sold goods.

    Args:
        connection: to a published version.
        view: only its days and its currency apply.
        partner: the id of the partner.
        is_by_week: whether to sum weeks instead of days.
    """
    where, values = view.where("order_date", "currency")
    part = "week" if is_by_week else "day"
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
