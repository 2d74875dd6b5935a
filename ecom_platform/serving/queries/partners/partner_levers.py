"""Levers of partners: what each can improve, against a rounded benchmark that names nobody.

The benchmark and the upside are computed in dbt. Queries on how partners perform are in
`partner_ranking.py` and `one_partner.py`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from ecom_platform.serving.queries.view import View

LEVERS = "marts.mart_partner_optimization_insights"
_FIRST_LEVER = "lever_order = 1 and upside_amount > 0"
_SELECT = f"""
    select partner_id, coalesce(partner_name, partner_id), feed, lever_name, is_higher_better,
        lever_value, lever_unavailable_reason, peer_count, benchmark_p25, benchmark_median,
        benchmark_p75, benchmark_unavailable_reason, gap_to_best_quartile, upside_amount,
        upside_unavailable_reason, recommendation, peer_rank
    from {LEVERS}
    left join (select feed, partner_id, currency, partner_name from {HEALTH})
        using (feed, partner_id, currency)
"""


@dataclass(frozen=True)
class Lever:
    """What a partner can improve: its own value against anonymous comparable partners.

    Attributes:
        name: such as `cancel_rate`.
        peers: how many comparable partners there are.
        low: first quartile of the comparable partners.
        high: third quartile of the comparable partners.
        gap: distance from the own value to the better quartile.
        upside: money per 90 days of reaching the better quartile; None where it is unknown.
        rank: place among the comparable partners.
    """

    partner: str
    partner_name: str
    feed: str
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

    @property
    def better_quartile(self) -> float | None:
        """Where the better quarter of the comparable partners begins."""
        return self.high if self.is_higher_better else self.low

    @property
    def reason(self) -> str | None:
        """Why the lever cannot be compared; None where it can."""
        return self.value_reason or self.benchmark_reason or self.upside_reason


@dataclass(frozen=True)
class Upside:
    """The first levers of partners, the largest upside first, and their total.

    Attributes:
        partners: how many partners have a first lever.
        total: money per 90 days of all first levers together; None where there is none.
    """

    levers: tuple[Lever, ...]
    partners: int
    total: Decimal | None


def upside(connection: duckdb.DuckDBPyConnection, view: View, limit: int) -> Upside:
    """The first lever of each partner, and what all of them are worth together.

    The upsides of one partner overlap, so only its largest one counts.

    Args:
        connection: to a published version.
        view: its currency and its partner apply.
        limit: how many levers to list; the total includes the others.
    """
    where, values = view.where("currency", "partner_id")
    partners, total = connection.execute(
        f"select count(*), sum(upside_amount) from {LEVERS} where {where} and {_FIRST_LEVER}",
        values,
    ).fetchall()[0]
    return Upside(first_levers(connection, view, limit), partners, total)


def first_levers(
    connection: duckdb.DuckDBPyConnection, view: View, limit: int
) -> tuple[Lever, ...]:
    """The lever with the largest upside of each partner, the largest upside first.

    Args:
        connection: to a published version.
        view: its currency and its partner apply.
        limit: how many levers to give.
    """
    where, values = view.where("currency", "partner_id")
    rows = connection.execute(
        f"""
        {_SELECT} where {where} and {_FIRST_LEVER}
        order by upside_amount desc, partner_id, lever_name, feed limit {limit}
        """,
        values,
    ).fetchall()
    return tuple(Lever(*row) for row in rows)


def levers_of_partner(
    connection: duckdb.DuckDBPyConnection, view: View, partner: str, feed: str | None = None
) -> tuple[Lever, ...]:
    """All levers of one partner, the largest upside first and unknown values last.

    Args:
        connection: to a published version.
        view: only its currency applies.
        partner: the id of the partner.
        feed: only levers of this feed; of all feeds when None.
    """
    where, currency = view.where("currency")
    values: dict[str, Any] = {**currency, "subject": partner}
    in_feed = "true"
    if feed is not None:
        in_feed = "feed = $feed"
        values["feed"] = feed
    rows = connection.execute(
        f"""
        {_SELECT} where {where} and partner_id = $subject and {in_feed}
        order by upside_amount desc nulls last, lever_value is null, lever_name, feed
        """,
        values,
    ).fetchall()
    return tuple(Lever(*row) for row in rows)
