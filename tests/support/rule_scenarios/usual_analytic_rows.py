"""The usual row of each analytic table: what a story does not name is null, typed as declared."""

from ecom_platform.analytics.tables.table_registry import analytic_tables
from tests.support.rule_scenarios.scenarios import Cells

_SERIES = {
    "feed": "'order_lines'",
    "currency": "'EUR'",
    "measure": "'revenue'",
    "dimension": "'total'",
    "dimension_value": "''",
    "order_date": "day",
}
_VALUES: dict[str, Cells] = {
    "analytics.customer_lifetime_value": {
        "feed": "'order_lines'",
        "currency": "'EUR'",
        "customer_id": "'C-' || day || number",
        "model_name": "'bg_nbd'",
        "expected_purchases_90_days": "1.5",
        "expected_value_90_days": "30",
        "holdout_total_error": "0.10",
        "naive_total_error": "0.20",
        "holdout_rank_correlation": "0.50",
        "naive_rank_correlation": "0.40",
        "holdout_coverage": "0.95",
    },
    "analytics.cohort_lifetime_value": {
        "feed": "'order_lines'",
        "currency": "'EUR'",
        "cohort_month": "date '2024-01-01'",
        "months_since": "number",
        "lower_retention_share": "0.1",
        "retention_share": "0.2",
        "upper_retention_share": "0.3",
        "lower_cumulative_value": "10",
        "cumulative_value": "20",
        "upper_cumulative_value": "30",
        "acquisition_cost": "15",
        "payback_months": "0",
    },
    "analytics.revenue_forecast": {
        "feed": "'order_lines'",
        "currency": "'EUR'",
        "dimension": "'total'",
        "dimension_value": "''",
        "forecast_date": "day + 1",
        "expected_amount": "100",
        "model_name": "'weekday median'",
        "error_against_naive": "0.8",
    },
    "analytics.sales_anomalies": {
        **_SERIES,
        "as_of_date": "day",
        "actual": "100",
        "expected": "100",
        "is_anomaly": "false",
    },
    "analytics.anomaly_causes": {
        **_SERIES,
        "cause_rank": "1",
        "cause": "'Webshop'",
        "contribution": "-60",
        "unexplained": "-40",
        "gap": "-100",
    },
}


def _usual(table: str, values: Cells) -> Cells:
    declared = analytic_tables()[table].columns
    return {name: f"cast({values.get(name, 'null')} as {declared[name][0]})" for name in declared}


USUAL_ANALYTICS: dict[str, Cells] = {
    table: _usual(table, values) for table, values in _VALUES.items()
}
