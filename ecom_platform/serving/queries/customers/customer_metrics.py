"""The headline numbers of customers, all within one feed as scores compare there only."""

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.table_metric import (
    TableMetric,
    TableRatio,
)

_SCORED = ("customer_id", "customer_name", "segment", "churn_signal", "monetary", "last_order_date")
_WITHIN = ("feed",)
_NO_MONEY = Exclusion("no kept money on record", "monetary is null")
_COHORTS = (
    "cohort_month",
    "months_since",
    "cohort_size",
    "active_customers",
    "retention_share",
    "is_censored",
    "is_left_censored",
)
_IN_WHOLE_MONTHS = "months_since = 1 and not is_censored and not is_left_censored"
_NOT_WHOLE = (
    Exclusion("another month than the one after the first", "months_since <> 1"),
    Exclusion("the month is not complete yet", "is_censored"),
    Exclusion("the first month of the feed, which holds older customers too", "is_left_censored"),
)


def _retained(name: str, title: str, definition: str, column: str) -> TableMetric:
    return TableMetric(
        name=name,
        title=title,
        unit="count",
        definition=definition,
        source="cohorts",
        sql=f"sum({column})",
        row_filter=_IN_WHOLE_MONTHS,
        exclusions=_NOT_WHOLE,
        columns=_COHORTS,
        required_choices=_WITHIN,
    )


_CHAMPIONS = TableMetric(
    name="champions_amount",
    title="Money of champions",
    unit="money",
    definition="What customers of the segment champion brought so far: kept money of goods, "
    "credits deducted. Champions have scores of 4 or 5 in recency, frequency and money.",
    source="customers",
    sql="sum(monetary)",
    row_filter="segment = 'champion' and monetary is not null",
    exclusions=(_NO_MONEY, Exclusion("of another segment", "segment <> 'champion'", "segment")),
    columns=_SCORED,
    required_choices=_WITHIN,
)
_ALL_MONEY = TableMetric(
    name="customers_amount",
    title="Money of all customers",
    unit="money",
    definition="What all customers brought so far: kept money of goods, credits deducted.",
    source="customers",
    sql="sum(monetary)",
    row_filter="monetary is not null",
    exclusions=(_NO_MONEY,),
    columns=_SCORED,
    required_choices=_WITHIN,
)
_SILENT = TableMetric(
    name="silent_customers",
    title="Silent customers",
    unit="count",
    definition="Customers whose silence is far longer than the pauses they used to make. A "
    "customer with too few purchases has no rhythm of its own and does not count.",
    source="customers",
    sql="count(*)",
    row_filter="churn_signal = 'silent'",
    exclusions=(
        Exclusion(
            "no rhythm of their own to be late against",
            "churn_signal is null",
            "churn_unavailable_reason",
        ),
        Exclusion("not silent", "churn_signal <> 'silent'", "churn_signal"),
    ),
    columns=_SCORED,
    required_choices=_WITHIN,
)
_EXPECTED = TableMetric(
    name="expected_customer_value",
    title="Expected in the next year",
    unit="money",
    definition="Money that the customers known today are expected to bring in the next 365 days, "
    "added up over customers; customers who come only then are not in it.",
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
    required_choices=_WITHIN,
)
_FIRST_BUYERS = _retained(
    "first_buyers",
    "First buyers",
    "Customers by the month of their first purchase, of all months after which one more month is "
    "complete.",
    "cohort_size",
)
_BACK = _retained(
    "buyers_back",
    "First buyers who came back",
    "Those of the first buyers who bought again in the month after their first one.",
    "active_customers",
)
CUSTOMER_METRICS = (_CHAMPIONS, _ALL_MONEY, _SILENT, _EXPECTED, _FIRST_BUYERS, _BACK)
CUSTOMER_RATIOS = (
    TableRatio(
        name="champions_share",
        title="Champions' part of the money",
        unit="share",
        definition="Money of champions over money of all customers of the feed.",
        numerator=_CHAMPIONS,
        denominator=_ALL_MONEY,
    ),
    TableRatio(
        name="back_share",
        title="Back in the next month",
        unit="share",
        definition="Customers who bought again in the month after their first one, over all first "
        "buyers of these months.",
        numerator=_BACK,
        denominator=_FIRST_BUYERS,
    ),
)
