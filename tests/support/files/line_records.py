"""The files and records of hand-made order lines, for tables of `tests/support/tables/sales.py`."""

from collections.abc import Mapping

import duckdb

DAY_FINGERPRINT = "fingerprint of the day"


def write_records(
    connection: duckdb.DuckDBPyConnection,
    record_of_line: Mapping[str, tuple[str, int]],
    *,
    fingerprint: str = DAY_FINGERPRINT,
    contents: Mapping[str, str] | None = None,
) -> None:
    """Give order lines a file and a record number; `contents` are the fingerprints of files."""
    contents = contents or {}
    names = sorted({name for name, _ in record_of_line.values()})
    connection.execute(
        f"""
        alter table marts.fct_order_items add column if not exists
            source_fingerprint varchar default '{DAY_FINGERPRINT}';
        create schema if not exists provenance;
        create schema if not exists raw;
        create or replace table provenance.order_line_records (
            order_line_id varchar, feed varchar, order_date date, file_id bigint,
            file_name varchar, record_number bigint, source_fingerprint varchar
        );
        create or replace table raw.files (
            file_id bigint, file_name varchar, fingerprint varchar, record_count bigint,
            status varchar
        );
        """
    )
    for number, name in enumerate(names, start=1):
        values = [number, name, contents.get(name), 40, "loaded"]
        connection.execute("insert into raw.files values (?, ?, ?, ?, ?)", values)
    for line, (name, record) in record_of_line.items():
        connection.execute(
            """
            insert into provenance.order_line_records
            select order_line_id, feed, order_date, ?, ?, ?, ? from marts.fct_order_items
            where order_line_id = ?
            """,
            [names.index(name) + 1, name, record, fingerprint, line],
        )
