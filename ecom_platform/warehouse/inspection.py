"""Look at tables of the warehouse without changing them."""

from collections.abc import Iterable
from pathlib import Path

from ecom_platform.warehouse.connection import open_warehouse


def row_counts(path: Path, tables: Iterable[str]) -> dict[str, int]:
    """The number of rows of each table or view, named `schema.table`."""
    wanted = list(tables)
    if not wanted:
        return {}
    union = " union all ".join(f"select '{table}', count(*) from {table}" for table in wanted)
    with open_warehouse(path) as connection:
        return dict(connection.execute(union).fetchall())


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
