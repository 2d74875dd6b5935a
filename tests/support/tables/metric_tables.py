"""Tables below headline numbers, of rows drawn at random from values that matter to them."""

from typing import Any

import duckdb
from hypothesis import strategies as st

from ecom_platform.serving.queries.metrics.table_metric import TableMetric
from ecom_platform.serving.queries.rows.row_sources import source_of
from tests.support.tables.hand_made_version import write_table

Pool = tuple[str, tuple[Any, ...]]
_FEED: Pool = ("varchar", ("shop", "shop", "market"))
_CURRENCY: Pool = ("varchar", ("GBP", "GBP", "EUR", None))
_REASON: Pool = ("varchar", (None, "Too young."))
_MONEY: Pool = ("decimal(18, 2)", (None, "0", "10.00", "20.55"))
_FLAG: Pool = ("boolean", (True, False))
_MAYBE: Pool = ("boolean", (True, False, None))
POOLS: dict[str, dict[str, Pool]] = {
    "marts.mart_partner_performance_dashboard": {
        "feed": _FEED,
        "partner_id": ("varchar", ("A", "B")),
        "partner_name": ("varchar", ("Anna",)),
        "currency": _CURRENCY,
        "kept_amount_90_days": _MONEY,
        "previous_kept_amount_90_days": _MONEY,
        "kept_growth_share_90_days": ("double", (None, -0.5, 0.0, 0.25)),
        "health_score": ("double", (None, 61.7)),
        "efficiency_rating": ("varchar", (None, "B")),
        "rank_within_type": ("integer", (None, 2)),
        "partners_within_type": ("bigint", (3,)),
        "target_attainment_share_90_days": ("double", (None, 0.5)),
        "amount_unavailable_reason": _REASON,
        "growth_unavailable_reason_90_days": _REASON,
        "health_unavailable_reason": _REASON,
        "efficiency_unavailable_reason": _REASON,
        "target_unavailable_reason_90_days": _REASON,
    },
    "marts.mart_partner_optimization_insights": {
        "feed": _FEED,
        "partner_id": ("varchar", ("A", "B")),
        "currency": _CURRENCY,
        "lever_name": ("varchar", ("order_value",)),
        "lever_order": ("integer", (None, 1, 2)),
        "upside_amount": ("decimal(18, 2)", (None, "-1", "0", "9.99")),
        "upside_unavailable_reason": _REASON,
    },
    "marts.dim_customer_segments": {
        "feed": _FEED,
        "customer_id": ("varchar", ("C1", "C2")),
        "revenue_rank": ("bigint", (1,)),
        "currency": _CURRENCY,
        "monetary": _MONEY,
        "segment": ("varchar", ("champion", "lost", "not scored")),
        "churn_signal": ("varchar", (None, "silent", "late")),
        "churn_unavailable_reason": _REASON,
    },
    "marts.mart_cohort_analysis": {
        "feed": _FEED,
        "currency": _CURRENCY,
        "cohort_month": ("date", ("2026-01-01", "2026-02-01")),
        "months_since": ("integer", (0, 1, 1, 2)),
        "cohort_size": ("bigint", (4, 10)),
        "active_customers": ("bigint", (0, 3)),
        "is_censored": _FLAG,
        "is_left_censored": _FLAG,
    },
    "marts.dim_product_intelligence": {
        "feed": _FEED,
        "currency": _CURRENCY,
        "product_id": ("varchar", ("P1", "P2", "P3")),
        "revenue_rank": ("bigint", (1,)),
        "category": ("varchar", (None, "mugs", "teas")),
        "line_count": ("bigint", (0, 1, 7)),
        "abc_class": ("varchar", (None, "A", "B")),
        "growth_share_class": ("varchar", (None, "star", "dog")),
        "growth_share_unavailable_reason": _REASON,
        "is_stock_row": _FLAG,
        "oversell_risk": ("varchar", (None, "sold out", "low")),
        "stock_cover_unavailable_reason": _REASON,
        "stock_quantity": ("bigint", (None, 0, 5)),
        "is_dead_stock": _MAYBE,
        "dead_stock_unavailable_reason": _REASON,
        "list_price_spread": ("decimal(18, 2)", (None, "0", "2.50")),
        "list_price_unavailable_reason": _REASON,
    },
    "analytics.customer_lifetime_value": {
        "feed": _FEED,
        "customer_id": ("varchar", ("C1", "C2")),
        "currency": _CURRENCY,
        "expected_value_365_days": _MONEY,
        "unavailable_reason": _REASON,
        "value_unavailable_reason": _REASON,
    },
    "analytics.sales_anomalies": {
        "feed": _FEED,
        "currency": _CURRENCY,
        "measure": ("varchar", ("revenue", "orders")),
        "dimension": ("varchar", ("total", "category")),
        "dimension_value": ("varchar", ("", "mugs")),
        "order_date": ("date", ("2026-06-02", "2026-06-03", "2026-06-30")),
        "is_anomaly": _MAYBE,
        "amount_at_stake": ("decimal(18, 2)", (None, "-30.10", "7.00", "7.00")),
        "unavailable_reason": _REASON,
    },
    "analytics.revenue_forecast": {
        "feed": _FEED,
        "currency": _CURRENCY,
        "dimension": ("varchar", ("total", "category")),
        "dimension_value": ("varchar", ("", "mugs")),
        "forecast_date": ("date", ("2026-07-01", "2026-07-02")),
        "expected_amount": _MONEY,
        "unavailable_reason": _REASON,
    },
    "raw.quarantine": {
        "file_id": ("bigint", (1, 2)),
        "record_number": ("bigint", (1, 2)),
        "reason": ("varchar", ("no date",)),
    },
}
CHOSEN = {"feed": "shop", "partner_id": "A", "dimension": "total"}
_ONE_EACH = ("feed", "partner_id", "currency")


def rows_of(metric: TableMetric) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of the table of a number; a partner has one in each feed and currency."""
    table = source_of(metric.source).table
    row = st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, (_, values) in POOLS[table].items()}
    )
    is_alone = metric.required_choices == ("partner_id", "feed")
    key = (lambda one: tuple(one[name] for name in _ONE_EACH)) if is_alone else None
    return st.lists(row, max_size=14, unique_by=key)


def with_rows(metric: TableMetric, rows: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A database in which the table of a number has these rows."""
    connection = duckdb.connect()
    table = source_of(metric.source).table
    types = {name: kind for name, (kind, _) in POOLS[table].items()}
    write_table(connection, table, types, rows)
    return connection
