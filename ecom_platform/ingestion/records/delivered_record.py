"""Read one record of a delivered file again, with every cell as it was delivered.

Records are numbered as in the load, because both use `read_records`. Whether the record was loaded
is found in `serving/queries/records`.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_content import read_content
from ecom_platform.ingestion.files.file_format import DeliveredFile, detect_format
from ecom_platform.ingestion.files.landing_folder import list_files
from ecom_platform.ingestion.files.layout_recognition import recognise
from ecom_platform.ingestion.files.text_records import text_records
from ecom_platform.ingestion.records.header_sections import find_sections, header_cell
from ecom_platform.ingestion.records.reading_errors import failure_sentence
from ecom_platform.ingestion.records.typed_records import READ_ERRORS, read_records
from ecom_platform.warehouse.spill import open_temporary_database


@dataclass(frozen=True)
class DeliveredRecord:
    """A record of a file.

    Attributes:
        cells: the header above each cell, and the cell's text; None where the cell is empty.
    """

    number: int
    cells: tuple[tuple[str, str | None], ...]


def find_delivered_file(landing: Path, name: str, fingerprint: str) -> DeliveredFile | None:
    """The file of this name and content; None if it is no longer in the landing folder.

    Args:
        landing: the landing folder.
        name: the path of the file below that folder.
        fingerprint: SHA-256 of the content that was loaded; if it differs, the file has changed.

    Raises:
        DamagedFileError: the file of this name is damaged.
    """
    if not landing.is_dir():
        return None
    file = next((file for file in list_files(landing) if file.name == name), None)
    if file is None:
        return None
    content = read_content(file)
    content.require_whole()
    return detect_format(file, content) if content.fingerprint == fingerprint else None


def delivered_record(file: DeliveredFile, number: int, data: Path) -> DeliveredRecord:
    """The record with this number, and the headers of its cells from the nearest header above it.

    Args:
        file: that was delivered.
        number: of the record; the first one below the header is 1.
        data: the data folder, below which a file that does not fit into memory is spilled.

    Raises:
        DamagedFileError: the file cannot be read, or has no such record.
        LayoutError: its header belongs to no known feed.
    """
    try:
        recognised = recognise(file.header, all_feeds().values(), file.name)
        with (
            open_temporary_database(data) as connection,
            text_records(file, recognised) as records,
        ):
            read_records(connection, records)
            sections = find_sections(connection, file, recognised)
            headers_above = (
                section.first_record for section in sections if section.first_record < number
            )
            header_number = max(headers_above, default=0)
            cells = _cells_of_record(connection, number)
            header = _cells_of_record(connection, header_number) if header_number else file.header
    except (*READ_ERRORS, OSError) as error:
        raise DamagedFileError(failure_sentence(error, file.name)) from error
    if cells is None or header is None:
        raise DamagedFileError(f"{file.name} has no record {number:,}.")
    names = [header_cell(cell) for cell in header]
    return DeliveredRecord(number, tuple(zip(names, cells, strict=True)))


def _cells_of_record(
    connection: duckdb.DuckDBPyConnection, number: int
) -> tuple[str | None, ...] | None:
    """The cells of the record with this number; None if the file has no such record."""
    row = connection.execute(
        "select * exclude (record_number) from records where record_number = ?", [number]
    ).fetchone()
    return None if row is None else tuple(row)
