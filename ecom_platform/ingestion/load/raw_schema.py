"""The tables of the raw schema: one per feed, the files, the quarantine and the day fingerprints.

Only ingestion writes to them: rows in `raw_rows.py` and `quarantine.py`, files in
`file_ledger.py`. The columns with the data of a feed are declared in `feeds/`.
"""

import duckdb

from ecom_platform.ingestion.feeds.feed_registry import all_feeds

TECHNICAL_COLUMNS = (
    "file_id bigint, record_number bigint, layout varchar, section_number integer, "
    "is_repeat boolean, is_superseded boolean, cell_errors varchar"
)

_LEDGER_TABLES = (
    """
    create table if not exists raw.files (
        file_id bigint primary key, feed varchar, file_name varchar, fingerprint varchar,
        status varchar, message varchar, delivered_number bigint, content_date date,
        layouts varchar, first_date date, last_date date, record_count bigint,
        header_count bigint, blank_count bigint, loaded_count bigint, repeat_count bigint,
        repeat_amount decimal(18, 2), quarantined_count bigint, quarantined_amount decimal(18, 2)
    )
    """,
    """
    create table if not exists raw.quarantine (
        feed varchar, file_id bigint, record_number bigint, layout varchar, reason varchar,
        amount decimal(18, 2), record varchar
    )
    """,
    """
    create table if not exists raw.day_fingerprints (
        feed varchar, order_date date, fingerprint varchar, row_count bigint,
        content_fingerprint varchar
    )
    """,
)


def ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every raw table that does not exist yet; a feed without files has an empty table."""
    connection.execute("create schema if not exists raw")
    for create_table in _LEDGER_TABLES:
        connection.execute(create_table)
    for feed in all_feeds().values():
        columns = ", ".join(f"{column.name} {column.sql_type}" for column in feed.columns)
        connection.execute(
            f"create table if not exists {feed.table} ({TECHNICAL_COLUMNS}, {columns})"
        )
