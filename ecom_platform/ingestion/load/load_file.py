"""Load one recognised file: type its records, account for each, store them, deduplicate.

Each step works with the result of the step before. `load_landing.py` decides whether a file is
loaded at all.
"""

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_content import fingerprint
from ecom_platform.ingestion.files.file_inspection import FileInspection
from ecom_platform.ingestion.files.landing_folder import content_date
from ecom_platform.ingestion.files.layout_recognition import RecognisedLayout
from ecom_platform.ingestion.files.text_records import text_records
from ecom_platform.ingestion.load import day_fingerprints, deduplication, file_ledger, raw_rows
from ecom_platform.ingestion.load.load_report import FileReport
from ecom_platform.ingestion.records.typed_records import read_typed_rows
from ecom_platform.warehouse.connection import transaction


def load_file(
    connection: duckdb.DuckDBPyConnection, file: FileInspection, recognised: RecognisedLayout
) -> FileReport:
    """The report of a file whose rows are now in raw, all of them or, when it is refused, none.

    Raises:
        DamagedFileError: it cannot be read to its end, too many rows are unreadable, or it changed
            while it was read.
        LayoutError: a header inside it has a column twice, or it contradicts itself.
    """
    feed = recognised.feed
    with text_records(file) as records, transaction(connection):
        header_count = read_typed_rows(connection, records, recognised)
        file_id = _store(connection, file, feed, header_count)
        _deduplicate(connection, feed, file_id)
        if fingerprint(file.file) != file.fingerprint:
            raise DamagedFileError(f"{file.name} changed while it was read; run again.")
        counts = file_ledger.file_counts(connection, file_id)
    return FileReport(file.name, "loaded", feed.name, **counts)


def _store(
    connection: duckdb.DuckDBPyConnection, file: FileInspection, feed: FeedSpec, header_count: int
) -> int:
    """The id of the file, after its rows and its counts were stored."""
    file_id = file_ledger.next_file_id(connection)
    raw_rows.insert_rows(connection, feed, file_id)
    raw_rows.insert_quarantine(connection, feed, file_id)
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
    """Replace earlier files, decide which record versions count, and fingerprint the days."""
    replaced = file_ledger.replaced_file_ids(connection, feed, file_id)
    if feed.replaces_whole_file:
        raw_rows.remove_files(connection, feed, replaced)
        deduplication.mark_superseded_files(connection, feed)
    else:
        _deduplicate_records(connection, feed, file_id, replaced)
    references = [
        spec for spec in all_feeds().values() if spec.role == "reference" and spec.is_in_facts
    ]
    day_fingerprints.combine_with_references(connection, references)


def _deduplicate_records(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int, replaced: list[int]
) -> None:
    has_days = feed.role == "transactions"
    deduplication.find_contested_keys(connection, feed, [file_id, *replaced])
    if has_days:  # before the replaced rows go: their days change too
        day_fingerprints.find_touched_days(connection, feed, [file_id, *replaced])
    raw_rows.remove_files(connection, feed, replaced)
    deduplication.mark_superseded(connection, feed)
    if has_days:
        day_fingerprints.rewrite_touched_days(connection, feed)
