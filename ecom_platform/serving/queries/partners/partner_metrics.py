"""The headline metrics of partners: of all partners together, and of one partner."""

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.table_metric import TableMetric, Unit

_GROWTH = "kept_growth_share_90_days"
_GROWTH_COLUMNS = (
    "partner_id",
    "partner_name",
    "partner_type",
    "kept_amount_90_days",
    "previous_kept_amount_90_days",
    _GROWTH,
    "growth_unavailable_reason_90_days",
    "currency",
    "feed",
)
_UNKNOWN = Exclusion("growth unknown", f"{_GROWTH} is null", "growth_unavailable_reason_90_days")
_GROWS = Exclusion("kept more than before", f"{_GROWTH} > 0")
_SLIPS = Exclusion("kept less than before", f"{_GROWTH} < 0")
_SAME = Exclusion("kept exactly as much as before", f"{_GROWTH} = 0")
_AS_OF = (
    "The 90 days end on the newest complete day of the partner's feed; the days chosen above do "
    "not apply."
)


def _growth_count_metric(name: str, title: str, definition: str, counted: Exclusion) -> TableMetric:
    """A metric that counts the partners of one of the four growth groups."""
    groups = (_UNKNOWN, _GROWS, _SLIPS, _SAME)
    return TableMetric(
        name=name,
        title=title,
        unit="count",
        definition=f"{definition} {_AS_OF}",
        source="partners",
        sql="count(*)",
        row_filter=counted.predicate,
        exclusions=tuple(group for group in groups if group is not counted),
        columns=_GROWTH_COLUMNS,
    )


_ALL_PARTNERS = (
    _growth_count_metric(
        "partners_growing",
        "Growing",
        "Partners that kept more money in 90 days than in the 90 days before. A partner that sells "
        "in two feeds counts in each.",
        _GROWS,
    ),
    _growth_count_metric(
        "partners_slipping",
        "Slipping",
        "Partners that kept less money in 90 days than in the 90 days before. A partner that sells "
        "in two feeds counts in each.",
        _SLIPS,
    ),
    _growth_count_metric(
        "partners_growth_unknown",
        "Growth not known",
        "Partners whose kept money cannot be compared with that of the 90 days before.",
        _UNKNOWN,
    ),
    TableMetric(
        name="partners_kept_90_days",
        title="Kept in 90 days",
        unit="money",
        definition=f"Kept revenue of goods of all partners in 90 days. {_AS_OF}",
        source="partners",
        sql="sum(kept_amount_90_days)",
        row_filter="kept_amount_90_days is not null",
        exclusions=(
            Exclusion("no amount", "kept_amount_90_days is null", "amount_unavailable_reason"),
        ),
        columns=_GROWTH_COLUMNS,
    ),
    TableMetric(
        name="partners_change_90_days",
        title="Change",
        unit="money",
        definition="Kept revenue of 90 days minus that of the 90 days before, of the partners "
        f"where both are known. {_AS_OF}",
        source="partners",
        sql="sum(kept_amount_90_days - previous_kept_amount_90_days)",
        row_filter="kept_amount_90_days is not null and previous_kept_amount_90_days is not null",
        exclusions=(
            Exclusion("no amount", "kept_amount_90_days is null", "amount_unavailable_reason"),
            Exclusion(
                "the 90 days before are not known",
                "previous_kept_amount_90_days is null",
                "growth_unavailable_reason_90_days",
            ),
        ),
        columns=_GROWTH_COLUMNS,
    ),
    TableMetric(
        name="partners_upside",
        title="To gain",
        unit="money",
        definition="What the first lever of each partner is worth in 90 days: the money it gains "
        "by reaching the better quarter of comparable partners. The levers of one partner overlap, "
        "so only the one worth most counts.",
        source="partner-levers",
        sql="sum(upside_amount)",
        row_filter="lever_order = 1 and upside_amount > 0",
        exclusions=(
            Exclusion(
                "worth nothing in money", "upside_amount is null", "upside_unavailable_reason"
            ),
            Exclusion("nothing to gain", "upside_amount <= 0"),
            Exclusion(
                "another lever of the partner, which overlaps", "lever_order is distinct from 1"
            ),
        ),
        columns=(
            "partner_id",
            "lever_name",
            "lever_value",
            "benchmark_median",
            "upside_amount",
            "recommendation",
            "currency",
            "feed",
        ),
    ),
)


def _one_partner_metric(
    name: str,
    title: str,
    definition: str,
    *,
    unit: Unit,
    column: str,
    reason: str,
    sql: str = "",
) -> TableMetric:
    """A metric that is one published value of one partner, never summed over partners."""
    return TableMetric(
        name=name,
        title=title,
        unit=unit,
        definition=f"{definition} {_AS_OF}",
        source="partners",
        sql=sql or f"any_value({column})",
        row_filter=f"{column} is not null",
        exclusions=(Exclusion("not known", f"{column} is null", reason),),
        columns=(*dict.fromkeys(("partner_id", "partner_name", column, reason)), "currency"),
        required_choices=("partner_id", "feed"),
    )


_ONE_PARTNER = (
    _one_partner_metric(
        "partner_kept_90_days",
        "Kept in 90 days",
        "Kept revenue of goods of this partner in 90 days.",
        unit="money",
        column="kept_amount_90_days",
        reason="amount_unavailable_reason",
    ),
    _one_partner_metric(
        "partner_growth_90_days",
        "Growth",
        "Kept revenue of 90 days divided by that of the 90 days before, minus 1.",
        unit="change",
        column=_GROWTH,
        reason="growth_unavailable_reason_90_days",
    ),
    _one_partner_metric(
        "partner_health",
        "Health score",
        "Weighted mean of the known components, each from 0 (bad) to 100 (good): growth, cancelled "
        "share, returned share, days since the last order, breadth and discount.",
        unit="score",
        column="health_score",
        reason="health_unavailable_reason",
    ),
    _one_partner_metric(
        "partner_rating",
        "Efficiency rating",
        "From A for the best quarter of its partner type to D for the last, by kept money per "
        "order.",
        unit="text",
        column="efficiency_rating",
        reason="efficiency_unavailable_reason",
    ),
    _one_partner_metric(
        "partner_rank",
        "Rank in its type",
        "Rank by kept revenue among all partners of its type; equal amounts share a rank.",
        unit="text",
        column="rank_within_type",
        reason="amount_unavailable_reason",
        sql="any_value(rank_within_type || ' of ' || partners_within_type)",
    ),
    _one_partner_metric(
        "partner_target",
        "Target reached",
        "Kept revenue of 90 days divided by the target of these days.",
        unit="share",
        column="target_attainment_share_90_days",
        reason="target_unavailable_reason_90_days",
    ),
)
PARTNER_METRICS = (*_ALL_PARTNERS, *_ONE_PARTNER)
