"""Open the warehouse for a run. Every reader opens a published version instead."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ecom_platform.errors import WarehouseError


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the warehouse at `path`, which is created if it does not exist.

    Raises:
        WarehouseError: another process holds the warehouse, or the file is not a warehouse.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise WarehouseError(
            f"The warehouse {path} cannot be opened: {error}. "
            "Wait for the run that holds it, or end that process."
        ) from error
    connection.execute("set enable_progress_bar = false")  # the bar would mix with printed output
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block did; roll all of it back if the block raises."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def require_usable(connection: duckdb.DuckDBPyConnection, error: Exception) -> None:
    """Raise an error if not what was read but the warehouse is the reason of `error`.

    Raises:
        WarehouseError: the disk is full, or the warehouse can no longer be used.
    """
    is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    is_full = is_full or "No space left on device" in str(error)
    try:
        connection.execute("select 1")
    except duckdb.Error as fault:
        raise WarehouseError(
            f"The warehouse can no longer be used: {fault}. Run again; if this returns, restore "
            "the last backup."
        ) from error
    if is_full:
        raise WarehouseError(
            "The disk is full, so no file can be loaded. Free some space and run again."
        ) from error
