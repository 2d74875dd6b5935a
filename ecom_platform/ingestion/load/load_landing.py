"""Load the landing folder into raw: each file wholly or not at all, each content once.

A file that cannot be trusted is refused with a sentence; the others are loaded all the same.
"""

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_readers import opened_source
from ecom_platform.ingestion.files.landing_folder import (
    LandingFile,
    content_date,
    fingerprint,
    is_settled,
    list_files,
)
from ecom_platform.ingestion.files.layout_recognition import Recognised, recognise
from ecom_platform.ingestion.load import day_fingerprints, deduplication, raw_schema
from ecom_platform.ingestion.load.load_report import FileReport, LoadReport, Progress
from ecom_platform.ingestion.records import typed_records
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse, transaction


def load_landing(settings: Settings, progress: Progress | None = None) -> LoadReport:
    """Bring every file of the landing folder into raw that is not there yet.

    Raises:
        PlatformError: the landing folder does not exist.
        WarehouseError: another process holds the warehouse.
    """
    files = list_files(settings.landing_folder)
    reports = []
    with open_warehouse(settings.warehouse_path) as connection:
        raw_schema.ensure_tables(connection)
        raw_schema.delete_unread_files(connection)
        for file in files:
            report = _load_or_refuse(connection, file, settings.settle_seconds)
            reports.append(report)
            if progress:
                progress(report.sentence)
    return LoadReport(tuple(reports))


def _load_or_refuse(
    connection: duckdb.DuckDBPyConnection, file: LandingFile, settle_seconds: float
) -> FileReport:
    try:
        if not is_settled(file, settle_seconds):
            message = f"{file.name} is still being written; the next run picks it up."
            raw_schema.record_unread_file(connection, file.name, "waiting", message)
            return FileReport(file.name, "waiting", message=message)
        return _load_file(connection, file)
    except (DamagedFileError, LayoutError) as error:
        feed = _feed_of_refused(connection, file)
        raw_schema.record_unread_file(connection, file.name, "refused", str(error), feed)
        return FileReport(file.name, "refused", feed, message=str(error))


def _feed_of_refused(connection: duckdb.DuckDBPyConnection, file: LandingFile) -> str | None:
    """The feed a refused file is of: by its header, else by an earlier file of its name."""
    try:
        with opened_source(connection, file) as source:
            return recognise(source.header, all_feeds().values(), file.name).feed.name
    except (DamagedFileError, LayoutError):
        return raw_schema.last_feed_of_file(connection, file.name)


def _load_file(connection: duckdb.DuckDBPyConnection, file: LandingFile) -> FileReport:
    with opened_source(connection, file) as source:
        recognised = recognise(source.header, all_feeds().values(), file.name)
        content = fingerprint(file)
        if raw_schema.has_fingerprint(connection, content):
            message = f"{file.name}: nothing new."
            return FileReport(file.name, "unchanged", recognised.feed.name, message)
        with transaction(connection):
            header_count = typed_records.read_typed_rows(connection, source, recognised, file.name)
            file_id = _store_rows(connection, file, recognised, content, header_count)
            _deduplicate(connection, recognised.feed, file_id)
            if fingerprint(file) != content:
                raise DamagedFileError(f"{file.name} changed while it was read; run again.")
            counts = raw_schema.file_counts(connection, file_id)
        return FileReport(file.name, "loaded", recognised.feed.name, **counts)


def _store_rows(
    connection: duckdb.DuckDBPyConnection,
    file: LandingFile,
    recognised: Recognised,
    content: str,
    header_count: int,
) -> int:
    feed, file_id = recognised.feed, raw_schema.next_file_id(connection)
    raw_schema.insert_rows(connection, feed, file_id)
    raw_schema.insert_quarantine(connection, feed, file_id)
    raw_schema.insert_file(
        connection,
        feed,
        file_id,
        name=file.name,
        fingerprint=content,
        content_date=content_date(file.name),
        header_count=header_count,
    )
    deduplication.mark_repeated_rows(connection, feed, file_id)
    raw_schema.count_repeats(connection, feed, file_id)
    return file_id


def _deduplicate(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    replaced = raw_schema.replaced_file_ids(connection, feed, file_id)
    if feed.replaces_whole_file:
        raw_schema.remove_files(connection, feed, replaced)
        deduplication.mark_superseded_files(connection, feed)
    else:
        deduplication.find_contested_keys(connection, feed, [file_id, *replaced])
        if feed.role == "transactions":
            day_fingerprints.find_touched_days(connection, feed, [file_id, *replaced])
        raw_schema.remove_files(connection, feed, replaced)
        deduplication.mark_superseded(connection, feed)
        if feed.role == "transactions":
            day_fingerprints.rewrite_touched_days(connection, feed)
    references = [
        spec for spec in all_feeds().values() if spec.role == "reference" and spec.is_in_facts
    ]
    day_fingerprints.combine_with_references(connection, references)
