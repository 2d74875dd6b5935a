"""The headline metrics of customers, each within one feed: scores compare only there."""

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.table_metric import (
    TableMetric,
    TableRatio,
)

_SEGMENT_COLUMNS = (
    "customer_id",
    "customer_name",
    "segment",
    "churn_signal",
    "monetary",
    "last_order_date",
)
_ONE_FEED = ("feed",)
_NO_MONEY = Exclusion("no kept money on record", "monetary is null")
_COHORT_COLUMNS = (
    "cohort_month",
    "months_since",
    "cohort_size",
    "active_customers",
    "retention_share",
    "is_censored",
    "is_left_censored",
)
_COMPLETE_MONTHS = "months_since = 1 and not is_censored and not is_left_censored"
_INCOMPLETE_MONTHS = (
    Exclusion("another month than the one after the first", "months_since <> 1"),
    Exclusion("the month is not complete yet", "is_censored"),
    Exclusion("the first month of the feed, which holds older customers too", "is_left_censored"),
)


def _cohort_metric(name: str, title: str, definition: str, column: str) -> TableMetric:
    """A metric that sums a column over the second month of every cohort, if it is complete."""
    return TableMetric(
        name=name,
        title=title,
        unit="count",
        definition=definition,
        source="cohorts",
        sql=f"sum({column})",
        row_filter=_COMPLETE_MONTHS,
        exclusions=_INCOMPLETE_MONTHS,
        columns=_COHORT_COLUMNS,
        required_choices=_ONE_FEED,
    )


_CHAMPIONS = TableMetric(
    name="champions_amount",
    title="Money of champions",
    unit="money",
    definition="Kept money of goods that customers of the segment champion brought so far, less "
    "credits. Champions have scores of 4 or 5 in recency, frequency and money.",
    source="customers",
    sql="sum(monetary)",
    row_filter="segment = 'champion' and monetary is not null",
    exclusions=(_NO_MONEY, Exclusion("of another segment", "segment <> 'champion'", "segment")),
    columns=_SEGMENT_COLUMNS,
    required_choices=_ONE_FEED,
)
_ALL_MONEY = TableMetric(
    name="customers_amount",
    title="Money of all customers",
    unit="money",
    definition="Kept money of goods that all customers brought so far, less credits.",
    source="customers",
    sql="sum(monetary)",
    row_filter="monetary is not null",
    exclusions=(_NO_MONEY,),
    columns=_SEGMENT_COLUMNS,
    required_choices=_ONE_FEED,
)
_SILENT = TableMetric(
    name="silent_customers",
    title="Silent customers",
    unit="count",
    definition="Customers whose last purchase is much longer ago than their usual purchase "
    "interval. A customer with too few purchases has no interval of its own and does not count.",
    source="customers",
    sql="count(*)",
    row_filter="churn_signal = 'silent'",
    exclusions=(
        Exclusion(
            "no purchase interval of their own to compare with",
            "churn_signal is null",
            "churn_unavailable_reason",
        ),
        Exclusion("not silent", "churn_signal <> 'silent'", "churn_signal"),
    ),
    columns=_SEGMENT_COLUMNS,
    required_choices=_ONE_FEED,
)
_EXPECTED = TableMetric(
    name="expected_customer_value",
    title="Expected in the next year",
    unit="money",
    definition="Money that the customers known today are expected to bring in the next 365 days, "
    "summed over customers. Customers who first buy in these days are not included.",
    source="lifetime-values",
    sql="sum(expected_value_365_days)",
    row_filter="expected_value_365_days is not null",
    exclusions=(
        Exclusion(
            "no value is expected",
            "expected_value_365_days is null",
            "coalesce(value_unavailable_reason, unavailable_reason)",
        ),
    ),
    columns=("customer_id", "expected_value_365_days", "churn_risk", "tested_days", "currency"),
    required_choices=_ONE_FEED,
)
_FIRST_BUYERS = _cohort_metric(
    "first_buyers",
    "First buyers",
    "Customers of all months of first purchase after which one more month is complete.",
    "cohort_size",
)
_BACK = _cohort_metric(
    "buyers_back",
    "First buyers who came back",
    "First buyers who bought again in the month after their first purchase.",
    "active_customers",
)
CUSTOMER_METRICS = (_CHAMPIONS, _ALL_MONEY, _SILENT, _EXPECTED, _FIRST_BUYERS, _BACK)
CUSTOMER_RATIOS = (
    TableRatio(
        name="champions_share",
        title="Champions' share of the money",
        unit="share",
        definition="Money of champions divided by money of all customers of the feed.",
        numerator=_CHAMPIONS,
        denominator=_ALL_MONEY,
    ),
    TableRatio(
        name="back_share",
        title="Back in the next month",
        unit="share",
        definition="Customers who bought again in the month after their first purchase, divided by "
        "all first buyers of these months.",
        numerator=_BACK,
        denominator=_FIRST_BUYERS,
    ),
)
