"""Open the warehouse for a run. Every reader opens a published version instead."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ecom_platform.errors import WarehouseError
from ecom_platform.system_errors import is_damage, is_lock_error, sentence_of
from ecom_platform.warehouse.spill import MOST_SPILL

PATIENCE_SECONDS = 120.0


@contextmanager
def open_warehouse(
    path: Path, patience_seconds: float = PATIENCE_SECONDS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the warehouse at `path`, which is created if it does not exist.

    Args:
        path: the database file.
        patience_seconds: how long to wait for another process that has the file open. A run that
            has ended may keep it open until its process ends, although the run lock is free.

    Raises:
        WarehouseError: another process still holds the warehouse, the file is not a warehouse, or
            the machine does not let this process write it.
    """
    connection = _connect_in_time(path, time.monotonic() + patience_seconds)
    connection.execute(f"set max_temp_directory_size = '{MOST_SPILL}'")
    connection.execute("set enable_progress_bar = false")  # the bar would mix with printed output
    try:
        yield connection
    finally:
        connection.close()


def _connect_in_time(path: Path, deadline: float) -> duckdb.DuckDBPyConnection:
    """A connection, as soon as no other process holds the file; an error after the deadline."""
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return duckdb.connect(str(path))
        except (duckdb.Error, OSError) as error:
            if not is_lock_error(error) or time.monotonic() >= deadline:
                raise _warehouse_error(path, error) from error
        time.sleep(0.2)


def _warehouse_error(path: Path, error: duckdb.Error | OSError) -> WarehouseError:
    """Why the warehouse cannot be opened, and what to do."""
    if is_lock_error(error):
        return WarehouseError(
            f"The warehouse {path} is held by another program: "
            f"{str(error).partition(chr(10))[0]} "
            "Wait for the run that holds it, or end that process."
        )
    if isinstance(error, duckdb.Error) and is_damage(error):
        return WarehouseError(
            f"The warehouse {path} is damaged: {str(error).partition(chr(10))[0]} "
            "Restore it with 'ecom restore', or move the file away and run 'make run': "
            "the warehouse is built again from the landing folder."
        )
    return WarehouseError(f"The warehouse {path} cannot be opened: {sentence_of(error)}")


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
