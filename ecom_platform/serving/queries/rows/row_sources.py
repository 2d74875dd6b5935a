"""The rows that users can scroll through and download: each source is a table and its filters.

A new source is one entry in `_ALL`. `serving/queries/row_pages.py` reads the rows.
"""

from dataclasses import dataclass

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.view import ALL_COLUMNS


@dataclass(frozen=True)
class Lookup:
    """Columns of a second table that has at most one row per row of the first.

    Attributes:
        keys: the columns that join the two tables.
        columns: the columns to add.
    """

    table: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RowSource:
    """The rows of one table.

    Attributes:
        name: its name in links.
        filters: the columns that the filters of the view restrict; its other filters do not apply.
        order: the default order, which has no ties.
        lookup: columns of another table, in versions that have it.
    """

    name: str
    title: str
    table: str
    filters: tuple[str, ...]
    order: str
    lookup: Lookup | None = None


LINE_RECORDS = Lookup(
    "provenance.order_line_records",
    # the table is sorted by day; the fingerprint separates versions of one order line
    keys=("order_date", "order_line_id", "source_fingerprint"),
    columns=("file_name", "record_number"),
)
_ALL = (
    RowSource(
        "order-lines",
        "Order lines",
        "marts.fct_order_items",
        ALL_COLUMNS,
        "order_date desc, order_line_id",
        LINE_RECORDS,
    ),
    RowSource(
        "daily-sales",
        "Sales per day",
        "marts.agg_daily_sales",
        ALL_COLUMNS,
        "order_date desc, feed, channel, partner_id, category, currency, line_kind",
    ),
    RowSource(
        "finance",
        "Financial summary per day",
        "marts.mart_financial_performance_summary",
        ("order_date", "currency", "channel", "category"),
        "order_date desc, feed, channel, category, line_kind, currency",
    ),
    RowSource(
        "partners",
        "Partners",
        "marts.mart_partner_performance_dashboard",
        ("currency", "partner_id"),
        "kept_amount_90_days desc nulls last, feed, partner_id, currency",
    ),
    RowSource(
        "partner-levers",
        "Levers of partners",
        "marts.mart_partner_optimization_insights",
        ("currency", "partner_id"),
        "upside_amount desc nulls last, feed, partner_id, currency, lever_name",
    ),
    RowSource(
        "customers",
        "Customers and their segments",
        "marts.dim_customer_segments",
        ("currency",),
        "revenue_rank nulls last, feed, customer_id",
    ),
    RowSource(
        "customer-priorities",
        "Customers by priority",
        "marts.dim_customer_segments",
        ("currency",),
        "investment_priority_rank nulls last, feed, customer_id",
    ),
    RowSource(
        "cohorts",
        "Cohorts by month",
        "marts.mart_cohort_analysis",
        ("currency",),
        "cohort_month, months_since, feed, currency",
    ),
    RowSource(
        "products",
        "Products",
        "marts.dim_product_intelligence",
        ("currency", "category"),
        "revenue_rank nulls last, feed, currency, product_id",
    ),
    RowSource(
        "product-priorities",
        "Products by score",
        "marts.dim_product_intelligence",
        ("currency", "category"),
        "investment_priority_rank nulls last, feed, currency, product_id",
    ),
    RowSource(
        "list-prices",
        "List prices",
        "marts.fct_list_prices",
        ("currency",),
        "list_date desc, sku, file_name, record_number",
    ),
    RowSource(
        "anomalies",
        "Evaluated days",
        "analytics.sales_anomalies",
        ("currency",),
        "order_date desc, feed, currency, measure, dimension, dimension_value",
    ),
    RowSource(
        "judged-days-of-view",
        "Evaluated days in the days of the view",
        "analytics.sales_anomalies",
        ("order_date", "currency"),
        "order_date desc, feed, currency, measure, dimension, dimension_value",
    ),
    RowSource(
        "anomaly-causes",
        "Causes of flagged days",
        "analytics.anomaly_causes",
        ("currency",),
        "order_date desc, feed, currency, measure, dimension, dimension_value, cause_rank, cause",
    ),
    RowSource(
        "lifetime-values",
        "Lifetime value of customers",
        "analytics.customer_lifetime_value",
        ("currency",),
        "expected_value_365_days desc nulls last, feed, customer_id, currency",
    ),
    RowSource(
        "cohort-values",
        "Value of cohorts",
        "analytics.cohort_lifetime_value",
        ("currency",),
        "cohort_month, months_since, feed, currency",
    ),
    RowSource(
        "forecast",
        "Forecast",
        "analytics.revenue_forecast",
        ("currency",),
        "forecast_date, feed, currency, dimension, dimension_value",
    ),
    RowSource("files", "Delivered files", "raw.files", (), "file_id desc"),
    RowSource("quarantine", "Rows in quarantine", "raw.quarantine", (), "file_id, record_number"),
)
SOURCES = {source.name: source for source in _ALL}


def source_of(name: str) -> RowSource:
    """The row source of this name.

    Raises:
        ViewError: no source has this name.
    """
    if name not in SOURCES:
        raise ViewError(f"There are no rows called '{name}'. There are {', '.join(SOURCES)}.")
    return SOURCES[name]
