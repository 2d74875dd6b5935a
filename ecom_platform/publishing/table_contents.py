"""The content of tables as row counts and checksums, by which versions are compared."""

import hashlib
from collections.abc import Mapping

import duckdb

from ecom_platform.publishing.manifest import TableContent
from ecom_platform.warehouse.inspection import rows_and_checksum


def table_contents(
    connection: duckdb.DuckDBPyConnection, tables: list[str]
) -> dict[str, TableContent]:
    """The row count and checksum of each table."""
    return {table: _table_content(connection, table) for table in tables}


def content_digest(tables: Mapping[str, TableContent], held: Mapping[str, str]) -> str:
    """A hash of the content of all tables, and of which tables are held.

    Two versions with the same hash show readers the same.

    Args:
        tables: table to row count and checksum.
        held: held table to the table that failed.
    """
    contents = [f"{name} {tables[name].rows} {tables[name].checksum}" for name in sorted(tables)]
    held_tables = [f"{name} held by {held[name]}" for name in sorted(held)]
    return hashlib.sha256("\n".join([*contents, *held_tables]).encode()).hexdigest()


def _table_content(connection: duckdb.DuckDBPyConnection, table: str) -> TableContent:
    rows, checksum = rows_and_checksum(connection, table)
    return TableContent(rows=rows, checksum=checksum)
