"""Delivered files as text: what is not changed comes out as it went in."""

import gzip
import io
import re
import zipfile

import pytest

from ecom_platform.fault_injection.text_table import TextTable, csv_text, read_table, write_table

TABLE = TextTable(("Order ID", "Amount "), (("A-1", "1.00"), ("A-2", ""), ("A,3", '5 "x"')))


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet", "a.xlsx"])
def test_every_format_comes_back_as_it_was(name: str) -> None:
    assert read_table(name, write_table(name, TABLE)) == TABLE


def test_a_csv_is_written_with_quotes_only_where_needed() -> None:
    assert write_table("a.csv", TABLE) == b'Order ID,Amount \nA-1,1.00\nA-2,\n"A,3","5 ""x"""\n'


def test_gzip_holds_the_text_and_no_clock() -> None:
    packed = write_table("a.csv.gz", TABLE)
    assert gzip.decompress(packed) == write_table("a.csv", TABLE)
    assert packed == write_table("a.csv.gz", TABLE)


def test_short_rows_are_filled_and_blank_lines_left_out() -> None:
    table = read_table("a.csv", b"a,b,c\n1\n\n1,2,3,4\n")
    assert table.rows == (("1", "", ""), ("1", "2", "3"))


def test_a_byte_order_mark_is_no_text() -> None:
    assert csv_text("a.csv", b"\xef\xbb\xbfa,b\n") == "a,b\n"


def test_headers_are_compared_as_ingestion_compares_them() -> None:
    assert TABLE.position("amount") == 1
    assert TABLE.has("order  id")
    assert not TABLE.has("order")
    with pytest.raises(ValueError, match="not in list"):
        TABLE.position("sku")


def test_only_the_chosen_cells_change() -> None:
    changed = TABLE.with_cells("Amount", [0], lambda cell: f"{cell}!")
    assert changed.rows == (("A-1", "1.00!"), ("A-2", ""), ("A,3", '5 "x"'))


def test_blanks_before_a_cell_are_its_own_unless_the_file_pads_its_quotes() -> None:
    assert read_table("a.csv", b"a,b\n1,  Goa \n").rows == (("1", "  Goa "),)
    assert read_table("a.csv", b'a, b\n1, "x, y"\n').rows == (("1", "x, y"),)


def test_a_workbook_does_not_depend_on_the_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(write_table("a.xlsx", TABLE))) as book:
        content = b"".join(book.read(entry) for entry in book.infolist())
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    times = re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", content)
    assert set(times) == {b"2025-01-01T00:00:00Z"}
