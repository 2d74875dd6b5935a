"""The rows that can be scrolled through and downloaded: each a table, seen through the view.

A new one is one line in `_ALL`. How a request becomes SQL belongs in `row_filters.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.metrics import METRICS
from ecom_platform.serving.queries.row_filters import RowRequest, order_clause, where_clause
from ecom_platform.serving.queries.view import ALL_COLUMNS, View

BATCH_ROWS = 5_000


@dataclass(frozen=True)
class RowSource:
    """Rows of a table.

    Attributes:
        filters: the columns by which the view chooses; others of its filters do not apply.
        order: the columns that order the rows wholly.
    """

    name: str
    title: str
    table: str
    filters: tuple[str, ...]
    order: str


@dataclass(frozen=True)
class Column:
    """A column of rows: its name and what it holds."""

    name: str
    kind: str  # number, date, boolean or text


@dataclass(frozen=True)
class Rows:
    """Rows that answer a request, and how many there are in all."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: int


_ALL = (
    RowSource(
        "order-lines",
        "Order lines",
        "marts.fct_order_items",
        ALL_COLUMNS,
        "order_date desc, order_line_id",
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
        "Judged days",
        "analytics.sales_anomalies",
        ("currency",),
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
    """The source of this name.

    Raises:
        ViewError: there is none.
    """
    if name not in SOURCES:
        raise ViewError(f"There are no rows called '{name}'. There are {', '.join(SOURCES)}.")
    return SOURCES[name]


def columns_of(connection: duckdb.DuckDBPyConnection, source: RowSource) -> tuple[Column, ...]:
    """The columns of a source, in the order of its table."""
    described = connection.execute(f"describe {source.table}").fetchall()
    return tuple(Column(row[0], _kind(row[1])) for row in described)


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Rows:
    """Some rows of a source; with a metric, only the order lines that it counts.

    Raises:
        ViewError: the request names what there is not, or compares what cannot be compared.
    """
    columns = columns_of(connection, source)
    sql, values = _statement(source, view, request, metric, columns)
    total = _execute(connection, f"select count(*) {sql}", values).fetchall()[0][0]
    limited = "" if request.limit is None else f" limit {request.limit} offset {request.offset}"
    order = order_clause(request, [column.name for column in columns], source.order)
    rows = _execute(connection, f"select * {sql} order by {order}{limited}", values).fetchall()
    return Rows(columns, rows, total)


def stream_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a source in batches, for a file.

    Raises:
        ViewError: as `read_rows`.
    """
    columns = columns_of(connection, source)
    sql, values = _statement(source, view, request, metric, columns)
    order = order_clause(request, [column.name for column in columns], source.order)
    answer = _execute(connection, f"select * {sql} order by {order}", values)
    while batch := answer.fetchmany(BATCH_ROWS):
        yield batch


def _statement(
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None,
    columns: Sequence[Column],
) -> tuple[str, dict[str, Any]]:
    seen, values = view.where(*source.filters)
    asked, more = where_clause(request, [column.name for column in columns])
    counts = METRICS[metric].counts if metric in METRICS and source.name == "order-lines" else None
    counted = f" and ({counts})" if counts else ""
    return f"from {source.table} where {seen} and {asked}{counted}", {**values, **more}


def _execute(
    connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]
) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(sql, values)
    except (duckdb.ConversionException, duckdb.BinderException) as error:
        raise ViewError(
            f"These rows cannot be compared so: {error}. Clear the table's filters."
        ) from error


def _kind(sql_type: str) -> str:
    word = sql_type.partition("(")[0].upper()
    if word in {"DECIMAL", "DOUBLE", "BIGINT", "INTEGER", "HUGEINT", "SMALLINT", "FLOAT"}:
        return "number"
    if word in {"DATE", "TIMESTAMP"}:
        return "date"
    return "boolean" if word == "BOOLEAN" else "text"
