"""Partners by type and channel: how many, how much they kept, and their median health."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from ecom_platform.serving.queries.view import NOT_STATED, View

PARTNERS_TABLE = "marts.dim_partners"


@dataclass(frozen=True)
class PartnerGroup:
    """The partners of one type in one channel, over the last 90 days.

    Attributes:
        kept: kept money; None where it is unknown.
        health: the median of the known health scores; None where none is known.
        known: how many health scores are known.
    """

    kind: str
    channel: str
    partners: int
    kept: Decimal | None
    health: float | None
    known: int


def groups(connection: duckdb.DuckDBPyConnection, view: View) -> tuple[PartnerGroup, ...]:
    """The partners that sold in the currency of the view, by type and channel.

    The group that kept most comes first.
    """
    where, values = view.where("currency", "partner_id")
    rows = connection.execute(
        f"""
        select health.partner_type, coalesce(partners.channel, '{NOT_STATED}') as channel_name,
            count(*), sum(health.kept_amount_90_days), median(health.health_score),
            count(health.health_score)
        from (select * from {HEALTH} where {where}) as health
        left join {PARTNERS_TABLE} as partners
            on health.partner_id = partners.partner_id and partners.is_current
        group by health.partner_type, channel_name
        order by sum(health.kept_amount_90_days) desc nulls last, health.partner_type, channel_name
        """,
        values,
    ).fetchall()
    return tuple(PartnerGroup(*row) for row in rows)
