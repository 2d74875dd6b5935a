"""The tables that every test of a customers card starts from."""

import duckdb
import pytest

from tests.support.pages.customer_tables import empty_customer_tables


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Empty tables, and two feeds of which one does not say who buys."""
    return empty_customer_tables()
