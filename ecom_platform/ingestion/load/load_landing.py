"""Load the landing folder into raw: each file completely or not at all, each content once.

A file that cannot be trusted is refused with a message, and the other files are loaded. One file
is loaded in `load_file.py`.
"""

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_format import detect_format
from ecom_platform.ingestion.files.landing_folder import LandingFile, list_files
from ecom_platform.ingestion.files.layout_recognition import recognise
from ecom_platform.ingestion.files.settling import is_settled
from ecom_platform.ingestion.load import file_ledger, raw_schema
from ecom_platform.ingestion.load.load_file import load_file
from ecom_platform.ingestion.load.load_report import FileReport, LoadReport, Progress
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse


def load_landing(settings: Settings, progress: Progress | None = None) -> LoadReport:
    """Load the new files of the landing folder into raw; returns a report on every file.

    Args:
        settings: where the landing folder and the warehouse are.
        progress: called with one sentence per file.

    Raises:
        PlatformError: the landing folder does not exist.
        WarehouseError: another process holds the warehouse.
    """
    files = list_files(settings.landing_folder)
    reports = []
    with open_warehouse(settings.warehouse_path) as connection:
        raw_schema.ensure_tables(connection)
        file_ledger.delete_unread_files(connection)
        for file in files:
            report = _load_if_settled(connection, file, settings.settle_seconds)
            reports.append(report)
            if progress:
                progress(report.sentence)
    return LoadReport(tuple(reports))


def _load_if_settled(
    connection: duckdb.DuckDBPyConnection, file: LandingFile, settle_seconds: float
) -> FileReport:
    """Load the file, unless it is still being written; returns the report on it."""
    if is_settled(file, settle_seconds):
        return _load_or_refuse(connection, file)
    message = f"{file.name} is still being written; the next run picks it up."
    file_ledger.record_unread_file(connection, file.name, "waiting", message)
    return FileReport(file.name, "waiting", message=message)


def _load_or_refuse(connection: duckdb.DuckDBPyConnection, file: LandingFile) -> FileReport:
    """Load a file, unless its content is loaded already or must be refused; returns the report.

    The report on a refused file names the feed that its header belongs to. If the header is not
    known, it names the feed of an earlier file with the same name.
    """
    feed = None
    try:
        delivered = detect_format(file)
        recognised = recognise(delivered.header, all_feeds().values(), file.name)
        feed = recognised.feed.name
        delivered.content.require_whole()
        if file_ledger.has_fingerprint(connection, delivered.fingerprint):
            return FileReport(file.name, "unchanged", feed, f"{file.name}: nothing new.")
        return load_file(connection, delivered, recognised)
    except (DamagedFileError, LayoutError) as error:
        feed = feed or file_ledger.last_feed_of_file(connection, file.name)
        file_ledger.record_unread_file(connection, file.name, "refused", str(error), feed)
        return FileReport(file.name, "refused", feed, message=str(error))
