"""Load one recognised file: type its records, store and count them, then deduplicate.

Each step works with the result of the step before it. `load_landing.py` decides whether a file is
loaded at all.
"""

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.feeds.unused_columns import quoted_names
from ecom_platform.ingestion.files.content_date import content_date
from ecom_platform.ingestion.files.file_content import fingerprint
from ecom_platform.ingestion.files.file_format import DeliveredFile
from ecom_platform.ingestion.files.layout_recognition import RecognisedLayout
from ecom_platform.ingestion.files.text_records import text_records
from ecom_platform.ingestion.load import day_fingerprints, file_ledger, raw_rows
from ecom_platform.ingestion.load.accounts import row_accounts
from ecom_platform.ingestion.load.arrival_ledger import Arrival
from ecom_platform.ingestion.load.deduplication import repeats_in_file, superseded_rows
from ecom_platform.ingestion.load.load_report import FileReport
from ecom_platform.ingestion.load.quarantine import quarantine_unreadable_rows
from ecom_platform.ingestion.records.time_cells import TimeZones, timezones_text
from ecom_platform.ingestion.records.typed_records import read_typed_rows
from ecom_platform.warehouse.connection import transaction


def load_file(
    connection: duckdb.DuckDBPyConnection,
    file: DeliveredFile,
    recognised: RecognisedLayout,
    zones: TimeZones,
    arrival: Arrival,
) -> FileReport:
    """Load all rows of the file into raw, or none if an error is raised; returns the report.

    Raises:
        DamagedFileError: it cannot be read to its end, too many rows are unreadable, or it changed
            while it was read.
        LayoutError: a header inside it has a column twice, or repeated rows in it differ.
    """
    feed, limits = recognised.feed, file.landing_file.limits
    with (
        text_records(file, recognised) as records,
        transaction(connection),
        limits.interrupting(connection),
    ):
        header_count = read_typed_rows(connection, records, recognised, zones)
        remarks = (*_unused_columns(recognised), *records.remarks)
        file_id = _store_rows_and_counts(
            connection, file, feed, arrival, header_count=header_count, zones=zones
        )
        file_ledger.record_remarks(connection, file_id, remarks)
        _deduplicate(connection, feed, file_id)
        if fingerprint(file.landing_file) != file.fingerprint:
            raise DamagedFileError(f"{file.name} changed while it was read; run again.")
        counts = file_ledger.file_counts(connection, file_id)
        accounts = row_accounts.accounts_of_file(connection, feed, file_id)
        superseded = row_accounts.rows_superseded_by(connection, feed, file_id)
    return FileReport(
        file.name,
        "loaded",
        feed.name,
        remarks=remarks,
        accounts=accounts,
        superseded=superseded,
        **counts,
    )


def _unused_columns(recognised: RecognisedLayout) -> list[str]:
    """The remark on the columns of the file that are not read, if there are any."""
    names = quoted_names(recognised.unused)
    return [f"unknown columns are not used: {names}"] if names else []


def _store_rows_and_counts(
    connection: duckdb.DuckDBPyConnection,
    file: DeliveredFile,
    feed: FeedSpec,
    arrival: Arrival,
    *,
    header_count: int,
    zones: TimeZones,
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
        arrival=arrival,
        content_date=content_date(file.name),
        header_count=header_count,
        timezones=timezones_text(feed, zones),
    )
    row_accounts.record_read_rows(connection, feed, file_id)
    repeats_in_file.mark_repeated_rows(connection, feed, file_id)
    file_ledger.count_repeats(connection, feed, file_id)
    return file_id


def _deduplicate(connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_id: int) -> None:
    """Delete replaced files, decide which rows count, and fingerprint the days."""
    replaced = file_ledger.find_replaced_files(connection, feed, file_id)
    row_accounts.forget_accounts(connection, feed)
    if feed.restates == "file":
        _replace_files(connection, feed, replaced)
    else:
        _deduplicate_records(connection, feed, [file_id, *replaced], replaced)
    _combine_with_references(connection)


def _replace_files(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, replaced: dict[int, int]
) -> None:
    """Let the newest file count instead of earlier ones, and fingerprint the days."""
    if feed.role == "transactions":
        day_fingerprints.find_all_days(connection, feed)
    _delete_replaced_files(connection, feed, replaced)
    superseded_rows.mark_superseded_files(connection, feed)
    if feed.role == "transactions":
        day_fingerprints.rewrite_touched_days(connection, feed)


def _deduplicate_records(
    connection: duckdb.DuckDBPyConnection,
    feed: FeedSpec,
    file_ids: list[int],
    replaced: dict[int, int],
) -> None:
    """Let the latest statement of each line, order or day count, and fingerprint the days."""
    has_days = feed.role == "transactions"
    superseded_rows.find_contested_keys(connection, feed, file_ids)
    if has_days:  # before the replaced rows are deleted, because their days change too
        day_fingerprints.find_touched_days(connection, feed, file_ids)
    _delete_replaced_files(connection, feed, replaced)
    superseded_rows.mark_superseded(connection, feed)
    if has_days:
        day_fingerprints.rewrite_touched_days(connection, feed)


def decide_anew(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Decide again which of the loaded rows of a feed count, and fingerprint its days again."""
    file_ids = [file_id for file_id, *_ in file_ledger.loaded_files(connection, feed)]
    row_accounts.forget_accounts(connection, feed)
    if feed.role == "transactions":
        day_fingerprints.find_all_days(connection, feed)
    if feed.restates == "file":
        superseded_rows.mark_superseded_files(connection, feed)
    elif file_ids:
        superseded_rows.let_all_count(connection, feed)
        superseded_rows.find_contested_keys(connection, feed, file_ids)
        superseded_rows.mark_superseded(connection, feed)
    if feed.role == "transactions":
        day_fingerprints.delete_fingerprints(connection, feed)
        day_fingerprints.rewrite_touched_days(connection, feed)
    _combine_with_references(connection)


def _combine_with_references(connection: duckdb.DuckDBPyConnection) -> None:
    day_fingerprints.combine_with_references(
        connection,
        [spec for spec in all_feeds().values() if spec.role == "reference" and spec.is_in_facts],
    )


def _delete_replaced_files(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, replaced: dict[int, int]
) -> None:
    """Delete the rows of replaced files; `raw.files` and `raw.row_accounts` keep their counts.

    Of a file that was read again, nothing is kept of the earlier reading.
    """
    read_again = file_ledger.earlier_readings(connection, replaced)
    others = {file: by for file, by in replaced.items() if file not in read_again}
    row_accounts.record_replaced_rows(connection, feed, others)
    raw_rows.delete_rows(connection, feed, list(replaced))
    file_ledger.mark_replaced(connection, others)
    file_ledger.forget_files(connection, read_again)
