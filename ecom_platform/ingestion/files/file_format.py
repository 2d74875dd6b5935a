"""Detect the format of a delivered file: its kind, encoding, separator and header.

Every later step works with the `DeliveredFile` made here. Which feed the header belongs to is
decided in `layout_recognition.py`; the records are read in `text_records.py`.
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
class DeliveredFile:
    """A file whose content was read once and whose format is known.

    Attributes:
        landing_file: its path and its name.
        kind: how its records are read; a gzipped CSV is a `csv`.
        header: the cells of its first record.
        content: its beginning, size and fingerprint, and why it cannot be used if it is damaged.
        encoding: the text encoding of a CSV; None for the other kinds.
        separator: the character between the cells of a CSV; None for the other kinds.
    """

    landing_file: LandingFile
    kind: FileKind
    header: tuple[str, ...]
    content: FileContent
    encoding: str | None
    separator: str | None

    @property
    def name(self) -> str:
        """The path of the file below the landing folder."""
        return self.landing_file.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the uncompressed content."""
        return self.content.fingerprint

    @property
    def written_at(self) -> datetime:
        """When the file was last written, in UTC."""
        return datetime.fromtimestamp(self.landing_file.path.stat().st_mtime, UTC)


def detect_format(file: LandingFile, content: FileContent | None = None) -> DeliveredFile:
    """The file with its kind, encoding, separator and header.

    Damage after a readable header is not raised; it is in `content.damage`.

    Args:
        file: the file in the landing folder.
        content: its content, if the caller has read it; otherwise it is read here.

    Raises:
        DamagedFileError: the header cannot be read.
        LayoutError: there is no header.
    """
    if content is None:
        content = read_content(file)
    suffix = file.path.suffix.lower()
    if suffix == ".parquet":
        return DeliveredFile(file, "parquet", _header_of_parquet(file), content, None, None)
    if suffix == ".xlsx":
        header = tuple(cell.lstrip(" ") for cell in first_workbook_row(file))
        _require_header(header, file)
        return DeliveredFile(file, "xlsx", header, content, None, None)
    # A CSV is read as UTF-8 with commas; no other encoding or separator is detected.
    header = _header_of_csv(content.beginning)
    _require_header(header, file)
    return DeliveredFile(file, "csv", header, content, ENCODING, SEPARATOR)


def path_sql(path: Path) -> str:
    """A path as a quoted SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def _header_of_csv(beginning: bytes) -> tuple[str, ...]:
    """The cells of the first line of a CSV; empty if the file has no line."""
    text = beginning.decode(f"{ENCODING}-sig", errors="replace")
    records = csv.reader(io.StringIO(text), delimiter=SEPARATOR, skipinitialspace=True)
    return tuple(next(records, []))


def _header_of_parquet(file: LandingFile) -> tuple[str, ...]:
    """The column names of a Parquet file."""
    try:
        with duckdb.connect(config={"temp_directory": ""}) as connection:
            columns = connection.execute(
                f"describe select * from read_parquet({path_sql(file.path)})"
            ).fetchall()
    except duckdb.Error as error:
        raise DamagedFileError(
            f"{file.name} is not a readable Parquet file: {error}. Deliver it again."
        ) from error
    return tuple(str(name) for name, *_ in columns)


def _require_header(header: tuple[str, ...], file: LandingFile) -> None:
    """Raise an error if all cells of the header are blank."""
    if not any(cell.strip() for cell in header):
        raise LayoutError(
            f"{file.name} has no header: its first line is blank. Deliver it with one."
        )
