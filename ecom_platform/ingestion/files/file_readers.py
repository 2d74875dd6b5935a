"""Bring a file of any format into one shape: a relation of numbered records with text cells.

Nothing is guessed and nothing typed here; typing is `typing_sql`'s work.
"""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.files.landing_folder import LandingFile, first_bytes, opened
from ecom_platform.ingestion.files.layout_recognition import HEADER_BYTES, header_of

ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")


@dataclass(frozen=True)
class Source:
    """A file ready to be queried.

    Attributes:
        header: the cells of its first record.
        select: SQL that yields `record_number` (the first record below the header is 1) and one
            text column `c0`, `c1` ... per header cell.
        typed_dates: dates were values, not text, and stand in ISO form.
        text: the file as CSV, whose records with a wrong number of cells are kept in
            `reject_errors`; None when it is of another kind.
    """

    header: list[str]
    select: str
    typed_dates: bool
    text: LandingFile | None


@contextmanager
def opened_source(connection: duckdb.DuckDBPyConnection, file: LandingFile) -> Iterator[Source]:
    """Open `file` for reading through `connection`.

    Raises:
        DamagedFileError: the file is not what its suffix says.
        LayoutError: a CSV without a header.
    """
    suffix = file.path.suffix.lower()
    if suffix == ".parquet":
        yield _parquet(connection, file)
    elif suffix == ".xlsx":
        with tempfile.TemporaryDirectory() as folder:
            copy = LandingFile(_sheets_as_text(file, Path(folder) / "sheets.csv"), file.name)
            yield _text(copy, typed_dates=True, first=copy.path.read_bytes()[:HEADER_BYTES])
    else:
        yield _text(file, typed_dates=False, first=first_bytes(file, HEADER_BYTES))


def _text(file: LandingFile, *, typed_dates: bool, first: bytes) -> Source:
    header = header_of(first, file.name)
    columns = ", ".join(f"'c{position}': 'varchar'" for position in range(len(header)))
    select = (
        "select row_number() over () - 1 as record_number, * from read_csv("
        f"{_quoted(file.path)}, auto_detect = false, header = false, delim = ',', quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}, store_rejects = true, "
        "max_line_size = 1048576)"
    )
    return Source(header, select, typed_dates=typed_dates, text=file)


def blank_lines(text: LandingFile) -> list[int]:
    """The places of the blank lines of a CSV among all its lines and records, from 0."""
    csv.field_size_limit(1 << 30)  # a quote nobody closes swallows the rest of a file
    with opened(text) as stream:
        rows = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
        return [place for place, row in enumerate(rows) if not row]


def _parquet(connection: duckdb.DuckDBPyConnection, file: LandingFile) -> Source:
    path = _quoted(file.path)
    try:
        described = connection.execute(f"describe select * from read_parquet({path})").fetchall()
    except duckdb.Error as error:
        raise DamagedFileError(
            f"{file.name} is not a readable Parquet file: {error}. Deliver it again."
        ) from error
    header = [str(row[0]) for row in described]
    cells = ", ".join(
        f'cast("{name.replace(chr(34), chr(34) * 2)}" as varchar) as c{position}'
        for position, name in enumerate(header)
    )
    select = (
        f"select file_row_number + 1 as record_number, {cells} "
        f"from read_parquet({path}, file_row_number = true)"
    )
    return Source(header, select, typed_dates=True, text=None)


def _sheets_as_text(file: LandingFile, target: Path) -> Path:
    """Write every sheet below one another; a later sheet's header is seen as an inner header."""
    try:
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=True)
        with target.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            for sheet in book.worksheets:
                for row in sheet.iter_rows(values_only=True):
                    writer.writerow([_cell_text(value) for value in row])
        book.close()
    except Exception as error:
        raise DamagedFileError(
            f"{file.name} is not a readable XLSX workbook: {error}. Deliver it again."
        ) from error
    return target


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
