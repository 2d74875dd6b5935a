"""Open the warehouse for a run. Every reader opens a published version instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ecom_platform.errors import WarehouseError
from ecom_platform.warehouse.spill import MOST_SPILL


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
    connection.execute(f"set max_temp_directory_size = '{MOST_SPILL}'")
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
