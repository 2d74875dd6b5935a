"""Give one text cell its type, as a load does it, without a file."""

from collections.abc import Sequence
from typing import Any

import duckdb

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout
from ecom_platform.ingestion.records.cell_types import CellForm, trimmed_cells_sql, typed_columns
from ecom_platform.ingestion.records.number_cells import DecimalMark
from ecom_platform.ingestion.records.time_cells import TimeZones

UTC_ONLY = TimeZones("UTC", "UTC")
FORMATS = ("%m-%d-%y", "%m/%d/%Y %H:%M")


def typed_cell(
    cell: str | None,
    column: Column,
    *,
    zones: TimeZones = UTC_ONLY,
    mark: DecimalMark | None = None,
    formats: Sequence[str] = FORMATS,
) -> tuple[Any, str | None, str | None]:
    """The value of a cell, the spreadsheet error in it, and why its row cannot be read."""
    layout = Layout("only", (column,))
    feed = FeedSpec("f", "t", "o", (layout,), "reference", date_formats=tuple(formats))
    form = CellForm(zones, mark or DecimalMark())
    typed = typed_columns(feed, layout, {column.name: 0}, form)[column.name]
    trimmed = f"(select c0, {trimmed_cells_sql([0])} from (select ? as c0))"
    valued = f"(select *, {typed.value} as x from {trimmed})"
    sql = f"select x, {typed.cell_error}, {typed.reason} from {valued}"
    row = duckdb.execute(sql, [cell]).fetchone()
    assert row is not None
    return row
