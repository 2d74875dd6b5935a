"""Read the rows of an XLSX workbook as text. How other kinds are read is in `text_records.py`."""

from collections.abc import Generator
from contextlib import closing
from datetime import date, datetime

import openpyxl

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.files.landing_folder import LandingFile


def workbook_rows(file: LandingFile) -> Generator[list[str], None, None]:
    """The rows of every sheet, one sheet below the other, with each cell as text.

    The header of a later sheet is one of these rows; `header_sections.py` finds it.

    Raises:
        DamagedFileError: the file is not a workbook that can be read to its end.
    """
    try:
        with closing(openpyxl.load_workbook(file.path, read_only=True, data_only=True)) as book:
            for sheet in book.worksheets:
                for row in sheet.iter_rows(values_only=True):
                    yield [_cell_text(value) for value in row]
    except Exception as error:
        raise DamagedFileError(
            f"{file.name} is not a readable XLSX workbook: {error}. Deliver it again."
        ) from error


def first_workbook_row(file: LandingFile) -> list[str]:
    """The first row of the workbook; empty when it has none.

    Raises:
        DamagedFileError: the file is not a readable workbook.
    """
    with closing(workbook_rows(file)) as rows:
        return next(rows, [])


def _cell_text(value: object) -> str:
    """A cell value as text: a date in ISO form, an empty cell as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
