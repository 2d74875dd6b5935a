"""Rows as files: CSV of any size in pieces, XLSX up to `MOST_XLSX_ROWS` rows.

Files that leave the platform on a schedule are made in `ecom_platform/exports`.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ecom_platform.currencies import decimal_text, decimals_of
from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.row_pages import read_rows, stream_rows
from ecom_platform.serving.queries.rows.row_columns import columns_of
from ecom_platform.serving.queries.rows.row_filters import RowRequest
from ecom_platform.serving.queries.rows.row_sources import RowSource
from ecom_platform.serving.queries.view import View
from ecom_platform.serving.spreadsheet_cells import csv_line, inert_cell

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS = 100_000


def as_csv(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Iterator[bytes]:
    """A CSV file in pieces: a header, then every row; an unknown value is an empty cell.

    Text that begins like a formula gets an apostrophe before it; see `spreadsheet_cells.py`.

    Args:
        connection: to a published version.
        source: the table to read.
        view: days, currency, channel, partner and category.
        request: filters and order; its limit is ignored.
        metric: the name of a headline metric; only rows that it counts are written.

    Raises:
        ViewError: as `read_rows`.
    """
    header = [column.name for column in columns_of(connection, source)]
    batches = stream_rows(connection, source, view, request, metric)
    first_batch = next(batches, [])  # an impossible request must fail before anything is sent
    yield _csv_lines([header, *_csv_cells(header, first_batch)])
    for batch in batches:
        yield _csv_lines(_csv_cells(header, batch))


def as_xlsx(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> bytes:
    """An XLSX file; text stays text, even when it begins like a formula.

    Args:
        connection: to a published version.
        source: the table to read.
        view: days, currency, channel, partner and category.
        request: filters and order; its limit is ignored.
        metric: the name of a headline metric; only rows that it counts are written.

    Raises:
        ViewError: as `read_rows`, or there are more than `MOST_XLSX_ROWS` rows.
    """
    total = read_rows(connection, source, view, replace(request, offset=0, limit=0), metric).total
    if total > MOST_XLSX_ROWS:
        raise ViewError(
            f"{total:,} rows are too many for XLSX, which holds {MOST_XLSX_ROWS:,} here. "
            "Choose fewer days, or download CSV."
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(source.title[:31])
    sheet.append([column.name for column in columns_of(connection, source)])
    for batch in stream_rows(connection, source, view, request, metric):
        for row in batch:
            sheet.append([_xlsx_cell(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _csv_cells(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as cells that no spreadsheet computes; money has the decimals of the row's currency."""
    currency = header.index("currency") if "currency" in header else None
    return [
        [_csv_cell(value, None if currency is None else row[currency]) for value in row]
        for row in rows
    ]


def _csv_cell(value: Any, currency: str | None) -> Any:
    """A decimal as text: only quantities have three decimals, all others are money or prices."""
    if not isinstance(value, Decimal):
        return inert_cell(value)
    is_quantity = value.as_tuple().exponent == -3
    return decimal_text(value, 0 if is_quantity else decimals_of(currency), separator="")


def _csv_lines(rows: list[Any]) -> bytes:
    """Rows as encoded lines of CSV."""
    return "".join(csv_line(row) for row in rows).encode()


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    """A value as XLSX can hold it: times without a zone, text that is never a formula."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    cell.quotePrefix = True  # else a spreadsheet computes it as soon as a person edits the cell
    return cell
