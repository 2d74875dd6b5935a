"""A read-only connection to the tables of a version."""

import tempfile
from pathlib import Path

import duckdb

from ecom_platform.publishing.version_file import read_version_file


def connect_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the tables of a version, without access to any other file.

    Every reader uses this function, because a process cannot open the same file with two different
    configurations. When another program holds the file for writing, a copy of it is opened.

    Raises:
        duckdb.Error: the file cannot be opened.
        PublishingError: it is held by another program, and no unchanged copy can be made.
    """
    return read_version_file(path, _connect)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(path),
        read_only=True,
        config={
            "enable_external_access": "false",
            "lock_configuration": "true",
            "temp_directory": str(Path(tempfile.gettempdir()) / "ecom_queries"),
        },
    )
