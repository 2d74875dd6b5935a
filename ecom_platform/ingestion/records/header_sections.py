"""Find the headers inside a file: those of a second layout or of a workbook's next sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from ecom_platform.ingestion.feeds.feed import Layout
from ecom_platform.ingestion.files.file_format import DeliveredFile
from ecom_platform.ingestion.files.layout_recognition import (
    RecognisedLayout,
    cell_positions_by_column,
    header_names,
)
from ecom_platform.ingestion.records.cell_types import literal_sql


@dataclass(frozen=True)
class Section:
    """The records below one header.

    Attributes:
        first_record: the record number of the header itself; 0 for the header of the file.
        cell_positions: raw column name to the position of its cell, from 0.
    """

    first_record: int
    layout: Layout
    cell_positions: Mapping[str, int]


def find_sections(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, recognised: RecognisedLayout
) -> list[Section]:
    """The sections of the temporary table `records`; the first is below the header of the file.

    Raises:
        LayoutError: an inner header has a column twice.
    """
    layout_of_header = {layout.known_headers: layout for layout in recognised.feed.layouts}
    layout_of_header[header_names(file.header)] = recognised.layout
    sections = [Section(0, recognised.layout, recognised.cell_positions)]
    for number, cells in _header_candidates(connection, len(file.header), layout_of_header):
        inner_header = [header_cell(cell) for cell in cells]
        layout = layout_of_header.get(header_names(inner_header))
        if layout:
            positions = cell_positions_by_column(layout, inner_header, file.name)
            sections.append(Section(number, layout, positions))
    return sections


def header_cell(cell: str | None) -> str:
    """A cell of a header row inside a file as text; empty for a number.

    Some exports number their rows, so that a header row inside the file begins with its number.
    """
    return "" if cell is None or cell.strip().isdigit() else cell


def _header_candidates(
    connection: duckdb.DuckDBPyConnection, width: int, headers: Iterable[frozenset[str]]
) -> list[tuple[int, list[str]]]:
    """Number and cells of the records whose first or second cell is the name of a known column.

    The first cell may be a row number, and then the header begins in the second.
    """
    cells = [f"coalesce(c{position}, '')" for position in range(width)]
    known = ", ".join(literal_sql(name) for name in sorted(frozenset().union(*headers)))
    names = (f"trim(regexp_replace(lower({cell}), '[\\s_-]+', ' ', 'g'))" for cell in cells[:2])
    begins_with_header = " or ".join(f"{name} in ({known})" for name in names)
    return connection.execute(
        f"""
        select record_number, [{", ".join(cells)}] from records
        where record_number > 0 and ({begins_with_header})
        order by record_number
        """
    ).fetchall()
