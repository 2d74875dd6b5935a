"""All partners together: how many grow, which kept most, which changed most, and their health.

All values are those of the newest complete day of a partner's feed, so the days of a view do not
apply. Queries on one partner are in `one_partner.py`; what partners can improve is in
`partner_levers.py`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.view import View

HEALTH = "marts.mart_partner_performance_dashboard"
COMPONENTS = ("growth", "cancel", "return", "recency", "breadth", "discount")

_REASONS = {
    "growth": "coalesce(growth_unavailable_reason_90_days, 'Growth is not known.')",
    "cancel": "cancel_rate_unavailable_reason_90_days",
    "return": "return_rate_unavailable_reason_90_days",
    "recency": "rhythm_unavailable_reason",
    "breadth": "breadth_unavailable_reason",
    "discount": "coalesce(amount_unavailable_reason, discount_unavailable_reason)",
}
_PARTNER_COLUMNS = (
    "partner_id, partner_name, partner_type, kept_amount_90_days, amount_unavailable_reason, "
    "kept_growth_share_90_days, growth_unavailable_reason_90_days, health_score, "
    "health_unavailable_reason, efficiency_rating, efficiency_unavailable_reason, "
    "rank_within_type, partners_within_type"
)
HEALTH_COLUMNS = ", ".join(
    [
        _PARTNER_COLUMNS,
        *[f"{name}_component" for name in COMPONENTS],
        *[
            f"case when {name}_component is null then {_REASONS[name]} end as {name}_reason"
            for name in COMPONENTS
        ],
    ]
)
HEALTH_WIDTH = len(_PARTNER_COLUMNS.split(",")) + 2 * len(COMPONENTS)


@dataclass(frozen=True)
class Component:
    """A component of the health score, 0 (bad) to 100 (good); without a score, the reason."""

    name: str
    score: float | None
    reason: str | None


@dataclass(frozen=True)
class PartnerHealth:
    """A partner in one currency over the last 90 days; each unknown value has a `..._reason`.

    Attributes:
        kind: the partner type; partners are ranked and rated within it.
        kept: kept money.
        growth: kept money divided by that of the 90 days before, minus 1.
        rank: place by kept money within the type.
        peers: how many partners the type has.
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
    """How many partners of a view grew or shrank in 90 days, and their kept money.

    Attributes:
        growing: partners that kept more than in the 90 days before.
        slipping: partners that kept less.
        unknown: partners whose growth is unknown.
        change: kept money minus that of the 90 days before, over partners where both are known.
        reason: the most frequent reason why growth is unknown.
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
    """The kept money of a partner in the last 90 days and in the 90 days before."""

    partner: str
    name: str
    kept: Decimal
    previous: Decimal

    @property
    def change(self) -> Decimal:
        """How much more the partner kept than before; negative when it kept less."""
        return self.kept - self.previous


def growth_summary(connection: duckdb.DuckDBPyConnection, view: View) -> GrowthSummary:
    """How many partners of a view keep more or less money than in the 90 days before."""
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
    """Partners by kept money of the last 90 days, the largest first."""
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
    """The partners whose kept money changed most, up or down; the largest gain comes first."""
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


def health_of(row: tuple[Any, ...]) -> PartnerHealth:
    """The health of a partner from a row of the columns `HEALTH_COLUMNS`."""
    count = len(COMPONENTS)
    own, scores, reasons = row[: -2 * count], row[-2 * count : -count], row[-count:]
    components = tuple(map(Component, COMPONENTS, scores, reasons))
    values: tuple[Any, ...] = (*own, components)
    return PartnerHealth(*values)
