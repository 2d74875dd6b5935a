"""Values as cells that no spreadsheet takes for a formula.

Files of rows are made in `downloads.py`, what a terminal prints in `cli`.
"""

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
