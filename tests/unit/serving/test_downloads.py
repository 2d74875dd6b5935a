"""Files of rows hold what the rows hold."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ecom_platform.errors import ViewError
from ecom_platform.serving import downloads
from ecom_platform.serving.downloads import as_csv, as_xlsx
from ecom_platform.serving.queries.rows.row_filters import RowRequest
from ecom_platform.serving.queries.rows.row_sources import SOURCES
from ecom_platform.serving.queries.view import View
from tests.support.tables.sales import DAY, Line, sales

WEEK = View(DAY - timedelta(days=6), DAY, "EUR")
LINES = SOURCES["order-lines"]
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f"))


def _csv(lines: list[Line]) -> list[list[str]]:
    pieces = as_csv(sales(lines), LINES, WEEK, RowRequest())
    return list(csv.reader(io.StringIO(b"".join(pieces).decode(), newline="")))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.decimals(0, 9_999_999, places=2)), min_size=1, max_size=8))
def test_a_csv_file_holds_every_text_and_cent(sold: list[tuple[str, Decimal]]) -> None:
    rows = _csv([Line(order_id=text, amount=amount) for text, amount in sold])
    order, amount = rows[0].index("order_id"), rows[0].index("amount")
    found = sorted((row[order], Decimal(row[amount])) for row in rows[1:])
    assert found == sorted((_shown(text), money) for text, money in sold)


def _shown(text: str) -> str:
    """A text as it must stand in a cell: after an apostrophe where a spreadsheet would compute."""
    return "'" + text if text[:1] and text[0] in "=+-@\t\r\n＝＋－＠" else text


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_a_formula_is_no_formula_in_a_csv_file(start: str) -> None:
    """Who orders under the name of a formula must not run it on the shop's computer."""
    rows = _csv([Line(order_id=f"{start}cmd|' /C calc'!A0", amount=Decimal("-12.50"))])
    assert rows[1][rows[0].index("order_id")] == f"'{start}cmd|' /C calc'!A0"
    assert rows[1][rows[0].index("amount")] == "-12.50"


def test_an_unknown_amount_is_an_empty_cell() -> None:
    rows = _csv([Line(amount=None)])
    assert rows[1][rows[0].index("amount")] == ""


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    body = as_xlsx(sales([Line(order_id="=1+1")]), LINES, WEEK, RowRequest())
    sheet: Any = load_workbook(io.BytesIO(body)).active
    header = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, header.index("order_id") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert sheet.cell(2, header.index("amount") + 1).value == 10


def test_a_carriage_return_begins_no_row_with_a_formula() -> None:
    rows = _csv([Line(order_id="x\r=1+1", category="a\r\nb")])
    assert len(rows) == 2
    assert rows[1][rows[0].index("order_id")] == "x\r=1+1"


def test_characters_that_xlsx_cannot_hold_are_replaced() -> None:
    """openpyxl raises on them, and the download failed."""
    body = as_xlsx(sales([Line(order_id="a\x01b")]), LINES, WEEK, RowRequest())
    sheet: Any = load_workbook(io.BytesIO(body)).active
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, header.index("order_id") + 1).value == "a\ufffdb"


def test_too_many_rows_for_a_sheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MOST_XLSX_ROWS", 2)
    with pytest.raises(ViewError, match="download CSV"):
        as_xlsx(sales([Line()] * 3), LINES, WEEK, RowRequest())
