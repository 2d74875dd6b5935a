"""Look at tables of the warehouse without changing them."""

from collections.abc import Iterable
from pathlib import Path

from ecom_platform.warehouse.connection import open_warehouse


def row_counts(path: Path, tables: Iterable[str]) -> dict[str, int]:
    """The number of rows of each table, named `schema.table`; counting a view would run it."""
    with open_warehouse(path) as connection:
        stored = connection.execute(
            """
            select schema_name || '.' || table_name as name from duckdb_tables()
            where list_contains(?, name)
            """,
            [list(tables)],
        ).fetchall()
        union = " union all ".join(f"select '{name}', count(*) from {name}" for (name,) in stored)
        return dict(connection.execute(union).fetchall()) if union else {}


def column_types(path: Path, tables: Iterable[str]) -> dict[str, dict[str, str]]:
    """The columns of each table, named `schema.table`, with their types, in order."""
    found: dict[str, dict[str, str]] = {table: {} for table in tables}
    with open_warehouse(path) as connection:
        rows = connection.execute(
            """
            select schema_name || '.' || table_name, column_name, lower(data_type)
            from duckdb_columns() order by schema_name, table_name, column_index
            """
        ).fetchall()
    for table, column, kind in rows:
        if table in found:
            found[table][column] = kind
    return found
