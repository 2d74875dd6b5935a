"""The headline metrics of flagged days: how many there are, and how much money is at stake."""

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.table_metric import TableMetric

_SERIES = "feed, measure, dimension, dimension_value"
_COLUMNS = (
    "order_date",
    "feed",
    "measure",
    "dimension",
    "dimension_value",
    "actual",
    "expected",
    "amount_at_stake",
    "explanation",
)
_NOT_FLAGGED = (
    Exclusion("not evaluated", "unavailable_reason is not null", "unavailable_reason"),
    Exclusion("evaluated and not flagged", "not coalesce(is_anomaly, false)"),
)
_NO_AMOUNT = Exclusion("flagged, but no money is known to be at stake", "amount_at_stake is null")
ANOMALY_METRICS = (
    TableMetric(
        name="flagged_days",
        title="Flagged days",
        unit="count",
        definition="Different days on which at least one series was outside the range expected "
        "from earlier days. A series is one measure of a feed, or of one part of it.",
        source="judged-days-of-view",
        sql="count(distinct order_date)",
        row_filter="is_anomaly",
        exclusions=_NOT_FLAGGED,
        columns=_COLUMNS,
    ),
    TableMetric(
        name="amount_at_stake",
        title="Money at stake",
        unit="money",
        definition="The difference between revenue and its expected value on flagged days, "
        "without its sign. One bad day shows in many series, so only the largest amount of each "
        "feed and day counts.",
        source="judged-days-of-view",
        sql="coalesce(sum(abs(amount_at_stake)), 0)",
        row_filter="is_anomaly and is_first and amount_at_stake is not null",
        exclusions=(
            *_NOT_FLAGGED,
            _NO_AMOUNT,
            Exclusion("a smaller amount of the same day and feed", "not is_first"),
        ),
        columns=_COLUMNS,
        ranking_window="partition by currency, coalesce(is_anomaly, false), feed, order_date "
        f"order by abs(amount_at_stake) desc nulls last, {_SERIES}",
    ),
    TableMetric(
        name="largest_amount_at_stake",
        title="Most at stake",
        unit="money",
        definition="The largest difference between revenue and its expected value on one flagged "
        "day of one series, without its sign.",
        source="judged-days-of-view",
        sql="max(abs(amount_at_stake))",
        row_filter="is_anomaly and is_first and amount_at_stake is not null",
        exclusions=(
            *_NOT_FLAGGED,
            _NO_AMOUNT,
            Exclusion("not the largest amount, or the same one in another series", "not is_first"),
        ),
        columns=_COLUMNS,
        ranking_window="partition by currency, coalesce(is_anomaly, false) "
        "order by abs(amount_at_stake) desc nulls last, measure = 'revenue' desc, "
        f"dimension = 'total' desc, order_date desc, {_SERIES}",
    ),
)
