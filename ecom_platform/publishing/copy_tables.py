"""Copy tables into the file of a version, and verify the copy.

The folders of versions are managed in `version_folder.py`.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import TableContent
from ecom_platform.publishing.published_tables import published_tables
from ecom_platform.publishing.read_only_connection import connect_read_only
from ecom_platform.publishing.table_contents import table_contents
from ecom_platform.publishing.version_file import DamagedVersionError, read_version_file
from ecom_platform.system_errors import is_damage, sentence_of
from ecom_platform.warehouse.spill import open_temporary_database
from ecom_platform.warehouse.sql_paths import path_sql


def copy_held_tables(source: Path, tables: list[str], target: Path) -> None:
    """Copy tables from the database file of an earlier version into that of a new one.

    Another program may hold the earlier file.
    """

    def copy_from(readable: Path) -> None:
        with open_temporary_database(target.parents[2]) as connection:
            connection.execute(f"attach {path_sql(readable)} as earlier (read_only)")
            connection.execute("use earlier")
            copy_tables(connection, tables, target)

    read_version_file(source, copy_from)


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


def verify_copy(path: Path, expected: Mapping[str, TableContent]) -> None:
    """Read copied tables from the disk and compare them with their originals.

    Args:
        path: the database file of the copy.
        expected: table to the row count and checksum of its original.

    Raises:
        DamagedVersionError: a table is missing or differs, or the file is no database; the message
            names it.
        PublishingError: the file may be good, but cannot be read now.
    """
    try:
        with connect_read_only(path) as connection:
            copied = table_contents(connection, published_tables(connection))
    except duckdb.Error as error:
        kind = DamagedVersionError if is_damage(error) else PublishingError
        raise kind(f"The copy {path} cannot be read: {sentence_of(error)}") from error
    different = sorted(name for name in expected if copied.get(name) != expected[name])
    if different:
        raise DamagedVersionError(
            f"The copy of {', '.join(different)} in {path} differs from its original. "
            "Is the disk full or failing? Readers keep the version they have."
        )
