"""One record as it was delivered: every cell of it, found again in the landing folder.

Reads files only, by the same reader as loading, so that a record number means the same. What became
of the record is not known here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_readers import opened_source
from ecom_platform.ingestion.files.landing_folder import LandingFile, fingerprint
from ecom_platform.ingestion.files.layout_recognition import recognise
from ecom_platform.ingestion.records.header_sections import find_sections
from ecom_platform.ingestion.records.typed_records import UNREADABLE, read_records


@dataclass(frozen=True)
class DeliveredRecord:
    """A record of a file.

    Attributes:
        cells: the header each cell stands below, and its text; None where the cell is empty.
    """

    number: int
    cells: tuple[tuple[str, str | None], ...]


def written_at(landing: Path, name: str, content: str) -> datetime | None:
    """When the file of this name was last written; None where it lies there no more.

    A file with another fingerprint than `content` is another file.

    Raises:
        DamagedFileError: it is cut short.
    """
    file = LandingFile(landing / name, name)
    if not file.path.is_file() or fingerprint(file) != content:
        return None
    return datetime.fromtimestamp(file.path.stat().st_mtime, UTC)


def delivered_record(landing: Path, name: str, number: int) -> DeliveredRecord:
    """The record of this number, below the last header that stands above it.

    Raises:
        DamagedFileError: the file cannot be read, or has no such record.
        LayoutError: its header is of no known feed.
    """
    file = LandingFile(landing / name, name)
    try:
        with duckdb.connect() as connection, opened_source(connection, file) as source:
            read_records(connection, source)
            recognised = recognise(source.header, all_feeds().values(), name)
            sections = find_sections(connection, source.header, recognised, name)
            above = [one.first_record for one in sections if one.first_record < number]
            texts = _texts(connection, number)
            header = _texts(connection, above[-1]) if above[-1:] > [0] else source.header
    except UNREADABLE as error:
        raise DamagedFileError(f"{name} cannot be read: {error}") from error
    if texts is None or header is None:
        raise DamagedFileError(f"{name} has no record {number:,}.")
    names = (_name(one) for one in header)
    return DeliveredRecord(number, tuple(zip(names, texts, strict=True)))


def _name(cell: str | None) -> str:
    """A header's cell; a header inside a file may stand behind the number of its row."""
    return "" if cell is None or cell.strip().isdigit() else cell


def _texts(connection: duckdb.DuckDBPyConnection, number: int) -> tuple[str | None, ...] | None:
    row = connection.execute(
        "select * exclude (record_number) from records where record_number = ?", [number]
    ).fetchone()
    return None if row is None else tuple(row)
