"""Small tables of flagged days and of days ahead, with the columns that pages read."""

from typing import Any

import duckdb

_SERIES = {
    "feed": "'shop'",
    "currency": "'EUR'",
    "measure": "'revenue'",
    "dimension": "'total'",
    "dimension_value": "''",
}
_REASON = {"unavailable_reason": "null::varchar"}
_TABLES = {
    "analytics.sales_anomalies": {
        **_SERIES,
        "order_date": "date '2025-06-10'",
        "actual": "100::double",
        "expected": "90::double",
        "lower": "50::double",
        "upper": "130::double",
        "is_anomaly": "false",
        "anomaly_kind": "null::varchar",
        "amount_at_stake": "null::decimal(18,2)",
        "explanation": "null::varchar",
        "largest_order_id": "null::varchar",
        "largest_order_share": "null::double",
        **_REASON,
    },
    "analytics.anomaly_causes": {
        **_SERIES,
        "order_date": "date '2025-06-10'",
        "cause_rank": "1::bigint",
        "cause": "'Web x Tea'",
        "contribution": "0::double",
        "volume_contribution": "null::double",
        "rate_contribution": "null::double",
        "share": "null::double",
        "unexplained": "0::double",
        **_REASON,
    },
    "marts.dim_dates": {
        "date_day": "date '2025-06-10'",
        "event_name": "'Demo sale'",
        "is_sale_day": "true",
        "is_holiday": "false",
    },
    "analytics.revenue_forecast": {
        "feed": "'shop'",
        "currency": "'EUR'",
        "dimension": "'total'",
        "dimension_value": "''",
        "forecast_date": "date '2025-07-01'",
        "expected_amount": "10.00::decimal(18,2)",
        "lower_80_amount": "8.00::decimal(18,2)",
        "upper_80_amount": "12.00::decimal(18,2)",
        "lower_95_amount": "6.00::decimal(18,2)",
        "upper_95_amount": "14.00::decimal(18,2)",
        "model_name": "'slow level'",
        "mase": "0.8::double",
        "error_against_naive": "0.7::double",
        "coverage_95": "0.95::double",
        "event_note": "null::varchar",
        **_REASON,
    },
    "marts.agg_daily_sales": {
        "feed": "'shop'",
        "order_date": "date '2025-06-29'",
        "channel": "'Web'",
        "partner_id": "null::varchar",
        "category": "'Tea'",
        "currency": "'EUR'",
        "line_kind": "'goods'",
        "booked_amount": "0.00::decimal(18,2)",
    },
}
ALL = tuple(_TABLES)
FLAGGED = {"is_anomaly": True, "anomaly_kind": "spike", "amount_at_stake": 10}
UNKNOWN = dict.fromkeys(
    (
        "expected_amount", "lower_80_amount", "upper_80_amount", "lower_95_amount",
        "upper_95_amount", "model_name", "mase", "error_against_naive", "coverage_95",
    )
)  # fmt: skip


def analytic_tables(rows: list[tuple[str, dict[str, Any]]]) -> duckdb.DuckDBPyConnection:
    """A database with these rows, each with its table; what a row leaves out is usual."""
    connection = duckdb.connect()
    connection.execute("create schema marts; create schema analytics")
    for table, columns in _TABLES.items():
        usual = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
        connection.execute(f"create table {table} as select {usual} limit 0")
    for ending, row in rows:
        (table,) = (name for name in _TABLES if name.endswith(f".{ending}"))
        columns = _TABLES[table]
        assert row.keys() <= columns.keys()
        values = ", ".join(f"${name}" if name in row else sql for name, sql in columns.items())
        connection.execute(f"insert into {table} select {values}", row)
    return connection
