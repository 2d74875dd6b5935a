"""Load the landing folder into raw: each file completely or not at all, each content once.

A file that cannot be trusted or read is refused with a message, and the other files are loaded. One
file is loaded in `load_file.py`.
"""

import logging
import traceback
from dataclasses import replace

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError, PlatformError
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_format import detect_format, is_note
from ecom_platform.ingestion.files.file_limits import FileLimits
from ecom_platform.ingestion.files.landing_folder import (
    LandingFile,
    UnreadEntry,
    list_entries,
)
from ecom_platform.ingestion.files.layout_recognition import recognise
from ecom_platform.ingestion.files.settling import is_settled
from ecom_platform.ingestion.load import file_ledger, raw_schema
from ecom_platform.ingestion.load.accounts import row_accounts
from ecom_platform.ingestion.load.accounts.file_sentences import write_sentences
from ecom_platform.ingestion.load.arrival_ledger import ArrivalLedger
from ecom_platform.ingestion.load.arrival_order import in_order_of_change
from ecom_platform.ingestion.load.load_file import decide_anew, load_file
from ecom_platform.ingestion.load.load_report import FileReport, FileStatus, LoadReport, Progress
from ecom_platform.ingestion.records.reading_errors import failure_sentence
from ecom_platform.ingestion.records.time_cells import timezones_text, zones_of_feed
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse, require_usable

_LOG = logging.getLogger(__name__)


def _with_readable_traceback(record: logging.LogRecord) -> bool:
    """Write bytes that are not UTF-8 as escapes: no log file or terminal could take them."""
    if record.exc_info:
        text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        record.exc_text = text.encode(errors="backslashreplace").decode()
    return True


_LOG.addFilter(_with_readable_traceback)


def load_landing(settings: Settings, progress: Progress | None = None) -> LoadReport:
    """Load the new files of the landing folder into raw; returns a report on everything in it.

    Args:
        settings: where the landing folder and the warehouse are.
        progress: called with one sentence per file.

    Raises:
        PlatformError: the landing folder does not exist.
        WarehouseError: another process holds the warehouse.
    """
    entries = list_entries(settings.landing_folder)
    files = in_order_of_change(entry for entry in entries if isinstance(entry, LandingFile))
    ledger = ArrivalLedger(settings)
    reports = []
    with open_warehouse(settings.warehouse_path) as connection:
        raw_schema.ensure_tables(connection)
        file_ledger.delete_unread_files(connection)
        if ledger.adopt_loaded_files(connection):
            for feed in all_feeds().values():
                decide_anew(connection, feed)
        unread = (entry for entry in entries if isinstance(entry, UnreadEntry))
        in_order: list[LandingFile | UnreadEntry] = [*ledger.in_order_of_arrival(files), *unread]
        for entry in in_order:
            report = _load_entry(connection, ledger, entry, settings)
            reports.append(report)
            if progress:
                progress(report.sentence)
        row_accounts.recount(connection)
        write_sentences(connection)
    return LoadReport(tuple(reports))


def _load_entry(
    connection: duckdb.DuckDBPyConnection,
    ledger: ArrivalLedger,
    entry: LandingFile | UnreadEntry,
    settings: Settings,
) -> FileReport:
    """Load a file of the landing folder; returns the report on it, or why it is not read."""
    if isinstance(entry, UnreadEntry):
        return _unread(connection, entry.name, entry.status, entry.message)
    try:
        if is_settled(entry, settings.settle_seconds):
            file = replace(entry, limits=FileLimits.of_settings(settings))
            return _load_or_refuse(connection, ledger, file, settings)
    except OSError as error:  # it has vanished, or may not be read
        return _refused(connection, entry, error, None)
    message = f"{entry.name} is still being written; the next run picks it up."
    return _unread(connection, entry.name, "waiting", message)


def _load_or_refuse(
    connection: duckdb.DuckDBPyConnection,
    ledger: ArrivalLedger,
    file: LandingFile,
    settings: Settings,
) -> FileReport:
    """Load a file, unless its content is loaded already or must be refused; returns the report.

    The report on a refused file names the feed that its header belongs to. If the header is not
    known, it names the feed of an earlier file with the same name.

    Raises:
        WarehouseError: not the file but the warehouse is at fault.
    """
    feed = None
    try:
        delivered = detect_format(file)
        recognised = recognise(delivered.header, all_feeds().values(), file.name)
        feed = recognised.feed.name
        delivered.content.require_whole()
        zones = zones_of_feed(recognised.feed, settings)
        timezones = timezones_text(recognised.feed, zones)
        arrival = ledger.arrival_of(file.name, delivered.fingerprint)
        if file_ledger.is_known(connection, arrival.fingerprint, arrival.number, timezones):
            return FileReport(file.name, "unchanged", feed, f"{file.name}: nothing new.")
        return load_file(connection, delivered, recognised, zones, arrival)
    except (DamagedFileError, LayoutError) as error:
        if feed is None and isinstance(error, LayoutError) and is_note(file):
            message = f"{file.name} is not read: it holds no table."
            return _unread(connection, file.name, "ignored", message)
        return _refused(connection, file, error, feed)
    except PlatformError:
        raise
    except Exception as error:  # noqa: BLE001 - readers raise many kinds; none may stop other files
        require_usable(connection, error)
        _LOG.exception("%s cannot be read.", file.name)
        return _refused(connection, file, error, feed)


def _refused(
    connection: duckdb.DuckDBPyConnection, file: LandingFile, error: Exception, feed: str | None
) -> FileReport:
    """Record that the file is refused, with the reason; returns the report."""
    is_late = isinstance(error, duckdb.InterruptException)
    message = file.limits.too_slow(file.name) if is_late else failure_sentence(error, file.name)
    feed = feed or file_ledger.last_feed_of_file(connection, file.name)
    return _unread(connection, file.name, "refused", message, feed)


def _unread(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    status: FileStatus,
    message: str,
    feed: str | None = None,
) -> FileReport:
    """Record that something in the landing folder is not loaded; returns the report."""
    file_ledger.record_unread_file(connection, name, status, message, feed)
    return FileReport(name, status, feed, message=message)
