"""Analytic tables are written whole, typed as they are declared."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from ecom_platform.analytics.tables.analytic_table import AnalyticTable
from ecom_platform.analytics.tables.table_writer import replace_table
from ecom_platform.errors import AnalyticsError

TABLE = AnalyticTable(
    "scores",
    "One row per customer.",
    ("marts.fct_order_items",),
    {
        "customer_id": ("varchar", "The buyer."),
        "purchases": ("bigint", "How many."),
        "score": ("double", "How good."),
        "amount": ("decimal(18, 2)", "How much."),
        "is_known": ("boolean", "Whether."),
        "as_of_date": ("date", "When."),
    },
    empty_when="No feed identifies its customers.",
)
ROW = {
    "customer_id": "C-2",
    "purchases": 3.0,
    "score": 0.25,
    "amount": 12.346,
    "is_known": True,
    "as_of_date": pd.Timestamp("2024-03-04").date(),
}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def _types(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    described = connection.execute("describe analytics.scores").fetchall()
    return [(name, kind) for name, kind, *_ in described]


def _rows(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute("from analytics.scores").fetchall()


DECLARED = [
    ("customer_id", "VARCHAR"),
    ("purchases", "BIGINT"),
    ("score", "DOUBLE"),
    ("amount", "DECIMAL(18,2)"),
    ("is_known", "BOOLEAN"),
    ("as_of_date", "DATE"),
]


def test_rows_are_stored_in_their_order_and_columns_in_the_declared_one(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    frame = pd.DataFrame([ROW, {**ROW, "customer_id": "C-1"}])[[*reversed(ROW)]].assign(more=1)
    assert replace_table(connection, TABLE, frame) == 2
    assert _types(connection) == DECLARED
    assert [row[0] for row in _rows(connection)] == ["C-2", "C-1"]
    assert _rows(connection)[0][1:4] == (3, 0.25, Decimal("12.35"))


@pytest.mark.parametrize("first", [{}, dict.fromkeys(ROW)], ids=["beside numbers", "alone"])
def test_what_is_not_a_number_is_null(
    connection: duckdb.DuckDBPyConnection, first: dict[str, object]
) -> None:
    nothing = {**dict.fromkeys(ROW), "score": float("nan"), "amount": float("nan")}
    replace_table(connection, TABLE, pd.DataFrame([{**ROW, **first}, nothing]))
    assert _types(connection) == DECLARED
    assert _rows(connection)[1] == (None,) * 6


def test_no_frame_and_no_rows_make_an_empty_table_of_the_declared_types(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for frame in (None, pd.DataFrame(columns=list(ROW))):
        replace_table(connection, TABLE, pd.DataFrame([ROW]))
        assert replace_table(connection, TABLE, frame) == 0
        assert _types(connection) == DECLARED
        assert _rows(connection) == []


def test_a_declared_column_that_nobody_made_is_refused_and_the_table_stays(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    replace_table(connection, TABLE, pd.DataFrame([ROW]))
    with pytest.raises(AnalyticsError, match=r"analytics\.scores is declared with 'score'"):
        replace_table(connection, TABLE, pd.DataFrame([ROW]).drop(columns="score"))
    assert len(_rows(connection)) == 1


def test_a_row_that_does_not_fit_leaves_the_table_and_no_trace(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    replace_table(connection, TABLE, pd.DataFrame([ROW]))
    with pytest.raises(duckdb.Error):
        replace_table(connection, TABLE, pd.DataFrame([{**ROW, "amount": 1e30}]))
    assert len(_rows(connection)) == 1
    assert not connection.execute("select 1 from duckdb_views() where not internal").fetchall()
