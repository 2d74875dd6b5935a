"""Read the files of one feed anew from the landing folder.

For a declaration that has changed: a column more, another type, another key. New files are loaded
in `load_landing.py`.
"""

from difflib import get_close_matches

import duckdb

from ecom_platform.errors import DamagedFileError, DeclarationError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.file_content import fingerprint
from ecom_platform.ingestion.files.landing_folder import LandingFile, list_files
from ecom_platform.ingestion.load import file_ledger, raw_rows, raw_schema
from ecom_platform.ingestion.load.load_file import decide_anew
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.ingestion.load.load_report import LoadReport, Progress
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse, transaction


def reload_feed(settings: Settings, name: str, progress: Progress | None = None) -> LoadReport:
    """Forget the loaded files of a feed that lie in the landing folder, and load them again.

    Each counts in the order in which it first arrived. Rows of files that lie there no more stay as
    they were read.

    Args:
        settings: where the landing folder and the warehouse are.
        name: the name of the feed.
        progress: called with one sentence per file.

    Returns:
        A report on every file of the landing folder.

    Raises:
        DeclarationError: there is no such feed.
        PlatformError: the landing folder does not exist.
        WarehouseError: another process holds the warehouse, or rows that stay do not fit the
            declaration.
    """
    feed = _feed_of_name(name)
    contents = {}
    for file in list_files(settings.landing_folder):
        contents[file.name] = _fingerprint_or_none(file)
    with open_warehouse(settings.warehouse_path) as connection:
        raw_schema.ensure_ledgers(connection)
        with transaction(connection):
            lost = _forget_files(connection, feed, contents)
        raw_schema.ensure_tables(connection)
        with transaction(connection):
            decide_anew(connection, feed)
    for file_name in lost:
        if progress:
            progress(
                f"{file_name} is no longer in the landing folder; its rows stay as they were read."
            )
    return load_landing(settings, progress)


def _feed_of_name(name: str) -> FeedSpec:
    feeds = all_feeds()
    if name not in feeds:
        nearest = get_close_matches(name, feeds, n=1)
        hint = f"Did you mean {nearest[0]}?" if nearest else f"Feeds: {', '.join(feeds)}."
        raise DeclarationError(f"There is no feed {name}. {hint}")
    return feeds[name]


def _fingerprint_or_none(file: LandingFile) -> str | None:
    """The fingerprint of a file; None for one that cannot be read."""
    try:
        return fingerprint(file)
    except (DamagedFileError, OSError):
        return None


def _forget_files(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, contents: dict[str, str | None]
) -> list[str]:
    """Forget the loaded files that lie in the landing folder; returns the names of the others."""
    loaded = file_ledger.loaded_files(connection, feed)
    in_landing = [id_ for id_, name, content in loaded if contents.get(name) == content]
    raw_rows.delete_rows(connection, feed, in_landing)
    file_ledger.forget_files(connection, in_landing)
    return [name for id_, name, _ in loaded if id_ not in in_landing]
