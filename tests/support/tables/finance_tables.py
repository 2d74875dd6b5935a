"""A small financial summary with the columns that pages read."""

from typing import Any

import duckdb

_COLUMNS = {
    "feed": "'shop'",
    "order_date": "date '2025-06-10'",
    "channel": "'Web'",
    "category": "'Tea'",
    "line_kind": "'goods'",
    "currency": "'EUR'",
    "line_count": "1::bigint",
    **{
        f"{name}_amount": "0.00::decimal(18,2)"
        for name in ("booked", "cancelled", "pending", "returned", "lost", "kept")
    },
    "cost_amount": "null::decimal(18,2)",
    "margin_amount": "null::decimal(18,2)",
    "cost_coverage_share": "null::double",
    "margin_unavailable_reason": "null::varchar",
    "history_days": "1::integer",
    "booked_amount_average_28_days": "null::decimal(18,2)",
    "average_unavailable_reason": "null::varchar",
    "trend": "null::varchar",
    "leakage_share": "null::double",
    "leakage_unavailable_reason": "null::varchar",
    "risk_class": "null::varchar",
    **{
        f"{name}_component": "null::double"
        for name in ("trend", "target", "leakage", "steadiness", "discount", "margin")
    },
    "performance_score": "null::double",
    "grade": "null::varchar",
    "grade_unavailable_reason": "null::varchar",
}


def finance_tables(rows: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A database with these rows; what a row leaves out is usual."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    table = "marts.mart_financial_performance_summary"
    columns = ", ".join(f"{sql} as {name}" for name, sql in _COLUMNS.items())
    connection.execute(f"create table {table} as select {columns} limit 0")
    for row in rows:
        assert row.keys() <= _COLUMNS.keys()
        values = ", ".join(f"${name}" if name in row else sql for name, sql in _COLUMNS.items())
        connection.execute(f"insert into {table} select {values}", row)
    return connection
