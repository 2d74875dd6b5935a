"""Find the feed and layout of a file by its header, or state how the header differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.feeds.feed import FeedSpec, Layout, normal_header


@dataclass(frozen=True)
class RecognisedLayout:
    """The feed and layout that a header belongs to.

    Attributes:
        cells: raw column name to the position of its cell, from 0.
    """

    feed: FeedSpec
    layout: Layout
    cells: Mapping[str, int]


def recognise(header: Sequence[str], feeds: Iterable[FeedSpec], name: str) -> RecognisedLayout:
    """The feed and layout that `header` belongs to; columns may stand in any order.

    Raises:
        LayoutError: no layout matches the header; the message states the difference.
    """
    candidates = [
        (feed, layout) for feed in feeds for layout in feed.layouts if not layout.is_inner
    ]
    for feed, layout in candidates:
        if header_matches(layout, header):
            return RecognisedLayout(feed, layout, cells_of(layout, header, name))
    raise LayoutError(_difference(header, candidates, name))


def header_matches(layout: Layout, header: Sequence[str]) -> bool:
    """Whether the header has every required column of the layout and no unknown one."""
    present = header_names(header)
    known = layout.known_headers | layout.ignored_headers
    return layout.required_headers <= present <= known


def cells_of(layout: Layout, header: Sequence[str], name: str) -> dict[str, int]:
    """Raw column name to the position of its cell.

    Raises:
        LayoutError: the header has a column twice.
    """
    names = [normal_header(cell) for cell in header]
    twice = sorted({cell for cell in names if cell and names.count(cell) > 1})
    if twice:
        raise LayoutError(f"{name} has the column '{twice[0]}' twice. Remove or rename one.")
    positions = {cell: position for position, cell in enumerate(names)}
    found = (
        (column.name, positions.get(normal_header(column.header))) for column in layout.columns
    )
    return {column: position for column, position in found if position is not None}


def header_names(header: Sequence[str]) -> frozenset[str]:
    """The normalised texts of the header's cells, without blank ones."""
    return frozenset(normal_header(cell) for cell in header if cell.strip())


def _difference(
    header: Sequence[str], candidates: Sequence[tuple[FeedSpec, Layout]], name: str
) -> str:
    present = header_names(header)
    feed, layout = max(candidates, key=lambda pair: _similarity(pair[1], present))
    if not present & layout.known_headers:
        return (
            f"{name} belongs to no known feed: its header begins '{', '.join(header)[:120]}'. "
            "Remove it from the landing folder, or declare its feed."
        )
    missing = sorted(layout.required_headers - present)
    unknown = sorted(present - layout.known_headers - layout.ignored_headers)
    differences = [f"missing {_quoted(missing)}"] if missing else []
    differences += [f"unknown {_quoted(unknown)}"] if unknown else []
    return (
        f"{name} has an unknown layout. It is nearest to '{layout.name}' of the feed "
        f"'{feed.name}', but differs: {'; '.join(differences)}. "
        "Deliver it in the known layout, or declare the new one in the feed's module."
    )


def _similarity(layout: Layout, present: frozenset[str]) -> float:
    known = layout.known_headers | layout.ignored_headers
    return len(known & present) / len(known | present)


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name[:40]}'" for name in names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown
