"""Copies of tables: which tables are published, their row counts and checksums, and copying them.

The folders of versions are managed in `version_folder.py`.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import TableContent
from ecom_platform.warehouse.inspection import rows_and_checksum
from ecom_platform.warehouse.layers import ANALYTICS, MARTS, PROVENANCE, RAW
from ecom_platform.warehouse.sql_paths import path_sql

LAYERS = (MARTS, PROVENANCE, ANALYTICS)
EXTRA_TABLES = (f"{RAW}.files", f"{RAW}.quarantine")


def is_published(table: str) -> bool:
    """Whether readers get a table: a mart, an analytic table, provenance, or the file ledger."""
    return table.partition(".")[0] in LAYERS or table in EXTRA_TABLES


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables in an open database that readers get, in alphabetical order."""
    rows = connection.execute(
        """
        select schema_name || '.' || table_name as name from duckdb_tables()
        where list_contains(?, schema_name) or list_contains(?, name) order by name
        """,
        [list(LAYERS), list(EXTRA_TABLES)],
    ).fetchall()
    return [row[0] for row in rows]


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


def copy_held_tables(source: Path, tables: list[str], target: Path) -> None:
    """Copy tables from the database file of an earlier version into a new file."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {path_sql(source)} as earlier (read_only)")
        connection.execute("use earlier")
        copy_tables(connection, tables, target)


def copy_tables(connection: duckdb.DuckDBPyConnection, tables: list[str], target: Path) -> None:
    """Copy tables of the open database into another file; the rows keep their order."""
    connection.execute(f"attach {path_sql(target)} as snapshot")
    try:
        for schema in sorted({table.partition(".")[0] for table in tables}):
            connection.execute(f"create schema if not exists snapshot.{schema}")
        for table in tables:
            connection.execute(f"create table snapshot.{table} as select * from {table}")
        connection.execute("checkpoint snapshot")
    finally:
        connection.execute("detach snapshot")


def connect_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the tables of a version, without access to any other file.

    Every reader uses this function, because a process cannot open the same file with two different
    configurations.
    """
    return duckdb.connect(
        str(path),
        read_only=True,
        config={
            "enable_external_access": "false",
            "lock_configuration": "true",
            "temp_directory": str(Path(tempfile.gettempdir()) / "ecom_queries"),
        },
    )


def verify_copy(path: Path, expected: Mapping[str, TableContent]) -> None:
    """Read copied tables from the disk and compare them with their originals.

    Args:
        path: the database file of the copy.
        expected: table to the row count and checksum of its original.

    Raises:
        PublishingError: a table is missing or differs; the message names it.
    """
    try:
        with connect_read_only(path) as connection:
            copied = table_contents(connection, published_tables(connection))
    except duckdb.Error as error:
        raise PublishingError(f"The copy {path} cannot be read: {error}") from error
    different = sorted(name for name in expected if copied.get(name) != expected[name])
    if different:
        raise PublishingError(
            f"The copy of {', '.join(different)} in {path} differs from its original. "
            "Is the disk full or failing? Readers keep the version they have."
        )


def _table_content(connection: duckdb.DuckDBPyConnection, table: str) -> TableContent:
    rows, checksum = rows_and_checksum(connection, table)
    return TableContent(rows=rows, checksum=checksum)
