"""The tables of the raw schema: one per feed, the files, the quarantine and the day fingerprints.

Only ingestion writes to them: rows in `raw_rows.py` and `quarantine.py`, files in
`file_ledger.py`. The columns with the data of a feed are declared in `feeds/`.
"""

import re

import duckdb

from ecom_platform.errors import WarehouseError
from ecom_platform.ingestion.feeds.feed_registry import all_feeds

TECHNICAL_COLUMNS = (
    "file_id bigint, record_number bigint, layout varchar, section_number integer, "
    "is_repeat boolean, is_superseded boolean, superseded_by bigint, is_taken_out boolean, "
    "cell_errors varchar"
)

_LEDGER_TABLES = {
    "raw.files": """
        file_id bigint primary key, feed varchar, file_name varchar, fingerprint varchar,
        status varchar, message varchar, delivered_number bigint, content_date date,
        layouts varchar, first_date date, last_date date, record_count bigint,
        header_count bigint, blank_count bigint, loaded_count bigint, repeat_count bigint,
        repeat_amount decimal(18, 4), quarantined_count bigint, quarantined_amount decimal(18, 4),
        total_count bigint, unknown_money_count bigint, timezones varchar,
        arrival_run bigint, stated_at timestamp, replaced_by bigint, live_count bigint,
        superseded_count bigint, taken_out_count bigint, account varchar
    """,
    "raw.quarantine": """
        feed varchar, file_id bigint, record_number bigint, layout varchar, reason varchar,
        amount decimal(18, 4), currency varchar, record varchar
    """,
    "raw.row_accounts": """
        feed varchar, file_id bigint, outcome varchar, superseded_by bigint, currency varchar,
        row_count bigint, amount decimal(38, 4), unknown_amount_count bigint,
        taken_out_count bigint, taken_out_amount decimal(38, 4)
    """,
    "raw.day_fingerprints": """
        feed varchar, order_date date, fingerprint varchar, row_count bigint,
        content_fingerprint varchar
    """,
}


def declared_columns() -> dict[str, tuple[str, ...]]:
    """The names of the columns of every raw table, as declared."""
    columns = {table: _names(declared) for table, declared in _LEDGER_TABLES.items()}
    for feed in all_feeds().values():
        columns[feed.table] = (
            *_names(TECHNICAL_COLUMNS),
            *(column.name for column in feed.columns),
        )
    return columns


def _names(declared: str) -> tuple[str, ...]:
    """The names in a list of columns with their types, of which some have a comma in brackets."""
    return tuple(column.split()[0] for column in re.sub(r"\(.*?\)", "", declared).split(","))


def ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring every raw table to its declared columns; a feed without files has an empty table.

    A column that a table lacks is added, without values for the rows that are there; one that is no
    longer declared is dropped; one of another type is converted.

    Raises:
        WarehouseError: values of a column cannot be converted without loss.
    """
    ensure_ledgers(connection)
    for feed in all_feeds().values():
        declared = ", ".join(f"{column.name} {column.sql_type}" for column in feed.columns)
        _ensure_table(connection, feed.table, f"{TECHNICAL_COLUMNS}, {declared}")


def ensure_ledgers(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the tables of files, rows and days to their columns, and leave those of feeds alone."""
    connection.execute("create schema if not exists raw")
    for table, columns in _LEDGER_TABLES.items():
        _ensure_table(connection, table, columns)


def _ensure_table(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> None:
    """Create the table, or bring the one that exists to these columns."""
    connection.execute(f"create table if not exists {table} ({columns})")
    connection.execute(f"create or replace temp table declared ({columns})")
    declared, found = _types(connection, "temp.declared"), _types(connection, table)
    for name in [name for name in found if name not in declared]:
        connection.execute(f"alter table {table} drop column {name}")
    for name, sql_type in declared.items():
        if name not in found:
            connection.execute(f"alter table {table} add column {name} {sql_type}")
        elif found[name] != sql_type:
            _convert(connection, table, name, found[name], sql_type)


def _types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table with their types, in order."""
    described = connection.execute(f"describe {table}").fetchall()
    return {str(name): str(sql_type) for name, sql_type, *_ in described}


def _convert(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, old: str, new: str
) -> None:
    """Change the type of a column, unless a value would be lost."""
    lost = connection.execute(
        f"""
        select count(*) from {table}
        where try_cast(try_cast({column} as {new}) as {old}) is distinct from {column}
        """
    ).fetchone()
    if lost and lost[0]:
        raise WarehouseError(
            f"The column {column} of {table} is now declared as {new.lower()}, and {lost[0]:,} "
            f"values that were loaded as {old.lower()} cannot be converted. 'ecom reload "
            f"{table.removeprefix('raw.')}' reads the files of the feed anew; put "
            "those back that are no longer in the landing folder."
        )
    connection.execute(f"alter table {table} alter column {column} set data type {new}")
