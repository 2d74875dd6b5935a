"""A read-only connection to the tables of a version."""

from pathlib import Path

import duckdb

from ecom_platform.warehouse.spill import spill_settings


def connect_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the tables of a version, without access to any other file.

    Every reader uses this function, because a process cannot open the same file with two different
    configurations.

    Args:
        path: of the database, in the folder of a version in `published` in the data folder.
    """
    data, version = path.parents[2], path.parent.name
    return duckdb.connect(
        str(path),
        read_only=True,
        config={
            "enable_external_access": "false",
            "lock_configuration": "true",
            **spill_settings(data, version.lstrip(".")),
        },
    )
