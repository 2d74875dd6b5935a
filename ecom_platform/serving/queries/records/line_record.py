"""Where an order line was read: in which delivered file, and at which record of it.

The record itself is read from the file in `ecom_platform.ingestion.records.delivered_record`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.errors import NotFoundError
from ecom_platform.serving.queries.metrics.order_line_metrics import LINES
from ecom_platform.serving.queries.rows.row_sources import LINE_RECORDS


@dataclass(frozen=True)
class ReadFile:
    """A delivered file at the time it was read.

    Attributes:
        number: counts all delivered files; the first is 1.
        fingerprint: SHA-256 of the uncompressed content; None where the version does not state it.
        records: how many records the file has, including headers inside it; None where the
            version does not state it.
        is_replaced: whether a later delivery of the same name replaced the file.
    """

    number: int
    name: str
    fingerprint: str | None
    records: int | None
    is_replaced: bool


@dataclass(frozen=True)
class LineRecord:
    """An order line and where it was read.

    Attributes:
        line: every column of the order line.
        file: None where the version does not state where the line was read.
        record_number: counts the records of the file; the first one below the header is 1. None
            where the version does not state it.
    """

    line: Mapping[str, Any]
    file: ReadFile | None
    record_number: int | None


def line_record(
    connection: duckdb.DuckDBPyConnection, order_line_id: str, *, has_records: bool
) -> LineRecord:
    """An order line, and the file and record it was read from.

    Args:
        connection: to a published version.
        order_line_id: as in `marts.fct_order_items`.
        has_records: whether the version has the table that leads from lines to records.

    Raises:
        NotFoundError: the version has no such line.
    """
    result = connection.execute(f"select * from {LINES} where order_line_id = ?", [order_line_id])
    names = [column[0] for column in result.description or ()]
    rows = result.fetchall()
    if not rows:
        raise NotFoundError(
            f"There is no order line '{order_line_id}' in this version. Its source may have "
            "changed since the link was made."
        )
    line = dict(zip(names, rows[0], strict=True))
    file_and_record = _file_and_record(connection, line) if has_records else None
    if file_and_record is None:
        return LineRecord(line, None, None)
    return LineRecord(line, *file_and_record)


def _file_and_record(
    connection: duckdb.DuckDBPyConnection, line: Mapping[str, Any]
) -> tuple[ReadFile, int] | None:
    """The file and the record number of a line; None where the version does not state them."""
    same_keys = " and ".join(f"line_records.{key} = ${key}" for key in LINE_RECORDS.keys)
    row = connection.execute(
        f"""
        select line_records.file_id, line_records.file_name, files.fingerprint,
            files.record_count, coalesce(files.status = 'replaced', false),
            line_records.record_number
        from {LINE_RECORDS.table} as line_records
        left join raw.files as files on files.file_id = line_records.file_id
        where {same_keys}
        """,
        {key: line[key] for key in LINE_RECORDS.keys},
    ).fetchone()
    return None if row is None else (ReadFile(*row[:5]), int(row[5]))
