"""Count, describe and hash tables of the warehouse without changing them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

from ecom_platform.warehouse.connection import open_warehouse


def row_counts(path: Path, tables: Iterable[str]) -> dict[str, int]:
    """The number of rows of each stored table, named `schema.table`.

    Views are left out, because counting one would run its query.
    """
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
    """The columns of each table, named `schema.table`, in their order, with their types."""
    types: dict[str, dict[str, str]] = {table: {} for table in tables}
    with open_warehouse(path) as connection:
        rows = connection.execute(
            """
            select schema_name || '.' || table_name, column_name, lower(data_type)
            from duckdb_columns() order by schema_name, table_name, column_index
            """
        ).fetchall()
    for table, column, kind in rows:
        if table in types:
            types[table][column] = kind
    return types


def rows_and_checksum(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str]:
    """The number of rows of a table, and a hash of its columns and rows.

    The hash does not depend on the order of the rows, because it adds up the hash of each row.
    """
    columns = connection.execute(
        """
        select column_name, data_type from duckdb_columns()
        where schema_name || '.' || table_name = ? order by column_index
        """,
        [table],
    ).fetchall()
    names = ", ".join(f'"{name}"' for name, _ in columns)
    row = connection.execute(
        f"select count(*), coalesce(sum(hash({names})::hugeint), 0)::varchar from {table}"
    ).fetchone()
    rows, total = row or (0, "0")
    shape = hashlib.sha256(repr(columns).encode()).hexdigest()[:16]
    return rows, f"{shape}-{total}"


def exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table or view `schema.table` exists."""
    try:
        connection.execute(f"select 1 from {table} limit 0")
    except duckdb.CatalogException:
        return False
    return True
