"""A read-only connection to the tables of a version."""

import tempfile
from pathlib import Path

import duckdb


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
