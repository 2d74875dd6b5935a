"""Find the headers inside a file: those of a second layout or of a workbook's next sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from ecom_platform.ingestion.feeds.feed import Layout
from ecom_platform.ingestion.files.file_inspection import FileInspection
from ecom_platform.ingestion.files.layout_recognition import (
    RecognisedLayout,
    cells_of,
    header_names,
)
from ecom_platform.ingestion.records.cell_types import literal


@dataclass(frozen=True)
class Section:
    """The records below one header.

    Attributes:
        first_record: the record number of the header itself; 0 for the header of the file.
        cells: raw column name to the position of its cell, from 0.
    """

    first_record: int
    layout: Layout
    cells: Mapping[str, int]


def find_sections(
    connection: duckdb.DuckDBPyConnection, file: FileInspection, recognised: RecognisedLayout
) -> list[Section]:
    """The sections of the temporary table `records`; the first lies below the file's own header.

    Raises:
        LayoutError: an inner header has a column twice.
    """
    layout_of_header = {layout.known_headers: layout for layout in recognised.feed.layouts}
    layout_of_header[header_names(file.header)] = recognised.layout
    sections = [Section(0, recognised.layout, recognised.cells)]
    for number, cells in _likely_headers(connection, len(file.header), layout_of_header):
        inner = [header_cell(cell) for cell in cells]
        layout = layout_of_header.get(header_names(inner))
        if layout:
            sections.append(Section(number, layout, cells_of(layout, inner, file.name)))
    return sections


def header_cell(cell: str | None) -> str:
    """A cell of an inner header as text; the number of its row, in a label cell, is no header."""
    return "" if cell is None or cell.strip().isdigit() else cell


def _likely_headers(
    connection: duckdb.DuckDBPyConnection, width: int, headers: Iterable[frozenset[str]]
) -> list[tuple[int, list[str]]]:
    """Number and cells of the records whose first or second cell is a known header."""
    cells = [f"coalesce(c{position}, '')" for position in range(width)]
    known = ", ".join(literal(name) for name in sorted(frozenset().union(*headers)))
    begins_with_header = " or ".join(f"lower(trim({cell})) in ({known})" for cell in cells[:2])
    return connection.execute(
        f"""
        select record_number, [{", ".join(cells)}] from records
        where record_number > 0 and ({begins_with_header})
        order by record_number
        """
    ).fetchall()
