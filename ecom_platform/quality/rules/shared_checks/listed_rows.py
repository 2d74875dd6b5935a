"""Which rows of a reference feed count: of whole files, those of the last file."""

from ecom_platform.ingestion.feeds.feed_registry import all_feeds

LISTED_ROWS = {  # predicate for the rows of a list that count: of whole files, the last file
    feed.table: "file_id = (select max(file_id) from {table})"
    if feed.restates == "file"
    else "not is_superseded"
    for feed in all_feeds().values()
    if feed.role == "reference"
}
