"""Find the feed and layout of a file by its header, or state how the header differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec, Layout, normal_header
from ecom_platform.ingestion.feeds.unused_columns import (
    identifies_in_spite_of_others,
    is_nearly,
    mistakable_columns,
    quoted_names,
)


@dataclass(frozen=True)
class RecognisedLayout:
    """The feed and layout that a header belongs to.

    Attributes:
        cell_positions: raw column name to the position of its cell, from 0.
        unused: the header's cells whose columns are not read, because the layout has none of them.
    """

    feed: FeedSpec
    layout: Layout
    cell_positions: Mapping[str, int]
    unused: tuple[str, ...] = ()


_Candidate = tuple[FeedSpec, Layout]


def recognise(header: Sequence[str], feeds: Iterable[FeedSpec], name: str) -> RecognisedLayout:
    """The feed and layout that `header` belongs to; its columns may be in any order.

    A header with columns that no layout has belongs to a layout if it belongs to no other, and no
    such column may be one of the layout's under another name.

    Raises:
        LayoutError: no layout matches the header; the message states the difference.
    """
    candidates = [
        (feed, layout) for feed in feeds for layout in feed.layouts if not layout.is_inner
    ]
    for feed, layout in candidates:
        if header_matches(layout, header):
            return RecognisedLayout(feed, layout, cell_positions_by_column(layout, header, name))
    identified = [
        candidate
        for candidate in candidates
        if identifies_in_spite_of_others(candidate[1], header_names(header))
    ]
    if len(identified) != 1:
        raise LayoutError(_unknown_layout_message(header, candidates, name))
    return _recognised_with_others(*identified[0], header, name)


def header_matches(layout: Layout, header: Sequence[str]) -> bool:
    """Whether the header has every required column of the layout and no unknown one."""
    present = header_names(header)
    known = layout.known_headers | layout.ignored_headers
    return layout.required_headers <= present <= known


def cell_positions_by_column(layout: Layout, header: Sequence[str], name: str) -> dict[str, int]:
    """Raw column name to the position of its cell, for the columns that the header has.

    Raises:
        LayoutError: the header has a column twice.
    """
    names = [normal_header(cell) for cell in header]
    repeated = [
        header[position].strip() for position, cell in enumerate(names) if names.count(cell) > 1
    ]
    if any(repeated):
        raise LayoutError(
            f"{name} has the column '{next(filter(None, repeated))}' twice. Remove or rename one."
        )
    positions = {cell: position for position, cell in enumerate(names)}
    header_of_column = {column.name: normal_header(column.header) for column in layout.columns}
    return {
        column: positions[column_header]
        for column, column_header in header_of_column.items()
        if column_header in positions
    }


def header_names(header: Sequence[str]) -> frozenset[str]:
    """The normalised texts of the header's cells, without blank ones."""
    return frozenset(normal_header(cell) for cell in header if cell.strip())


def _recognised_with_others(
    feed: FeedSpec, layout: Layout, header: Sequence[str], name: str
) -> RecognisedLayout:
    """The layout, with the columns that it does not have.

    Raises:
        LayoutError: such a column may be one of the layout under another name.
    """
    unused = _unknown_cells(layout, header)
    for cell, column in mistakable_columns(layout, header_names(header), unused).items():
        raise LayoutError(
            f"{name} has the unknown column '{cell[:40]}', which may be '{column}' of the layout "
            f"'{layout.name}'. Rename it to '{column}' if it is, or remove it."
        )
    positions = cell_positions_by_column(layout, header, name)
    return RecognisedLayout(feed, layout, positions, unused)


def _unknown_cells(layout: Layout, header: Sequence[str]) -> tuple[str, ...]:
    """The header's cells that the layout does not know, as they are in the file."""
    known = layout.known_headers | layout.ignored_headers
    cells = (cell.strip() for cell in header)
    return tuple(cell for cell in cells if cell and normal_header(cell) not in known)


def _unknown_layout_message(
    header: Sequence[str], candidates: Sequence[_Candidate], name: str
) -> str:
    """The error message for a header that no layout matches: how the most similar one differs."""
    present = header_names(header)
    feed, layout = max(candidates, key=lambda pair: _header_similarity(pair[1], present))
    if not is_nearly(layout, present):
        return (
            f"{name} belongs to no known feed: its header begins '{', '.join(header)[:120]}'. "
            "Remove it from the landing folder, rename its columns to those of a feed, or declare "
            "its feed."
        )
    declared = {normal_header(column.header): column.header for column in layout.columns}
    missing = [declared[column] for column in sorted(layout.required_headers - present)]
    unknown = sorted(_unknown_cells(layout, header))
    differences = [f"missing {quoted_names(missing)}"] if missing else []
    differences += [f"unknown {quoted_names(unknown)}"] if unknown else []
    return (
        f"{name} has an unknown layout. It is nearest to '{layout.name}' of the feed "
        f"'{feed.name}', but differs: {'; '.join(differences)}. "
        "Deliver it in the known layout, or declare the new one in the feed's module."
    )


def _header_similarity(layout: Layout, present: frozenset[str]) -> float:
    """The share of headers that layout and file have in common, among all headers of both."""
    known = layout.known_headers | layout.ignored_headers
    return len(known & present) / len(known | present)
