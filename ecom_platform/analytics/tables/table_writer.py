"""Write an analytic table: replace it as a whole, with the declared types and columns."""

from typing import TYPE_CHECKING

import duckdb

from ecom_platform.analytics.tables.analytic_table import AnalyticTable
from ecom_platform.currencies import MONEY, round_money_sql
from ecom_platform.errors import AnalyticsError
from ecom_platform.warehouse.layers import ANALYTICS

if TYPE_CHECKING:
    import pandas as pd


def replace_table(
    connection: duckdb.DuckDBPyConnection, table: AnalyticTable, frame: "pd.DataFrame | None"
) -> int:
    """Replace the content of a table by the rows of a frame, and return their number.

    Args:
        connection: to the warehouse.
        table: its declaration.
        frame: a column per declared column; NaN becomes null. None: the table has no rows.

    Raises:
        AnalyticsError: the frame lacks a declared column.
    """
    connection.execute(f"create schema if not exists {ANALYTICS}")
    if frame is None:
        columns_sql = ", ".join(
            f'"{name}" {sql_type}' for name, (sql_type, _) in table.columns.items()
        )
        connection.execute(f"create or replace table {table.table} ({columns_sql})")
        return 0
    missing = [name for name in table.columns if name not in frame.columns]
    if missing:
        raise AnalyticsError(
            f"{table.table} is declared with '{missing[0]}', which its step does not return."
        )
    casts_sql = ", ".join(
        _cast_sql(name, sql_type) for name, (sql_type, _) in table.columns.items()
    )
    connection.register("analytic_rows", frame)
    try:
        connection.execute(
            f"create or replace table {table.table} as select {casts_sql} from analytic_rows"
        )
    finally:
        connection.unregister("analytic_rows")
    return len(frame)


def _cast_sql(name: str, sql_type: str) -> str:
    """SQL for a column of the frame with its declared type; NaN becomes null.

    Every table with money has the column `currency`, in whose smallest unit the money is.
    """
    if sql_type.startswith("decimal") or sql_type == "double":
        number = f'case when not isnan("{name}"::double) then "{name}" end'
        rounded = round_money_sql(number, "currency") if sql_type == MONEY else number
        return f'cast({rounded} as {sql_type}) as "{name}"'
    return f'cast("{name}" as {sql_type}) as "{name}"'
