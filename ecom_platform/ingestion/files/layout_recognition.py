"""Find the feed and layout of a file by its header, or state how the header differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec, Layout, normal_header


@dataclass(frozen=True)
class RecognisedLayout:
    """The feed and layout that a header belongs to.

    Attributes:
        cell_positions: raw column name to the position of its cell, from 0.
    """

    feed: FeedSpec
    layout: Layout
    cell_positions: Mapping[str, int]


def recognise(header: Sequence[str], feeds: Iterable[FeedSpec], name: str) -> RecognisedLayout:
    """The feed and layout that `header` belongs to; its columns may be in any order.

    Raises:
        LayoutError: no layout matches the header; the message states the difference.
    """
    candidates = [
        (feed, layout) for feed in feeds for layout in feed.layouts if not layout.is_inner
    ]
    for feed, layout in candidates:
        if header_matches(layout, header):
            return RecognisedLayout(feed, layout, cell_positions_by_column(layout, header, name))
    raise LayoutError(_unknown_layout_message(header, candidates, name))


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
    repeated_names = sorted({cell for cell in names if cell and names.count(cell) > 1})
    if repeated_names:
        raise LayoutError(
            f"{name} has the column '{repeated_names[0]}' twice. Remove or rename one."
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


def _unknown_layout_message(
    header: Sequence[str], candidates: Sequence[tuple[FeedSpec, Layout]], name: str
) -> str:
    """The error message for a header that no layout matches: how the most similar one differs."""
    present = header_names(header)
    feed, layout = max(candidates, key=lambda pair: _header_similarity(pair[1], present))
    if not present & layout.known_headers:
        return (
            f"{name} belongs to no known feed: its header begins '{', '.join(header)[:120]}'. "
            "Remove it from the landing folder, or declare its feed."
        )
    missing = sorted(layout.required_headers - present)
    unknown = sorted(present - layout.known_headers - layout.ignored_headers)
    differences = [f"missing {_quoted_names(missing)}"] if missing else []
    differences += [f"unknown {_quoted_names(unknown)}"] if unknown else []
    return (
        f"{name} has an unknown layout. It is nearest to '{layout.name}' of the feed "
        f"'{feed.name}', but differs: {'; '.join(differences)}. "
        "Deliver it in the known layout, or declare the new one in the feed's module."
    )


def _header_similarity(layout: Layout, present: frozenset[str]) -> float:
    """The share of headers that layout and file have in common, among all headers of both."""
    known = layout.known_headers | layout.ignored_headers
    return len(known & present) / len(known | present)


def _quoted_names(names: Sequence[str]) -> str:
    """The names in quotes for a message: at most 12, each cut at 40 characters."""
    shown = ", ".join(f"'{name[:40]}'" for name in names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown
