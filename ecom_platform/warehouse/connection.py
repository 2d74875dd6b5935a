"""Open the warehouse. Only a run opens it; every reader opens a published version instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ecom_platform.errors import WarehouseError


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the warehouse at `path`, made when it does not exist.

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
    connection.execute("set enable_progress_bar = false")  # it would write into what we print
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything inside happens wholly or not at all."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
