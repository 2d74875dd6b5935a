"""Detect the format of a delivered file: its kind, encoding, separator and header.

Every later step works with the `DeliveredFile` made here. Which feed the header belongs to is
decided in `layout_recognition.py`; the records are read in `text_records.py`.
"""

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError
from ecom_platform.ingestion.files.content_kind import FileKind, decoded_beginning, text_encoding
from ecom_platform.ingestion.files.file_content import (
    BEGINNING_BYTES,
    FileContent,
    read_content,
    uncompressed_stream,
)
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.ingestion.files.plain_text import link_to
from ecom_platform.ingestion.files.workbook_rows import first_workbook_row
from ecom_platform.warehouse.sql_paths import only_this_file_sql

SEPARATORS = (",", ";", "\t", "|")  # of several that split a header equally, the first
_SUFFIXES_OF_NOTES = (".txt", ".txt.gz")
_LINES_COMPARED = 10


@dataclass(frozen=True)
class DeliveredFile:
    """A file whose content was read once and whose format is known.

    Attributes:
        landing_file: its path and its name.
        kind: how its records are read; a gzipped text is a `csv`.
        header: the cells of its first record.
        content: its beginning, size and fingerprint, and why it cannot be used if it is damaged.
        encoding: the encoding of a text; None for the other kinds.
        separator: the character between the cells of a text; None for the other kinds.
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
    if not content.beginning:
        content.require_whole()
    _require_kind_of_suffix(file, content)
    if content.kind == "csv":
        separator, header = _separator_and_header(decoded_beginning(content.beginning))
        encoding = text_encoding(content.beginning)
    else:
        separator, encoding = None, None
        header = _HEADER_READERS[content.kind](file)
    if not any(cell.strip() for cell in header):
        raise LayoutError(
            f"{file.name} has no header: its first line is blank. Deliver it with one."
        )
    return DeliveredFile(file, content.kind, header, content, encoding, separator)


def is_note(file: LandingFile) -> bool:
    """Whether it is a `.txt` that holds no table, such as a README: its first lines differ.

    Raises:
        DamagedFileError: its compression is broken.
        OSError: the file has vanished, or may not be read.
    """
    if not file.name.lower().endswith(_SUFFIXES_OF_NOTES):
        return False
    with uncompressed_stream(file) as stream:
        text = decoded_beginning(stream.read(BEGINNING_BYTES))
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_COMPARED]
    return len(lines) < 2 or not any(_makes_a_table(lines, separator) for separator in SEPARATORS)


def _makes_a_table(lines: list[str], separator: str) -> bool:
    """Whether the separator splits each line into the same number of cells, and into several."""
    counts = {len(cells) for cells in csv.reader(lines, delimiter=separator)}
    return len(counts) == 1 and counts != {1}


def _require_kind_of_suffix(file: LandingFile, content: FileContent) -> None:
    """Raise an error if the content is text but the name says otherwise, or cannot be unpacked."""
    suffix = file.path.suffix.lower()
    if content.kind == "csv" and suffix in {".parquet", ".xlsx"}:
        kind = "Parquet file" if suffix == ".parquet" else "XLSX workbook"
        raise DamagedFileError(
            f"{file.name} is not a readable {kind}: its content is text. Deliver it again, or name "
            "it .csv if it is one."
        )


def _separator_and_header(beginning: str) -> tuple[str, tuple[str, ...]]:
    """The separator that makes the most cells of the first line of a text, and these cells."""
    csv.field_size_limit(1 << 30)  # an unclosed quote makes one cell of the rest of the file
    headers = {}
    for separator in SEPARATORS:
        records = csv.reader(
            io.StringIO(beginning, newline=""), delimiter=separator, skipinitialspace=True
        )
        headers[separator] = tuple(next(records, []))
    separator = max(SEPARATORS, key=lambda one: len(headers[one]))
    return separator, headers[separator]


def _header_of_workbook(file: LandingFile) -> tuple[str, ...]:
    """The cells of the first row of a workbook that is no title."""
    return tuple(cell.lstrip(" ") for cell in first_workbook_row(file))


def _header_of_parquet(file: LandingFile) -> tuple[str, ...]:
    """The column names of a Parquet file."""
    try:
        with (
            duckdb.connect(config={"temp_directory": ""}) as connection,
            tempfile.TemporaryDirectory(prefix="ecom_") as folder,
        ):
            path = link_to(file, Path(folder))
            columns = connection.execute(
                f"describe select * from read_parquet({only_this_file_sql(path)})"
            ).fetchall()
    except duckdb.Error as error:
        raise DamagedFileError(
            f"{file.name} is not a readable Parquet file: {error}. Deliver it again."
        ) from error
    return tuple(str(name) for name, *_ in columns)


_HEADER_READERS: dict[FileKind, Callable[[LandingFile], tuple[str, ...]]] = {
    "parquet": _header_of_parquet,
    "xlsx": _header_of_workbook,
}
