"""Order lines come with the file and the record they were read from, however they are asked."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from ecom_platform.serving.downloads import as_csv, as_xlsx
from ecom_platform.serving.queries.row_pages import read_rows
from ecom_platform.serving.queries.rows.row_columns import columns_of
from ecom_platform.serving.queries.rows.row_filters import RowRequest
from ecom_platform.serving.queries.rows.row_sources import SOURCES
from ecom_platform.serving.queries.view import View
from tests.support.files.line_records import write_records
from tests.support.tables.sales import DAY, Line, sales

WEEK = View(DAY - timedelta(days=6), DAY, "EUR")
LINES = SOURCES["order-lines"]
PLACES = {"l0": ("b.csv", 7), "l1": ("a.csv", 9), "l2": ("a.csv", 3)}
WHERE_READ = ("order_line_id", "file_name", "record_number")
Place = tuple[str, str | None, int | None]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Four order lines of rising amounts, of which the last leads nowhere."""
    found = sales([Line(order_id=f"o{index}", amount=Decimal(index)) for index in range(4)])
    write_records(found, PLACES)
    return found


def _positions(
    connection: duckdb.DuckDBPyConnection, request: RowRequest, metric: str | None = None
) -> list[Place]:
    found = read_rows(connection, LINES, WEEK, request, metric)
    names = [column.name for column in found.columns]
    return [tuple(row[names.index(name)] for name in WHERE_READ) for row in found.rows]


def _place(line: str) -> Place:
    return (line, *PLACES.get(line, (None, None)))


@pytest.mark.parametrize(
    ("request_", "lines"),
    [
        (RowRequest(), ["l0", "l1", "l2", "l3"]),
        (RowRequest(sort=[("amount", "desc")]), ["l3", "l2", "l1", "l0"]),
        (RowRequest(sort=[("amount", "desc")], offset=1, limit=2), ["l2", "l1"]),
        (
            RowRequest(sort=[("file_name", "asc"), ("record_number", "asc")]),
            ["l2", "l1", "l0", "l3"],
        ),
        (RowRequest(sort=[("record_number", "desc")], limit=1), ["l1"]),
        (RowRequest(equal={"file_name": "a.csv"}), ["l1", "l2"]),
        (RowRequest(equal={"order_id": "o2"}), ["l2"]),
        (
            RowRequest(
                filters={
                    "record_number": {"filterType": "number", "type": "greaterThan", "filter": 3}
                }
            ),
            ["l0", "l1"],
        ),
        (RowRequest(filters={"file_name": {"filterType": "text", "type": "blank"}}), ["l3"]),
    ],
)
def test_each_line_stands_beside_its_own_place_however_they_are_asked(
    connection: duckdb.DuckDBPyConnection, request_: RowRequest, lines: list[str]
) -> None:
    assert _positions(connection, request_) == [_place(line) for line in lines]


def test_the_lines_that_a_number_counts_stand_beside_their_places(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "update marts.fct_order_items set order_state = 'cancelled', is_kept = false "
        "where order_line_id = 'l1'"
    )
    for request in (RowRequest(limit=9), RowRequest(limit=9, equal={"file_name": "a.csv"})):
        found = _positions(connection, request, "kept_amount")
        assert _place("l2") in found
        assert _place("l1") not in found


def test_the_count_is_that_of_the_lines_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    assert read_rows(connection, LINES, WEEK, RowRequest(limit=1)).total == 4
    request = RowRequest(equal={"file_name": "a.csv"}, limit=1)
    assert read_rows(connection, LINES, WEEK, request).total == 2


def test_a_line_never_stands_beside_the_record_of_another_state_of_its_day(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    write_records(connection, PLACES, fingerprint="of the day before")
    assert _positions(connection, RowRequest(limit=9)) == [
        (line, None, None) for line in ("l0", "l1", "l2", "l3")
    ]


def test_a_version_without_places_has_no_such_columns() -> None:
    names = [column.name for column in columns_of(sales([Line()]), LINES)]
    assert "order_id" in names
    assert not {"file_name", "record_number"} & set(names)


def test_files_of_rows_say_where_each_line_was_read(connection: duckdb.DuckDBPyConnection) -> None:
    request = RowRequest(sort=[("amount", "asc")])
    text = b"".join(as_csv(connection, LINES, WEEK, request)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    expected = [("b.csv", "7"), ("a.csv", "9"), ("a.csv", "3"), ("", "")]
    assert [(row["file_name"], row["record_number"]) for row in rows] == expected
    sheet: Any = load_workbook(io.BytesIO(as_xlsx(connection, LINES, WEEK, request))).active
    header, *cells = list(sheet.iter_rows(values_only=True))
    at = header.index("file_name"), header.index("record_number")
    assert [(row[at[0]], row[at[1]]) for row in cells] == [*PLACES.values(), (None, None)]
