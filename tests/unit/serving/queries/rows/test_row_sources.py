"""Rows come sorted and filtered as asked, in pieces that together are the whole."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.row_pages import read_rows, stream_rows
from ecom_platform.serving.queries.rows.row_columns import columns_of
from ecom_platform.serving.queries.rows.row_filters import RowRequest
from ecom_platform.serving.queries.rows.row_sources import SOURCES, source_of
from ecom_platform.serving.queries.view import View
from tests.support.tables.sales import DAY, Line, sales

WEEK = View(DAY - timedelta(days=6), DAY, "EUR")
LINES = SOURCES["order-lines"]
SOLD = [
    Line(order_id=f"o{index}", amount=Decimal(index), category=category)
    for index, category in enumerate(["Decor", "Garden", None, "Decor", "Garden"])
]


def _orders(request: RowRequest, lines: list[Line] = SOLD) -> list[str]:
    connection = sales(lines)
    found = read_rows(connection, LINES, WEEK, request)
    position = [column.name for column in found.columns].index("order_id")
    return [row[position] for row in found.rows]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.integers(1, 7))
def test_pieces_are_the_whole_without_gap_or_repeat(count: int, size: int) -> None:
    lines = [Line(order_id=f"o{index % 3}") for index in range(count)]
    connection = sales([*lines, Line(currency="USD")])
    pieces = [
        read_rows(connection, LINES, WEEK, RowRequest(offset=start, limit=size))
        for start in range(0, count + 1, size)
    ]
    rows = [row for piece in pieces for row in piece.rows]
    assert len(rows) == len(set(rows)) == count
    assert {piece.total for piece in pieces} == {count}


def test_rows_are_sorted_as_asked_unknown_values_last() -> None:
    assert _orders(RowRequest(sort=[("amount", "desc")])) == ["o4", "o3", "o2", "o1", "o0"]
    assert _orders(RowRequest(sort=[("category", "asc"), ("amount", "desc")]))[-1] == "o2"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"filterType": "number", "type": "greaterThan", "filter": 3}, {"o4"}),
        ({"filterType": "number", "type": "inRange", "filter": 1, "filterTo": 2}, {"o1", "o2"}),
        (
            {
                "filterType": "number",
                "operator": "OR",
                "conditions": [
                    {"filterType": "number", "type": "equals", "filter": 0},
                    {"filterType": "number", "type": "lessThanOrEqual", "filter": 1},
                ],
            },
            {"o0", "o1"},
        ),
    ],
)
def test_numbers_are_filtered_as_tables_ask(condition: dict[str, Any], expected: set[str]) -> None:
    assert set(_orders(RowRequest(filters={"amount": condition}))) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("contains", {"o0", "o3"}),
        ("notContains", {"o1", "o4"}),
        ("startsWith", {"o0", "o3"}),
        ("equals", set()),
        ("blank", {"o2"}),
        ("notBlank", {"o0", "o1", "o3", "o4"}),
    ],
)
def test_texts_are_filtered_whatever_their_case(kind: str, expected: set[str]) -> None:
    condition = {"filterType": "text", "type": kind, "filter": "dEc"}
    assert set(_orders(RowRequest(filters={"category": condition}))) == expected


def test_days_are_filtered() -> None:
    lines = [Line(order_id="o1"), Line(order_id="o2", order_date=DAY - timedelta(days=2))]
    condition = {"filterType": "date", "type": "lessThan", "dateFrom": f"{DAY} 00:00:00"}
    assert _orders(RowRequest(filters={"order_date": condition}), lines) == ["o2"]


def test_a_value_that_looks_like_sql_is_only_a_value() -> None:
    assert _orders(RowRequest(equal={"order_id": "' or true --"})) == []
    assert _orders(RowRequest(equal={"order_id": "o3"})) == ["o3"]


@pytest.mark.parametrize(
    "request_",
    [
        RowRequest(equal={"1=1 or amount": "1"}),
        RowRequest(sort=[("amount; drop table marts.fct_order_items", "asc")]),
        RowRequest(filters={"moon": {"filterType": "text", "type": "equals", "filter": "x"}}),
        RowRequest(filters={"amount": {"filterType": "number", "type": "near", "filter": 1}}),
        RowRequest(filters={"amount": {"filterType": "text", "type": "equals"}}, sort=[("x", "")]),
    ],
)
def test_unknown_columns_and_conditions_are_refused(request_: RowRequest) -> None:
    with pytest.raises(ViewError):
        _orders(request_)


def test_a_number_compared_with_a_text_is_refused() -> None:
    condition = {"filterType": "number", "type": "equals", "filter": "many"}
    with pytest.raises(ViewError, match="cannot be compared"):
        _orders(RowRequest(filters={"amount": condition}))


def test_only_the_lines_a_number_counts() -> None:
    lines = [Line(order_id="o1"), Line(order_id="o2", order_state="cancelled")]
    found = read_rows(sales(lines), LINES, WEEK, RowRequest(), metric="kept_amount")
    assert found.total == 1


def test_a_stream_holds_what_the_pieces_hold() -> None:
    connection = sales(SOLD)
    streamed = [
        row for batch in stream_rows(connection, LINES, WEEK, RowRequest()) for row in batch
    ]
    assert streamed == read_rows(connection, LINES, WEEK, RowRequest()).rows


def test_columns_know_what_they_hold() -> None:
    columns = columns_of(sales(SOLD), LINES)
    kinds = {column.name: column.kind for column in columns}
    assert kinds["amount"] == kinds["quantity"] == "number"
    assert kinds["order_date"] == "date"
    assert kinds["is_kept"] == "boolean"
    assert kinds["channel"] == "text"
    decimals = {column.name: column.decimals for column in columns}
    assert [decimals[name] for name in ("amount", "quantity", "channel")] == [2, None, None]


def test_unknown_rows_are_refused() -> None:
    with pytest.raises(ViewError, match="There are order-lines"):
        source_of("moon")
