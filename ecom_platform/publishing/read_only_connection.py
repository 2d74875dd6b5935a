"""A read-only connection to the tables of a version."""

from functools import partial
from pathlib import Path

import duckdb

from ecom_platform.publishing.version_file import read_version_file
from ecom_platform.warehouse.spill import spill_settings


def connect_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the tables of a version, without access to any other file.

    Every reader uses this function, because a process cannot open the same file with two different
    configurations. When another program holds the file for writing, a copy of it is opened.

    Args:
        path: of the database, in the folder of a version in `published` in the data folder.

    Raises:
        duckdb.Error: the file cannot be opened.
        PublishingError: it is held by another program, and no unchanged copy can be made.
    """
    spill = spill_settings(path.parents[2], path.parent.name.lstrip("."))
    return read_version_file(path, partial(_connect, spill))


def _connect(spill: dict[str, str], readable: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(readable),
        read_only=True,
        config={"enable_external_access": "false", "lock_configuration": "true", **spill},
    )
