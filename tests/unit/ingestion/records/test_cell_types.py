"""Cells are typed exactly as declared; a cell in another form is refused by name."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.ingestion.feeds.feed import Column, Kind
from tests.support.files.typed_cells import typed_cell


def _column(kind: Kind, **options: object) -> Column:
    return Column("x", "X", kind, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", "  padded ", "padded"),
        ("verbatim", " as is ", " as is "),
        ("code", "400081.0", "400081"),
        ("integer", "5.0", 5),
        ("integer", "-12", -12),
        ("decimal", "647.62", Decimal("647.62")),
        ("decimal", "406.000", Decimal("406.00")),
        ("date", "04-30-22", date(2022, 4, 30)),
        ("timestamp", "12/1/2009 7:45", datetime(2009, 12, 1, 7, 45)),
        ("boolean", "True", True),
        ("boolean", "no", False),
        ("text", "   ", None),
        ("integer", "", None),
    ],
)
def test_a_cell_in_the_declared_form_has_its_value(kind: Kind, cell: str, value: object) -> None:
    assert typed_cell(cell, _column(kind)) == (value, None, None)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "5.5"),
        ("integer", "1,000"),
        ("integer", "five"),
        ("decimal", "12,50"),
        ("decimal", "1.234"),
        ("decimal", "1e3"),
        ("decimal", "."),
        ("decimal", "INR 5"),
        ("date", "30-04-22"),
        ("date", "2022-04-30"),
        ("date", "02-30-22"),
        ("timestamp", "12/1/2009"),
        ("boolean", "maybe"),
    ],
)
def test_a_cell_in_any_other_form_is_named_and_never_guessed(kind: Kind, cell: str) -> None:
    value, _, reason = typed_cell(cell, _column(kind))
    assert value is None
    assert reason is not None
    assert f"'{cell}'" in reason


def test_a_spreadsheet_error_is_no_value_and_becomes_the_cell_error() -> None:
    assert typed_cell("#REF!", _column("text")) == (None, "x: #REF!", None)
    assert typed_cell("#VALUE!", _column("decimal")) == (None, "x: #VALUE!", None)


def test_a_required_cell_that_is_empty_or_an_error_makes_the_row_unreadable() -> None:
    assert typed_cell(" ", _column("text", required=True))[2] == "x is missing"
    assert (
        typed_cell("#REF!", _column("text", required=True))[2] == "x is the spreadsheet error #REF!"
    )


def test_a_declared_null_text_is_no_value() -> None:
    assert typed_cell("Nill", _column("decimal", nulls=("Nill",))) == (None, None, None)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_is_exact(amount: Decimal) -> None:
    assert typed_cell(str(amount), _column("decimal"))[0] == amount


@given(st.text(max_size=12))
def test_a_cell_is_a_value_or_nothing_or_a_reason_and_never_two_of_them(cell: str) -> None:
    value, cell_error, reason = typed_cell(cell.replace("\x00", ""), _column("integer"))
    assert sum(part is not None for part in (value, cell_error, reason)) <= 1
