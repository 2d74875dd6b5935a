"""The names that a feed's columns cannot have, because raw or SQL uses them itself.

They are refused when the feeds are gathered, before any file is read.
"""

import re
from functools import cache

import duckdb

from ecom_platform.errors import DeclarationError
from ecom_platform.ingestion.feeds.feed import FeedSpec

OWN_NAMES = frozenset(
    {
        *("file_id", "record_number", "layout", "section_number", "is_repeat", "is_superseded"),
        *("superseded_by", "is_taken_out", "cell_errors", "cell_reason", "is_blank", "reason"),
        *("record", "starts_section", "is_total", "could_be_total", "names_a_total"),
        "is_money_unread",
    }
)
_CELL = re.compile(r"[ct]\d+")  # the cells of a record while it is read
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def require_usable_names(feed: FeedSpec) -> None:
    """Raise an error if a column of the feed has a name that it cannot have.

    Raises:
        DeclarationError: it is one of the platform's own, a word of SQL, or not a plain name.
    """
    for column in feed.columns:
        if problem := _problem(column.name):
            raise DeclarationError(
                f"The feed {feed.name} declares a column {column.name}, but {problem}. Give the "
                "column another name; its header in the file can stay."
            )


def _problem(name: str) -> str | None:
    if name in OWN_NAMES or _CELL.fullmatch(name):
        return "raw tables have a column of that name themselves"
    if not _PLAIN.fullmatch(name):
        return "a name has only small letters, digits and underscores, and no digit first"
    return "that is a word of SQL" if name in _reserved_words() else None


@cache
def _reserved_words() -> frozenset[str]:
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        rows = connection.execute(
            "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
        ).fetchall()
    return frozenset(str(row[0]) for row in rows)
