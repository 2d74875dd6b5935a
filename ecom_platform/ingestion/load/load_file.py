"""Load one recognised file: type its records, store and count them, then deduplicate.

Each step works with the result of the step before it. `load_landing.py` decides whether a file is
loaded at all.
"""

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.content_date import content_date
from ecom_platform.ingestion.files.file_content import fingerprint
from ecom_platform.ingestion.files.file_format import DeliveredFile
from ecom_platform.ingestion.files.layout_recognition import RecognisedLayout
from ecom_platform.ingestion.files.text_records import text_records
from ecom_platform.ingestion.load import day_fingerprints, deduplication, file_ledger, raw_rows
from ecom_platform.ingestion.load.load_report import FileReport
from ecom_platform.ingestion.load.quarantine import quarantine_unreadable_rows
from ecom_platform.ingestion.records.typed_records import read_typed_rows
from ecom_platform.warehouse.connection import transaction


def load_file(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, recognised: RecognisedLayout
) -> FileReport:
    """Load all rows of the file into raw, or none if an error is raised; returns the report.

    Raises:
        DamagedFileError: it cannot be read to its end, too many rows are unreadable, or it changed
            while it was read.
        LayoutError: a header inside it has a column twice, or repeated rows in it differ.
    """
    feed = recognised.feed
    with text_records(file) as records, transaction(connection):
        header_count = read_typed_rows(connection, records, recognised)
        file_id = _store_rows_and_counts(connection, file, feed, header_count)
        _deduplicate(connection, feed, file_id)
        if fingerprint(file.landing_file) != file.fingerprint:
            raise DamagedFileError(f"{file.name} changed while it was read; run again.")
        counts = file_ledger.file_counts(connection, file_id)
    return FileReport(file.name, "loaded", feed.name, **counts)


def _store_rows_and_counts(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, feed: FeedSpec, header_count: int
) -> int:
    """Store the rows of the file and its counts; returns the id that the file was given."""
    file_id = file_ledger.next_file_id(connection)
    raw_rows.insert_readable_rows(connection, feed, file_id)
    quarantine_unreadable_rows(connection, feed, file_id)
    file_ledger.insert_file(
        connection,
        feed,
        file_id,
        name=file.name,
        fingerprint=file.fingerprint,
        content_date=content_date(file.name),
        header_count=header_count,
    )
    deduplication.mark_repeated_rows(connection, feed, file_id)
    file_ledger.count_repeats(connection, feed, file_id)
    return file_id


def _deduplicate(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Delete replaced files, decide which record versions count, and fingerprint the days."""
    replaced_ids = file_ledger.replaced_file_ids(connection, feed, file_id)
    if feed.replaces_whole_file:
        raw_rows.delete_rows_of_replaced_files(connection, feed, replaced_ids)
        deduplication.mark_superseded_files(connection, feed)
    else:
        _deduplicate_records(connection, feed, file_id, replaced_ids)
    reference_feeds = [
        spec for spec in all_feeds().values() if spec.role == "reference" and spec.is_in_facts
    ]
    day_fingerprints.combine_with_references(connection, reference_feeds)


def _deduplicate_records(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int, replaced_ids: list[int]
) -> None:
    """Delete replaced files, keep the latest version of each record, and fingerprint the days."""
    has_days = feed.role == "transactions"
    deduplication.find_contested_keys(connection, feed, [file_id, *replaced_ids])
    if has_days:  # before the replaced rows are deleted, because their days change too
        day_fingerprints.find_touched_days(connection, feed, [file_id, *replaced_ids])
    raw_rows.delete_rows_of_replaced_files(connection, feed, replaced_ids)
    deduplication.mark_superseded(connection, feed)
    if has_days:
        day_fingerprints.rewrite_touched_days(connection, feed)
