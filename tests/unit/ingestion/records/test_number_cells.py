"""A number is read exactly or not at all; a mark with two meanings is never guessed."""

from decimal import ROUND_HALF_EVEN, Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.ingestion.feeds.feed import Column
from ecom_platform.ingestion.records.number_cells import DecimalMark, find_decimal_mark
from tests.support.files.typed_cells import typed_cell

COMMA = DecimalMark(",")
UNCERTAIN = DecimalMark(".", is_certain=False)


def _column(scale: int) -> Column:
    return Column("x", "X", "decimal", scale=scale)


def _mark_of(*cells: str, separator: str | None = ",") -> DecimalMark:
    with duckdb.connect() as connection:
        connection.execute("create temp table records (record_number bigint, c0 varchar)")
        connection.executemany(
            "insert into records values (?, ?)", list(enumerate(["price", *cells]))
        )
        return find_decimal_mark(connection, [0], separator)


@given(st.integers(-(10**13), 10**13), st.integers(0, 4))
def test_a_decimal_of_any_currency_is_read_back_as_it_was_written(units: int, scale: int) -> None:
    amount = Decimal(units).scaleb(-scale)
    assert typed_cell(f"{amount:f}", _column(4))[0] == amount


@given(st.integers(-(10**10), 10**10), st.integers(1, 10**4))
def test_a_number_that_a_spreadsheet_computed_is_the_decimal_it_stands_for(
    cents: int, divisor: int
) -> None:
    """A spreadsheet adds up binary fractions; the text that it writes may end in noise."""
    computed = cents / 100 / divisor * divisor
    text = format(Decimal(repr(computed)), "f")
    stands_for = Decimal(cents).scaleb(-2)
    assert typed_cell(text, _column(2))[0] == stands_for


@pytest.mark.parametrize("cell", ["2.3333333333333335", "59.9712", "0.1234567890123456"])
def test_a_number_is_not_rounded_where_something_would_be_lost(cell: str) -> None:
    assert Decimal(cell) != Decimal(cell).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    value, _, reason = typed_cell(cell, _column(2))
    assert value is None
    assert reason == f"x '{cell}' is not a number in the declared form"


def test_pieces_that_a_spreadsheet_computed_are_whole() -> None:
    assert typed_cell("2.9999999999999996", Column("x", "X", "integer"))[0] == 3


@pytest.mark.parametrize("cell", ["1,234.50", "1.234,50", "1,000", "12,50", "1.234.567"])
def test_a_cell_with_a_mark_for_thousands_is_never_guessed(cell: str) -> None:
    for mark in (DecimalMark(), UNCERTAIN):
        value, _, reason = typed_cell(cell, _column(4), mark=mark)
        assert value is None
        assert reason == f"x '{cell}' has a mark that may separate decimals or thousands"


def test_a_number_with_two_meanings_is_read_only_where_the_file_shows_which() -> None:
    assert typed_cell("1.000", _column(3))[0] == Decimal("1.000")
    assert typed_cell("1.000", _column(3), mark=COMMA)[0] is None
    assert typed_cell("1,000", _column(3), mark=COMMA)[0] == Decimal("1.000")
    value, _, reason = typed_cell("1.000", _column(3), mark=UNCERTAIN)
    assert value is None
    assert reason == "x '1.000' has a mark that may separate decimals or thousands"
    assert typed_cell("1000.5", _column(3), mark=UNCERTAIN)[0] == Decimal("1000.5")


@pytest.mark.parametrize(
    ("cells", "separator", "mark"),
    [
        (["19.99", "3"], ",", DecimalMark()),
        (["3", "4"], ",", DecimalMark()),
        (["1.000"], ",", DecimalMark()),
        (["1.000"], None, DecimalMark()),
        (["19,99", "1.000"], ";", COMMA),
        (["1.234,50"], ";", COMMA),
        (["19.99", "1,234.50"], ",", DecimalMark()),
        (["0.750", "1.000"], ";", DecimalMark()),
        (["1.000", "2"], ";", UNCERTAIN),
        (["19,99", "19.99"], ";", DecimalMark(",", is_certain=False)),
    ],
)
def test_the_numbers_of_a_file_show_its_decimal_mark(
    cells: list[str], separator: str | None, mark: DecimalMark
) -> None:
    assert _mark_of(*cells, separator=separator) == mark


@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=30), st.integers(1, 4))
def test_rows_add_up_in_either_notation_as_their_decimals_do(units: list[int], scale: int) -> None:
    amounts = [Decimal(unit).scaleb(-scale) for unit in units]
    written = [f"{amount:f}" for amount in amounts]
    for mark, cells in ((DecimalMark(), written), (COMMA, [c.replace(".", ",") for c in written])):
        values = [typed_cell(cell, _column(4), mark=mark)[0] for cell in cells]
        assert sum(values, Decimal(0)) == sum(amounts, Decimal(0))
