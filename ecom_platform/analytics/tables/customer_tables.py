"""The tables of customers and cohorts: expected purchases and value.

Reads the orders of feeds that identify their customers; stores what
`analytics/customer_value/lifetime_value.py` and `analytics/customer_value/cohort_value.py` return.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from math import isnan
from typing import TYPE_CHECKING

import duckdb

from ecom_platform.analytics.customer_value.cohort_value import cohort_value
from ecom_platform.analytics.customer_value.lifetime_value import LifetimeValue, lifetime_value
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import Score
from ecom_platform.analytics.customer_value.model_selection.holdout import HORIZON_DAYS
from ecom_platform.analytics.customer_value.payback import Cost
from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Figure, Step
from ecom_platform.analytics.tables.daily_series import feeds
from ecom_platform.analytics.tables.table_charts import cohort_chart, value_chart
from ecom_platform.analytics.tables.table_writer import replace_table
from ecom_platform.warehouse.inspection import exists

if TYPE_CHECKING:
    import pandas as pd

SEED = 20260101  # of the drawn futures, so that the same data give the same table
PARENTS = ("marts.fct_order_items", "marts.dim_feeds")
COSTS = "marts.mart_customer_acquisition"
NO_IDENTITIES = "No feed identifies its customers."
_KEYS = {
    "feed": ("varchar", "The feed the row comes from."),
    "currency": ("varchar", "Currency of the money in this row."),
    "as_of_date": ("date", "The feed's last complete day: forecasts begin after it."),
}
_EVIDENCE = {
    "holdout_total_error": ("double", "Mean absolute error of the model's totals on the holdout."),
    "naive_total_error": ("double", "The same of the best naive forecast."),
    "holdout_rank_correlation": ("double", "Spearman's, of forecast and actual, on the holdout."),
    "naive_rank_correlation": ("double", "The same of the best naive forecast."),
    "holdout_coverage": ("double", "Share of customers inside their 95 % interval on the holdout."),
}


def _forecast_columns(quantity: str, sql_type: str, description: str) -> dict[str, tuple[str, str]]:
    """Expected value and 95 % interval of a quantity, at each horizon."""
    return {
        f"{prefix}_{quantity}_{days}_days": (
            sql_type,
            f"{phrase} {description} in the next {days} days.",
        )
        for days in HORIZON_DAYS
        for prefix, phrase in (
            ("expected", "Expected"),
            ("lower", "Lower end, at 95 %, of"),
            ("upper", "Upper end, at 95 %, of"),
        )
    }


CUSTOMERS = AnalyticTable(
    "customer_lifetime_value",
    "One row per customer, feed and currency. Answers who will buy again, how much, and who is "
    "lost; null with a reason where no model beat the naive forecasts on the holdout.",
    PARENTS,
    {
        **_KEYS,
        "customer_id": ("varchar", "The buyer."),
        "first_purchase_date": ("date", "First day with a kept purchase."),
        "last_purchase_date": ("date", "Last day with a kept purchase."),
        "purchase_days": ("bigint", "Days with a kept purchase."),
        "model_name": ("varchar", "The model that won the contest of this feed."),
        "tested_days": ("bigint", "Days ahead it was tested for; beyond is an extrapolation."),
        "probability_alive": ("double", "Probability that the customer will buy again at all."),
        "churn_probability": ("double", "Probability of no purchase in the next 365 days."),
        "churn_risk": ("varchar", "low, medium or high: thirds of the churn probability."),
        **_forecast_columns("purchases", "double", "days with a purchase"),
        "expected_spend": ("decimal(18, 4)", "Expected money of one purchase day."),
        **_forecast_columns("value", "decimal(18, 4)", "money kept"),
        **_EVIDENCE,
        "unavailable_reason": ("varchar", "Why no purchases are forecast; null when they are."),
        "value_unavailable_reason": ("varchar", "Why no money is forecast; null when it is."),
    },
    empty_when=NO_IDENTITIES,
)
COHORTS = AnalyticTable(
    "cohort_lifetime_value",
    "One row per feed, currency, monthly cohort and month since its first purchase, 0 to 24. "
    "Answers how many come back, what a cohort is worth by now and at equal age, and when it has "
    "paid back its acquisition cost; later months are forecast with bands.",
    (*PARENTS, COSTS),
    {
        **_KEYS,
        "cohort_month": ("date", "Month of the first purchase."),
        "months_since": ("bigint", "Months since the cohort month."),
        "activity_month": ("date", "The month the row is about."),
        "cohort_size": ("bigint", "Customers of the cohort."),
        "is_left_censored": ("boolean", "The feed's first month: it holds older customers."),
        "is_censored": ("boolean", "The month was not over: the numbers are a forecast."),
        "active_customers": ("bigint", "Customers with a purchase; complete months only."),
        "retention_share": ("double", "Share of the cohort with a purchase."),
        "lower_retention_share": ("double", "Lower end at 95 %."),
        "upper_retention_share": ("double", "Upper end at 95 %."),
        "cumulative_value": ("decimal(18, 4)", "Money kept per customer until then."),
        "lower_cumulative_value": ("decimal(18, 4)", "Lower end at 95 %."),
        "upper_cumulative_value": ("decimal(18, 4)", "Upper end at 95 %."),
        "value_against_others": (
            "double",
            "Value per customer over that of all other cohorts at the same age.",
        ),
        "acquisition_cost": ("decimal(18, 4)", "Money spent to acquire a customer of the cohort."),
        "payback_months": (
            "bigint",
            "Months until money kept per customer, before the cost of goods, covers that cost.",
        ),
        "payback_unavailable_reason": ("varchar", "Why there is no payback; null when there is."),
        "unavailable_reason": ("varchar", "Why retention is null; null when it is not."),
        "value_unavailable_reason": ("varchar", "Why value is null; null when it is not."),
    },
    empty_when=NO_IDENTITIES,
)


def build(connection: duckdb.DuckDBPyConnection) -> Mapping[str, BuildResult]:
    """Build both tables: every feed and currency on the feed's last complete day."""
    import pandas as pd  # noqa: PLC0415 - half a second, for runs only

    customers: list[pd.DataFrame] = []
    cohorts: list[pd.DataFrame] = []
    figures: dict[str, Figure] = {}
    for orders, as_of in _orders_by_feed_and_currency(connection):
        lifetime = lifetime_value(orders, as_of, seed=SEED)
        customers.append(lifetime.frame.assign(**_holdout_scores(lifetime)))
        figures |= _feed_figures(orders, lifetime)
        costs = _acquisition_costs(connection, orders)
        cohort_values = cohort_value(orders, as_of, lifetime, acquisition_costs=costs, seed=SEED)
        cohorts.append(cohort_values.frame)
    customer_frame = pd.concat(customers) if customers else None
    cohort_frame = pd.concat(cohorts) if cohorts else None
    return {
        CUSTOMERS.table: BuildResult(
            replace_table(connection, CUSTOMERS, customer_frame),
            figures,
            value_chart(customer_frame),
        ),
        COHORTS.table: BuildResult(
            replace_table(connection, COHORTS, cohort_frame), {}, cohort_chart(cohort_frame)
        ),
    }


def _orders_by_feed_and_currency(
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[tuple["pd.DataFrame", date]]:
    """The kept orders and credit notes of each feed and currency, with the as-of day."""
    for feed in feeds(connection):
        orders = connection.execute(
            """
            select feed, currency, customer_id, channel, order_id, order_date,
                cast(sum(amount) as double) as amount
            from marts.fct_order_items
            where feed = $feed and line_kind = 'goods' and is_kept and amount is not null
                and customer_id is not null and order_date <= $as_of
            group by all order by currency, customer_id, order_date, order_id
            """,
            {"feed": feed.name, "as_of": feed.as_of},
        ).df()
        for _, currency_orders in orders.groupby("currency"):
            yield currency_orders.reset_index(drop=True), feed.as_of


def _acquisition_costs(
    connection: duckdb.DuckDBPyConnection, orders: "pd.DataFrame"
) -> dict[date, Cost]:
    """The acquisition cost per customer by cohort month, or a sentence why it is unknown.

    The mart does not exist if the spend file failed its rules in the very first run.
    """
    if not exists(connection, COSTS):
        return {}
    rows = connection.execute(
        f"""
        select cohort_month, cast(cost_per_customer as double), unavailable_reason
        from {COSTS} where feed = $feed and currency = $currency
        """,
        {"feed": orders["feed"].iloc[0], "currency": orders["currency"].iloc[0]},
    ).fetchall()
    return {month: cost if reason is None else reason for month, cost, reason in rows}


def _holdout_scores(lifetime: LifetimeValue) -> dict[str, float | None]:
    """The scores of the winning model on the holdout, and those of the best naive forecast."""
    contest = lifetime.contest
    score = contest.winning_score
    return {
        "holdout_total_error": score.total_error if score else None,
        "naive_total_error": min(_known_values(contest.naive, "total_error"), default=None),
        "holdout_rank_correlation": score.rank_correlation if score else None,
        "naive_rank_correlation": max(
            _known_values(contest.naive, "rank_correlation"), default=None
        ),
        "holdout_coverage": score.coverage if score else None,
    }


def _known_values(scores: tuple[Score, ...], metric: str) -> list[float]:
    """The values of a metric that are not NaN."""
    values = [float(getattr(score, metric)) for score in scores]
    return [value for value in values if not isnan(value)]


def _feed_figures(orders: "pd.DataFrame", lifetime: LifetimeValue) -> dict[str, Figure]:
    """The figures of one feed and currency that Dagster shows."""
    prefix = f"{orders['feed'].iloc[0]} {orders['currency'].iloc[0]}"
    figures: dict[str, Figure] = {f"{prefix}: customers": orders["customer_id"].nunique()}
    if lifetime.unavailable_reason:
        return {**figures, f"{prefix}: no forecast": lifetime.unavailable_reason}
    scores = {key: value for key, value in _holdout_scores(lifetime).items() if value is not None}
    figures |= {f"{prefix}: {key.replace('_', ' ')}": value for key, value in scores.items()}
    if lifetime.purchase_model:
        parameters = lifetime.purchase_model.purchases.parameters
        figures |= {f"{prefix}: {key}": value for key, value in parameters.items()}
        figures[f"{prefix}: season"] = lifetime.purchase_model.season.description
    if lifetime.spend_model:
        parameters = lifetime.spend_model.parameters
        figures |= {f"{prefix}: spend {key}": value for key, value in parameters.items()}
    if lifetime.value_unavailable_reason:
        figures[f"{prefix}: no money"] = lifetime.value_unavailable_reason
    return figures


STEP = Step("customers", (CUSTOMERS, COHORTS), build)
