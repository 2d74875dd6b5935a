"""Paths as SQL text that names exactly one file, whatever characters are in them.

DuckDB takes the path of `read_csv` and its like for a pattern, and that of `attach` as it is.
"""

import re
from pathlib import Path

_PATTERN_CHARACTERS = re.compile(r"([\[*?])")


def path_sql(path: Path) -> str:
    """A path as a quoted SQL string, for `attach`.

    >>> path_sql(Path("it's.duckdb"))
    "'it''s.duckdb'"
    """
    return _quoted(str(path))


def only_this_file_sql(path: Path) -> str:
    """A path as a quoted SQL pattern that matches only this file, for `read_csv` and its like.

    >>> only_this_file_sql(Path("orders[1].csv"))
    "'orders[[]1].csv'"
    """
    return _quoted(_PATTERN_CHARACTERS.sub(r"[\1]", str(path)))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
