"""Read a delivered file of any format into a table of text cells, and write it back.

Cells have no types, so a cell that a fault does not change is written exactly as it was read.
"""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from ecom_platform.demo.company.demo_files import workbook_bytes
from ecom_platform.ingestion.feeds.feed import normal_header

Row = tuple[str, ...]


@dataclass(frozen=True)
class TextTable:
    """A header and rows of text, all of one width."""

    header: Row
    rows: tuple[Row, ...]

    def has(self, header: str) -> bool:
        """Whether there is a column with this header, compared as ingestion compares headers."""
        return normal_header(header) in map(normal_header, self.header)

    def position(self, header: str) -> int:
        """The position of a column, from 0.

        Raises:
            ValueError: there is no such column.
        """
        return [normal_header(cell) for cell in self.header].index(normal_header(header))

    def column(self, header: str) -> list[str]:
        """All cells of a column, from the first row to the last."""
        position = self.position(header)
        return [row[position] for row in self.rows]

    def with_cells(
        self, header: str, chosen: Iterable[int], change: Callable[[str], str]
    ) -> "TextTable":
        """The table with the cells of one column changed in the chosen rows."""
        position, chosen_rows = self.position(header), set(chosen)
        return self.with_rows(
            (*row[:position], change(row[position]), *row[position + 1 :])
            if number in chosen_rows
            else row
            for number, row in enumerate(self.rows)
        )

    def with_rows(self, rows: Iterable[Row]) -> "TextTable":
        """A table with the same header and other rows."""
        return replace(self, rows=tuple(rows))


def read_table(name: str, content: bytes) -> TextTable:
    """The first table of a file; short rows are filled up with blank cells.

    Args:
        name: the name of the file, whose suffix says the format.
        content: the bytes of the file.
    """
    if name.endswith(".parquet"):
        return _table_from_parquet(content)
    rows = _rows_of_workbook(content) if name.endswith(".xlsx") else _rows_of_csv(name, content)
    header, *rows_below = rows or [()]
    width = len(header)
    same_width_rows = [(*row[:width], *[""] * (width - len(row))) for row in rows_below]
    return TextTable(header, tuple(same_width_rows))


def write_table(name: str, table: TextTable) -> bytes:
    """The bytes of a file with this table; the same table gives the same bytes.

    Args:
        name: the name of the file, whose suffix says the format.
        table: its header and rows.
    """
    if name.endswith(".parquet"):
        return _parquet_bytes(table)
    if name.endswith(".xlsx"):
        return workbook_bytes([table.header, *table.rows])
    text = as_csv([table.header, *table.rows]).encode()
    return gzip.compress(text, mtime=0) if name.endswith(".gz") else text


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    r"""Rows as CSV, with quotes only where they are needed.

    >>> as_csv([("sku", "name"), ("A-1", "Bag, red")])
    'sku,name\nA-1,"Bag, red"\n'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def csv_text(name: str, content: bytes) -> str:
    """The text of a CSV file, which may be gzipped, without a byte order mark."""
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    return plain.decode("utf-8-sig")


def _rows_of_csv(name: str, content: bytes) -> list[Row]:
    """The rows of a CSV file that are not blank, the header first."""
    text = csv_text(name, content)
    # A quoted cell after a blank is only read as quoted when the blanks before cells are skipped.
    # In all other files these blanks are a part of the cells.
    has_blanks_before_quotes = ', "' in text
    reader = csv.reader(io.StringIO(text), skipinitialspace=has_blanks_before_quotes)
    return [tuple(row) for row in reader if row]


def _rows_of_workbook(content: bytes) -> list[Row]:
    """The rows of the first sheet of an Excel file, as text."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    text_rows = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    book.close()
    return text_rows


def _table_from_parquet(content: bytes) -> TextTable:
    table = pq.read_table(io.BytesIO(content))
    columns = [
        ["" if value is None else str(value) for value in column.to_pylist()]
        for column in table.columns
    ]
    return TextTable(tuple(table.column_names), tuple(zip(*columns, strict=True)))


def _parquet_bytes(table: TextTable) -> bytes:
    """The table as a Parquet file in which every column is text; blank cells become null."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    buffer = io.BytesIO()
    pq.write_table(pa.table(dict(zip(table.header, arrays, strict=True))), buffer)
    return buffer.getvalue()
