"""Rules of the analytic tables: what a forecast must have proved before readers see it.

The statistics give a reason instead of a number that they cannot support; these rules check again
what was written.
"""

from ecom_platform.quality.rules.rule import Declare, Query, Unique, exact

_OWNER = "data-science@example.com"
_CUSTOMERS = Declare("analytics.customer_lifetime_value", _OWNER)
_COHORTS = Declare("analytics.cohort_lifetime_value", _OWNER)
_FORECAST = Declare("analytics.revenue_forecast", _OWNER)
_ANOMALIES = Declare("analytics.sales_anomalies", _OWNER)
_CAUSES = Declare("analytics.anomaly_causes", _OWNER)

COVERAGE, TOLERANCE = 0.95, 0.02
MOST_FLAGGED_A_WEEK = 14.0
_MODEL = "feed, currency, model_name, holdout_total_error, holdout_rank_correlation"
_SERIES = "feed, currency, measure, dimension, dimension_value, order_date"

RULES = (
    _CUSTOMERS(
        "ltv_beats_naive",
        "validity",
        "A published model beat the naive forecasts on held-out weeks, in the total and in the "
        "ranking of customers. A model that is no better than a naive forecast must not be shown. "
        "See the figures of the model comparison.",
        Query(
            failing=f"""
                select distinct {_MODEL}, naive_total_error, naive_rank_correlation
                from analytics.customer_lifetime_value
                where unavailable_reason is null and (
                    holdout_total_error < naive_total_error
                    and holdout_rank_correlation > coalesce(naive_rank_correlation, -1)
                ) is not true
                order by feed, currency
            """,
            finding="{model_name} of {feed} in {currency} misses the total by "
            "{holdout_total_error}, the best naive forecast by {naive_total_error}.",
        ),
    ),
    _CUSTOMERS(
        "ltv_intervals_cover",
        "validity",
        "On held-out weeks the 95 % intervals contained 95 % of the customers, within two points. "
        "Intervals with another coverage mislead. See the figures of the model comparison.",
        Query(
            failing=f"""
                select distinct {_MODEL}, holdout_coverage
                from analytics.customer_lifetime_value
                where unavailable_reason is null
                    and (abs(holdout_coverage - {COVERAGE}) <= {TOLERANCE}) is not true
                order by feed, currency
            """,
            finding="The intervals of {model_name} of {feed} in {currency} contained "
            "{holdout_coverage} of the customers.",
        ),
    ),
    _CUSTOMERS(
        "numbers_stand_or_reasons_do",
        "validity",
        "A customer has either a forecast or the reason why there is none. Build again.",
        exact(
            "(expected_purchases_90_days is null) = (unavailable_reason is not null) "
            "and (expected_value_90_days is null) = (value_unavailable_reason is not null)"
        ),
    ),
    _CUSTOMERS(
        "customers_are_unique",
        "uniqueness",
        "A customer of a feed and currency has one row. A second row would count the value twice. "
        "Build again.",
        Unique(("feed", "currency", "customer_id")),
    ),
    _COHORTS(
        "cohort_months_are_unique",
        "uniqueness",
        "A cohort has one row for each month of its age. A second row would draw two curves. "
        "Build again.",
        Unique(("feed", "currency", "cohort_month", "months_since")),
    ),
    _COHORTS(
        "bands_hold_their_middle",
        "validity",
        "Every value lies within its band. Build again.",
        exact(
            "coalesce(lower_retention_share <= retention_share, true) "
            "and coalesce(retention_share <= upper_retention_share, true) "
            "and coalesce(lower_cumulative_value <= cumulative_value, true) "
            "and coalesce(cumulative_value <= upper_cumulative_value, true)"
        ),
    ),
    _COHORTS(
        "payback_stands_or_its_reason_does",
        "validity",
        "A cohort has either its months until payback or the reason why they are unknown. Build "
        "again.",
        exact(
            "(payback_months is null) = (payback_unavailable_reason is not null) "
            "and (payback_months is null or acquisition_cost is not null)"
        ),
    ),
    _COHORTS(
        "payback_is_when_value_covers_the_cost",
        "reconciliation",
        "A cohort is worth what its customers cost in the month of its payback, and not before. "
        "Otherwise marketing plans with a wrong month. Build again.",
        exact(
            "case when months_since = payback_months then cumulative_value >= acquisition_cost "
            "when months_since < payback_months then cumulative_value <= acquisition_cost "
            "else true end"
        ),
    ),
    _FORECAST(
        "forecast_beats_seasonal_naive",
        "validity",
        "On past days a forecast total errs less than last week repeated. A worse forecast would "
        "mislead planning. See the backtest.",
        Query(
            failing="""
                select distinct feed, currency, model_name, error_against_naive
                from analytics.revenue_forecast
                where unavailable_reason is null and dimension = 'total'
                    and (error_against_naive < 1) is not true
                order by feed, currency
            """,
            finding="{model_name} of {feed} in {currency} errs {error_against_naive} times as much "
            "as last week repeated.",
        ),
    ),
    _FORECAST(
        "parts_add_to_totals",
        "reconciliation",
        "The forecasts of a dimension add up to the total of their feed, to a cent each. Plans by "
        "channel and in total must agree. Build again.",
        Query(
            failing="""
                with sums as (
                    select feed, currency, forecast_date, dimension, count(*) as parts,
                        sum(expected_amount) as amount
                    from analytics.revenue_forecast
                    group by all
                    having count(*) = count(expected_amount)
                )
                select part.feed, part.currency, part.dimension as cut, part.forecast_date as day,
                    part.amount - total.amount as gap
                from sums as part
                inner join sums as total
                    on total.dimension = 'total' and total.feed = part.feed
                        and total.currency = part.currency
                        and total.forecast_date = part.forecast_date
                where part.dimension <> 'total'
                    and abs(part.amount - total.amount) > 0.01 * (part.parts + 1)
                order by abs(part.amount - total.amount) desc
            """,
            finding="The {cut} forecasts of {feed} for {day} differ from the total by {gap} "
            "{currency}.",
        ),
    ),
    _ANOMALIES(
        "anomaly_budget_held",
        "volume",
        "At most fourteen series days of a feed are flagged a week, over thirteen weeks. More "
        "alerts would not be read. Find the series that raises them, and ask the data scientists.",
        Query(
            failing=f"""
                select feed, count(*) filter (where is_anomaly) as flagged,
                    count(distinct order_date) as day_count
                from analytics.sales_anomalies
                group by feed
                having count(*) filter (where is_anomaly)
                    > {MOST_FLAGGED_A_WEEK} / 7.0 * count(distinct order_date)
                order by feed
            """,
            finding="{flagged} series days of {feed} are flagged in {day_count} days.",
        ),
    ),
    _ANOMALIES(
        "series_days_are_unique",
        "uniqueness",
        "A day of a series has one row. A second row would alert twice. Build again.",
        Unique(tuple(_SERIES.split(", "))),
    ),
    _ANOMALIES(
        "last_day_is_as_expected",
        "business",
        "The last complete day of each series lies in the range that earlier days predict. A "
        "deviation is business, not wrong data: see its causes, and ask the people concerned.",
        Query(
            failing="""
                select measure || ' of ' || case when dimension = 'total' then feed
                    else dimension_value || ' (' || feed || ')' end as dimension,
                    order_date as day, currency, amount_at_stake as amount, anomaly_kind as kind,
                    measure, cast(actual as decimal(18, 4)) as actual,
                    cast(expected as decimal(18, 4)) as expected,
                    coalesce(explanation, 'No cause was found.') as explanation
                from analytics.sales_anomalies
                where is_anomaly and order_date = as_of_date
                order by abs(amount_at_stake) desc nulls last, dimension, measure
            """,
            finding="A {kind} in {dimension} on {day}: {actual}, where {expected} was expected. "
            "{explanation}",
        ),
        severity="warn",
    ),
    _CAUSES(
        "causes_add_to_the_gap",
        "reconciliation",
        "The contributions of a day's causes and the unexplained rest add up to its gap. Build "
        "again.",
        Query(
            failing=f"""
                select {_SERIES}, gap, sum(contribution) + any_value(unexplained) as explained
                from analytics.anomaly_causes where cause_rank is not null
                group by {_SERIES}, gap
                having abs(sum(contribution) + any_value(unexplained) - gap)
                    > 0.000001 * greatest(1, abs(gap))
                order by {_SERIES}
            """,
            finding="{measure} of {dimension_value} in {feed} on {order_date}: causes and "
            "unexplained rest add up to {explained}, the gap is {gap}.",
        ),
    ),
)
