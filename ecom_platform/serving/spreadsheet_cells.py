"""Values as cells that no spreadsheet takes for a formula.

Files of rows are made in `downloads.py`, what a terminal prints in `cli`.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any

# https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are those of Asian keyboards
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert_cell(value: Any) -> Any:
    """A value for a CSV file that spreadsheets show and never compute.

    A spreadsheet computes text that begins like a formula, so an apostrophe is put before it.
    Numbers, dates and times stay what they are, negative numbers too.

    Example:
        >>> inert_cell("=HYPERLINK(A1)")
        "'=HYPERLINK(A1)"
        >>> inert_cell(-12.5)
        -12.5
    """
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def csv_line(cells: Iterable[Any]) -> str:
    """A line of CSV with its end; the cells are as `inert_cell` returns them.

    A cell with a carriage return is quoted. Python's writer quotes only the characters of its own
    line end, so a lone one would begin a new row, whose first cell could be a formula.
    """
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(list(cells))
    return target.getvalue().removesuffix("\r\n") + "\n"
