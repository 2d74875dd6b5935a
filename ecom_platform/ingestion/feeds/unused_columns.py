"""Decide when columns that no layout has may stay unread, and when they make a file doubtful.

How a header is matched and what its file is told is decided in `layout_recognition.py`.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from ecom_platform.ingestion.feeds.feed import Layout, normal_header

DISTINCT_COLUMNS = 6  # so many required columns together belong to one layout only
FEWEST_COLUMNS = 3  # with fewer required columns, any table with an SKU would be a product list
KNOWN_SHARE = 2 / 3  # of the columns of a file, where the layout has few
NEAR_SHARE = 0.5  # of a layout's required columns, for it to be named as the nearest
SAME_SPELLING = 0.8


def identifies_in_spite_of_others(layout: Layout, present: frozenset[str]) -> bool:
    """Whether the layout's columns are there and identify it, whatever other columns there are."""
    required = layout.required_headers
    if not required <= present or len(required) < FEWEST_COLUMNS or _is_numbered(layout):
        return False
    known = present & (layout.known_headers | layout.ignored_headers)
    return len(required) >= DISTINCT_COLUMNS or len(known) >= KNOWN_SHARE * len(present)


def mistakable_columns(
    layout: Layout, present: frozenset[str], unused: Sequence[str]
) -> dict[str, str]:
    """Each unused column that may be one of the layout under another name, and which one.

    A discount whose column has another name would otherwise be left out, and the revenue with it.
    """
    absent = {
        normal_header(column.header): column
        for column in layout.columns
        if normal_header(column.header) not in present
    }
    return {
        cell: column.header
        for cell in unused
        for name, column in absent.items()
        if _may_be(normal_header(cell), name, is_money=column.kind == "decimal")
    }


def is_nearly(layout: Layout, present: frozenset[str]) -> bool:
    """Whether enough of the layout's required columns are there to call it the nearest."""
    required = layout.required_headers
    return len(required & present) >= NEAR_SHARE * len(required)


def quoted_names(names: Sequence[str]) -> str:
    """The names in quotes for a message: at most 12, each cut at 40 characters."""
    shown = ", ".join(f"'{name[:40]}'" for name in names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown


def _is_numbered(layout: Layout) -> bool:
    """Whether columns have no names but positions, which another column would shift."""
    return any(header.startswith("unnamed:") for header in layout.required_headers)


def _may_be(cell: str, column: str, *, is_money: bool) -> bool:
    """Whether a column may be meant by this cell; for money a word in common is enough."""
    words, of_column = set(cell.split()), set(column.split())
    if words <= of_column or (is_money and words & of_column):
        return True
    return SequenceMatcher(None, cell, column).ratio() >= SAME_SPELLING
