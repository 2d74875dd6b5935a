"""Find the headers that stand inside a file: a second layout, or the next sheet of a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from ecom_platform.ingestion.feeds.feed import Layout, normal_header
from ecom_platform.ingestion.files.layout_recognition import Recognised, cells_of
from ecom_platform.ingestion.records.cell_types import literal


@dataclass(frozen=True)
class Section:
    """The records below one header: `first_record` is the header's own number."""

    first_record: int
    layout: Layout
    cells: Mapping[str, int]


def find_sections(
    connection: duckdb.DuckDBPyConnection, header: Sequence[str], recognised: Recognised, name: str
) -> list[Section]:
    """The sections of the temporary table `records`, the one below the top header first.

    Raises:
        LayoutError: an inner header has a column twice.
    """
    layouts = {_signature(layout.known_headers): layout for layout in recognised.feed.layouts}
    layouts[_signature(_names(header))] = recognised.layout
    sections = [Section(0, recognised.layout, recognised.cells)]
    for number, cells in _likely_headers(connection, len(header), layouts):
        inner = ["" if cell.strip().isdigit() else cell for cell in cells]
        layout = layouts.get(_signature(_names(inner)))
        if layout:
            sections.append(Section(number, layout, cells_of(layout, inner, name)))
    return sections


def _likely_headers(
    connection: duckdb.DuckDBPyConnection, width: int, layouts: Mapping[str, Layout]
) -> list[tuple[int, list[str]]]:
    """Records that begin with a header's word, a row label before it or not."""
    cells = [f"coalesce(c{position}, '')" for position in range(width)]
    words = {word for signature in layouts for word in signature.split("|")}
    known_words = ", ".join(literal(word) for word in sorted(words))
    begins = " or ".join(f"lower(trim({cell})) in ({known_words})" for cell in cells[:2])
    return connection.execute(
        f"""
        select record_number, [{", ".join(cells)}] from records
        where record_number > 0 and ({begins})
        order by record_number
        """
    ).fetchall()


def _names(header: Sequence[str]) -> frozenset[str]:
    return frozenset(normal_header(cell) for cell in header if cell.strip())


def _signature(names: frozenset[str]) -> str:
    return "|".join(sorted(names))
