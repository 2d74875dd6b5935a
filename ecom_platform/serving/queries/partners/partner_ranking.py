"""What is asked of all partners together: who grows, who slips, who is healthy, where money waits.

As of the newest complete day of their feed, so the days of a view do not apply. One partner alone
belongs in `one_partner.py`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.view import View

HEALTH = "marts.mart_partner_performance_dashboard"
LEVERS = "marts.mart_partner_optimization_insights"
COMPONENTS = ("growth", "cancel", "return", "recency", "breadth", "discount")

_RATE_REASON = """coalesce({rate}_rate_unavailable_reason, case when {rate}_rate_90_days is null
    then 'No order line in the last 90 days.'
    else 'Too few order lines in the last 90 days to judge.' end)"""
_REASONS = {
    "growth": "coalesce(growth_unavailable_reason_90_days, 'Growth is not known.')",
    "cancel": _RATE_REASON.format(rate="cancel"),
    "return": _RATE_REASON.format(rate="return"),
    "recency": "'Too few days with an order to know how often orders come.'",
    "breadth": "coalesce(amount_unavailable_reason, 'Nothing was kept in the last 90 days.')",
    "discount": "coalesce(amount_unavailable_reason, "
    "'List price and discount are not both stated.')",
}
_OWN = (
    "partner_id, partner_name, partner_type, kept_amount_90_days, amount_unavailable_reason, "
    "kept_growth_share_90_days, growth_unavailable_reason_90_days, health_score, "
    "health_unavailable_reason, efficiency_rating, efficiency_unavailable_reason, "
    "rank_within_type, partners_within_type"
)
HEALTH_COLUMNS = ", ".join(
    [
        _OWN,
        *[f"{name}_component" for name in COMPONENTS],
        *[
            f"case when {name}_component is null then {_REASONS[name]} end as {name}_reason"
            for name in COMPONENTS
        ],
    ]
)
HEALTH_WIDTH = len(_OWN.split(",")) + 2 * len(COMPONENTS)


@dataclass(frozen=True)
class Component:
    """A part of the health score, 0 (bad) to 100 (good); without a score, why."""

    name: str
    score: float | None
    reason: str | None


@dataclass(frozen=True)
class PartnerHealth:
    """A partner in one currency over the last 90 days; a missing value has its reason beside it.

    Attributes:
        kind: the type; partners are ranked and rated within it.
        growth: kept money against the 90 days before, less 1.
    """

    partner: str
    name: str
    kind: str
    kept: Decimal | None
    kept_reason: str | None
    growth: float | None
    growth_reason: str | None
    health: float | None
    health_reason: str | None
    rating: str | None
    rating_reason: str | None
    rank: int | None
    peers: int | None
    components: tuple[Component, ...]


@dataclass(frozen=True)
class GrowthSummary:
    """All partners of a view together.

    Attributes:
        change: kept money less that of the 90 days before, of those where both are known.
        reason: why the growth of those without one is not known, the most frequent reason.
    """

    partners: int
    growing: int
    slipping: int
    unknown: int
    kept: Decimal | None
    change: Decimal | None
    reason: str | None


@dataclass(frozen=True)
class Mover:
    """A partner and by how much its kept money changed against the 90 days before."""

    partner: str
    name: str
    kept: Decimal
    previous: Decimal

    @property
    def change(self) -> Decimal:
        """More than before, or less."""
        return self.kept - self.previous


@dataclass(frozen=True)
class FirstLever:
    """The lever of a partner with the greatest upside, in money per 90 days."""

    partner: str
    name: str
    lever: str
    upside: Decimal
    recommendation: str


@dataclass(frozen=True)
class Upside:
    """First levers, the greatest first, and what those of all partners are worth together."""

    levers: tuple[FirstLever, ...]
    partners: int
    total: Decimal | None


def growth_summary(connection: duckdb.DuckDBPyConnection, view: View) -> GrowthSummary:
    """How many grow and how many slip."""
    where, values = view.where("currency", "partner_id")
    row = connection.execute(
        f"""
        select count(*), count(*) filter (where kept_growth_share_90_days > 0),
            count(*) filter (where kept_growth_share_90_days < 0),
            count(*) filter (where kept_growth_share_90_days is null),
            sum(kept_amount_90_days),
            sum(kept_amount_90_days - previous_kept_amount_90_days),
            mode(growth_unavailable_reason_90_days)
        from {HEALTH} where {where}
        """,
        values,
    ).fetchall()[0]
    return GrowthSummary(*row)


def ranking(
    connection: duckdb.DuckDBPyConnection, view: View, limit: int
) -> tuple[PartnerHealth, ...]:
    """Partners by kept money, the largest first."""
    where, values = view.where("currency", "partner_id")
    rows = connection.execute(
        f"""
        select {HEALTH_COLUMNS} from {HEALTH} where {where}
        order by kept_amount_90_days desc nulls last, partner_id limit {limit}
        """,
        values,
    ).fetchall()
    return tuple(health_of(row) for row in rows)


def movers(connection: duckdb.DuckDBPyConnection, view: View, limit: int) -> tuple[Mover, ...]:
    """The partners whose kept money changed most, up or down; the greatest gain first."""
    where, values = view.where("currency", "partner_id")
    rows = connection.execute(
        f"""
        select partner_id, partner_name, kept_amount_90_days, previous_kept_amount_90_days
        from {HEALTH}
        where {where} and kept_amount_90_days <> previous_kept_amount_90_days
        order by abs(kept_amount_90_days - previous_kept_amount_90_days) desc, partner_id
        limit {limit}
        """,
        values,
    ).fetchall()
    return tuple(sorted((Mover(*row) for row in rows), key=lambda mover: -mover.change))


def upside(connection: duckdb.DuckDBPyConnection, view: View, limit: int) -> Upside:
    """First levers only: the upsides of one partner overlap, those of different ones add up."""
    where, values = view.where("currency", "partner_id")
    first = f"{where} and lever_order = 1 and upside_amount > 0"
    rows = connection.execute(
        f"""
        select partner_id, coalesce(partner_name, partner_id), lever_name, upside_amount,
            coalesce(recommendation, '')
        from {LEVERS} left join (
            select feed, partner_id, currency, partner_name from {HEALTH}
        ) using (feed, partner_id, currency)
        where {first} order by upside_amount desc, partner_id limit {limit}
        """,
        values,
    ).fetchall()
    count, total = connection.execute(
        f"select count(*), sum(upside_amount) from {LEVERS} where {first}", values
    ).fetchall()[0]
    return Upside(tuple(FirstLever(*row) for row in rows), count, total)


def health_of(row: tuple[Any, ...]) -> PartnerHealth:
    """A row of `HEALTH_COLUMNS`."""
    count = len(COMPONENTS)
    own, scores, reasons = row[: -2 * count], row[-2 * count : -count], row[-count:]
    components = tuple(map(Component, COMPONENTS, scores, reasons))
    values: tuple[Any, ...] = (*own, components)
    return PartnerHealth(*values)
