"""Look at a delivered file once: its kind, its header, its fingerprint, and whether it is whole.

Every later step works with this one value. Which feed the header belongs to is decided in
`layout_recognition.py`; the records are read in `text_records.py`.
"""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError
from ecom_platform.ingestion.files.file_content import ENCODING, FileContent, read_content
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.ingestion.files.workbook_rows import first_workbook_row

FileKind = Literal["csv", "parquet", "xlsx"]
SEPARATOR = ","


@dataclass(frozen=True)
class FileInspection:
    """What one look at a file shows.

    Attributes:
        kind: how its records are read; a gzipped CSV is a `csv`.
        header: the cells of its first record.
        content: its fingerprint and size, and the damage found in it.
        encoding: of a CSV; None for the other kinds.
        separator: between the cells of a CSV; None for the other kinds.
    """

    file: LandingFile
    kind: FileKind
    header: tuple[str, ...]
    content: FileContent
    encoding: str | None
    separator: str | None

    @property
    def name(self) -> str:
        """The path of the file below the landing folder."""
        return self.file.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the uncompressed content."""
        return self.content.fingerprint

    @property
    def written_at(self) -> datetime:
        """When the file was last written, in UTC."""
        return datetime.fromtimestamp(self.file.path.stat().st_mtime, UTC)


def inspect_file(file: LandingFile) -> FileInspection:
    """What one look at `file` shows; damage after a readable header is noted, not raised.

    Raises:
        DamagedFileError: not even the header can be read.
        LayoutError: there is no header.
    """
    return inspection_of(file, read_content(file))


def inspection_of(file: LandingFile, content: FileContent) -> FileInspection:
    """The inspection of a file whose content is read already.

    Raises:
        DamagedFileError: the header cannot be read.
        LayoutError: there is no header.
    """
    suffix = file.path.suffix.lower()
    if suffix == ".parquet":
        return FileInspection(file, "parquet", _parquet_columns(file), content, None, None)
    if suffix == ".xlsx":
        header = tuple(cell.lstrip(" ") for cell in first_workbook_row(file))
        _require_header(header, file)
        return FileInspection(file, "xlsx", header, content, None, None)
    header = _first_csv_record(content.beginning)
    _require_header(header, file)
    return FileInspection(file, "csv", header, content, ENCODING, SEPARATOR)


def sql_path(path: Path) -> str:
    """A path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def _first_csv_record(beginning: bytes) -> tuple[str, ...]:
    text = beginning.decode(f"{ENCODING}-sig", errors="replace")
    records = csv.reader(io.StringIO(text), delimiter=SEPARATOR, skipinitialspace=True)
    return tuple(next(records, []))


def _parquet_columns(file: LandingFile) -> tuple[str, ...]:
    try:
        with duckdb.connect() as connection:
            columns = connection.execute(
                f"describe select * from read_parquet({sql_path(file.path)})"
            ).fetchall()
    except duckdb.Error as error:
        raise DamagedFileError(
            f"{file.name} is not a readable Parquet file: {error}. Deliver it again."
        ) from error
    return tuple(str(name) for name, *_ in columns)


def _require_header(header: tuple[str, ...], file: LandingFile) -> None:
    if not any(cell.strip() for cell in header):
        raise LayoutError(
            f"{file.name} has no header: its first line is blank. Deliver it with one."
        )
