"""Load the landing folder into raw: each file wholly or not at all, each content once.

A file that cannot be trusted is refused with a sentence, and the other files are loaded. How one
file is loaded belongs in `load_file.py`.
"""

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_inspection import inspect_file
from ecom_platform.ingestion.files.landing_folder import LandingFile, is_settled, list_files
from ecom_platform.ingestion.files.layout_recognition import recognise
from ecom_platform.ingestion.load import file_ledger, raw_schema
from ecom_platform.ingestion.load.load_file import load_file
from ecom_platform.ingestion.load.load_report import FileReport, LoadReport, Progress
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse


def load_landing(settings: Settings, progress: Progress | None = None) -> LoadReport:
    """The report of every file of the landing folder, after the new ones were loaded into raw.

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
            report = _report_of(connection, file, settings.settle_seconds)
            reports.append(report)
            if progress:
                progress(report.sentence)
    return LoadReport(tuple(reports))


def _report_of(
    connection: duckdb.DuckDBPyConnection, file: LandingFile, settle_seconds: float
) -> FileReport:
    if is_settled(file, settle_seconds):
        return _load_or_refuse(connection, file)
    message = f"{file.name} is still being written; the next run picks it up."
    file_ledger.record_unread_file(connection, file.name, "waiting", message)
    return FileReport(file.name, "waiting", message=message)


def _load_or_refuse(connection: duckdb.DuckDBPyConnection, file: LandingFile) -> FileReport:
    """The report of a file that was loaded, is loaded already, or is refused.

    A refusal names the feed that the header belongs to; without a known header, the feed of an
    earlier file of that name.
    """
    feed = None
    try:
        inspection = inspect_file(file)
        recognised = recognise(inspection.header, all_feeds().values(), file.name)
        feed = recognised.feed.name
        inspection.content.require_whole()
        if file_ledger.has_fingerprint(connection, inspection.fingerprint):
            return FileReport(file.name, "unchanged", feed, f"{file.name}: nothing new.")
        return load_file(connection, inspection, recognised)
    except (DamagedFileError, LayoutError) as error:
        feed = feed or file_ledger.last_feed_of_file(connection, file.name)
        file_ledger.record_unread_file(connection, file.name, "refused", str(error), feed)
        return FileReport(file.name, "refused", feed, message=str(error))
