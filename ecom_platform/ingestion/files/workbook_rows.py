"""Read the rows of an XLSX workbook as text. How other kinds are read is in `text_records.py`."""

import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

import openpyxl

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.files.file_names import readable_name
from ecom_platform.ingestion.files.landing_folder import LandingFile

TITLE_ROWS = 10  # a header that is further down is not looked for
EXACT_DIGITS = 15  # of a binary number; the others are what a spreadsheet's arithmetic left over

Row = list[str]
IsHeader = Callable[[Sequence[str]], bool]


def workbook_rows(
    file: LandingFile, is_header: IsHeader, remarks: list[str]
) -> Generator[Row, None, None]:
    """The rows of the visible sheets, one sheet below the other, with each cell as text.

    Each sheet begins with its header; titles above it are left out, and so are sheets without a
    header of the feed. The header of a later sheet is one of these rows; `header_sections.py` finds
    it.

    Args:
        file: the workbook.
        is_header: whether cells are a header of the feed.
        remarks: gets a remark for each thing that is left out.

    Raises:
        DamagedFileError: the file is not a workbook that can be read to its end.
    """
    is_first = True
    with _opened(file) as book:
        for sheet in book.worksheets:
            title = readable_name(sheet.title)
            if sheet.sheet_state != "visible":
                remarks.append(f"the hidden sheet '{title}' is not read")
                continue
            rows, skipped = _from_header_on(_rows(file, sheet))
            header = next(rows, None)
            if header is None:
                continue
            if not is_first and not is_header(header):
                remarks.append(f"the sheet '{title}' has no header of the feed and is not read")
                continue
            if skipped:
                remarks.append(f"{skipped} rows above the header of '{title}' are not read")
            is_first = False
            yield from chain([header], rows)


def first_workbook_row(file: LandingFile) -> Row:
    """The header of the first visible sheet with rows; empty when there is none.

    Raises:
        DamagedFileError: the file is not a readable workbook.
    """
    with closing(workbook_rows(file, lambda _: False, [])) as rows:
        return next(rows, [])


@contextmanager
def _opened(file: LandingFile) -> Iterator[Any]:
    """The workbook, opened; every error of the block means that it cannot be read."""
    try:
        with file.path.open("rb") as stream:
            with zipfile.ZipFile(stream) as archive:
                size = sum(part.file_size for part in archive.infolist())
            file.limits.require_workbook_size(file.name, size)
            stream.seek(0)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            with closing(book):
                yield book
    except (OSError, MemoryError, DamagedFileError):
        raise
    except Exception as error:
        raise DamagedFileError(
            f"{file.name} is not a readable XLSX workbook: {error}. Deliver it again."
        ) from error


def _rows(file: LandingFile, sheet: Any) -> Iterator[Row]:
    """The rows of a sheet as text, within the limits of the file."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        file.limits.require_time(file.name)
        file.limits.require_rows(file.name, number - 1)
        yield [_cell_text(value) for value in row]


def _from_header_on(rows: Iterator[Row]) -> tuple[Iterator[Row], int]:
    """The rows without the titles above the header, and how many those are.

    A title is a row with at most one cell that is filled, above one with several.
    """
    first = list(islice(rows, TITLE_ROWS))
    filled = [sum(bool(cell.strip()) for cell in row) for row in first]
    header = next((number for number, count in enumerate(filled) if count > 1), 0)
    return chain(first[header:], rows), header


def _cell_text(value: object) -> str:
    """A cell value as text: a date in ISO form, an empty cell as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _number_text(value)
    return str(value)


def _number_text(value: float) -> str:
    """A number without the last digits that binary arithmetic leaves, such as 59.970000000000006.

    >>> _number_text(59.970000000000006), _number_text(3.0), _number_text(0.1)
    ('59.97', '3.0', '0.1')
    """
    rounded = float(f"{value:.{EXACT_DIGITS}g}")
    return str(rounded)
