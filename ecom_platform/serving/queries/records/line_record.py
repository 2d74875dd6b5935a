"""The record an order line was read from: which line, which file, which place in it.

The record itself lies in the delivered file and is read in
`ecom_platform.ingestion.records.delivered_record`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.metrics.order_line_metrics import LINES
from ecom_platform.serving.queries.rows.row_sources import LINE_RECORDS


@dataclass(frozen=True)
class ReadFile:
    """A delivered file, as it was read.

    Attributes:
        number: its place in the order of all deliveries.
        fingerprint: SHA-256 of its uncompressed content; None where the version does not say.
        records: how many it has, headers inside it included; None where it does not say.
        is_replaced: whether a later delivery of its name took its place.
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
        file: None where the version does not lead from the line to a record.
        record_number: the first record below the header is 1.
    """

    line: Mapping[str, Any]
    file: ReadFile | None
    record_number: int | None


def line_record(
    connection: duckdb.DuckDBPyConnection, order_line_id: str, *, has_records: bool
) -> LineRecord:
    """Where an order line was read; `has_records` says whether the version can tell.

    Raises:
        ViewError: the version has no such line.
    """
    found = connection.execute(f"select * from {LINES} where order_line_id = ?", [order_line_id])
    names = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    if not rows:
        raise ViewError(
            f"There is no order line '{order_line_id}' in this version. What its source says of it "
            "may have changed since the link was made."
        )
    line = dict(zip(names, rows[0], strict=True))
    place = _place(connection, line) if has_records else None
    return LineRecord(line, *(place or (None, None)))


def _place(
    connection: duckdb.DuckDBPyConnection, line: Mapping[str, Any]
) -> tuple[ReadFile, int] | None:
    same = " and ".join(f"line_records.{key} = ${key}" for key in LINE_RECORDS.keys)
    row = connection.execute(
        f"""
        select line_records.file_id, line_records.file_name, files.fingerprint,
            files.record_count, coalesce(files.status = 'replaced', false),
            line_records.record_number
        from {LINE_RECORDS.table} as line_records
        left join raw.files as files on files.file_id = line_records.file_id
        where {same}
        """,
        {key: line[key] for key in LINE_RECORDS.keys},
    ).fetchone()
    return None if row is None else (ReadFile(*row[:5]), int(row[5]))
