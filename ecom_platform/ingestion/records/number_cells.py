"""Build the SQL that reads the number in a text cell exactly, and find a file's decimal mark.

A mark that may separate decimals or thousands is never guessed: such a cell has no value. The other
kinds of cells are in `cell_types.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

_CERTAIN_DIGITS = 15  # a double holds so many digits of any decimal
_DIGITS_OF_A_DOUBLE = 17  # ... and this many tell every double from all others

# what follows the mark tells decimals from thousands: groups of thousands have three digits, and
# none begins with a zero
_DECIMALS = "[+-]?(0?{mark}[0-9]+|[0-9]+{mark}([0-9]{{1,2}}|[0-9]{{4,}})|[0-9]{{4,}}{mark}[0-9]+)"
_BOTH_MARKS = "[+-]?[0-9]{{1,3}}({other}[0-9]{{3}})+{mark}[0-9]+"
_GROUPS = "[+-]?[0-9]{{1,3}}({other}[0-9]{{3}}){{2,}}"
_EITHER = "[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}"


@dataclass(frozen=True)
class DecimalMark:
    """How the numbers of one file separate decimals.

    Attributes:
        mark: '.' or ','.
        is_certain: the file itself shows it, so that '1.000' has one meaning only. If not, a number
            that could have two meanings has no value.
    """

    mark: str = "."
    is_certain: bool = True


def find_decimal_mark(
    connection: duckdb.DuckDBPyConnection, positions: Iterable[int], separator: str | None
) -> DecimalMark:
    """The decimal mark of the file in the temporary table `records`.

    A point, unless the numbers say otherwise: `12,50` has a decimal comma. Where some numbers have
    a decimal comma and others a decimal point, and where the cells are separated by something else
    than a comma and no number decides it, the mark is not certain.

    Args:
        connection: has the table `records`.
        positions: the positions of the cells that hold numbers.
        separator: the character between the cells of a CSV; None for the other kinds of files.
    """
    cells = [f"trim(c{position})" for position in positions]
    if not cells:
        return DecimalMark()
    any_comma = " or ".join(f"contains({cell}, ',')" for cell in cells)
    has_comma = _flags(connection, f"bool_or({any_comma})")[0]
    if not has_comma and separator in (",", None):
        return DecimalMark()
    has_points, has_decimal_commas = _flags(
        connection, _any_matches(cells, mark=r"\.", other=","), _any_matches(cells, ",", r"\.")
    )
    if has_decimal_commas:
        return DecimalMark(",", is_certain=not has_points)
    return DecimalMark(".", is_certain=has_points or separator in (",", None))


def number_sql(text: str, sql_type: str, scale: int, mark: DecimalMark) -> str:
    """SQL for the exact number in a cell; null if there is none with at most `scale` decimals.

    A spreadsheet writes 59.97 as 59.970000000000006 when it computes with binary fractions. Such a
    number is rounded to the digits that a binary fraction holds for certain, if it then has at most
    `scale` decimals; otherwise something would be lost, and it has no value.

    Args:
        text: the SQL name of the trimmed cell.
        sql_type: the type of the value.
        scale: how many digits after the decimal mark the value may have.
        mark: the decimal mark of the file.
    """
    number = text
    if mark.mark == ",":
        number = f"case when not contains({text}, '.') then replace({text}, ',', '.') end"
    is_exact = "regexp_full_match({}, '[+-]?[0-9]*(\\.[0-9]{{0,{}}}0*)?')"
    digits = f"length(ltrim(regexp_replace({number}, '[^0-9]', '', 'g'), '0'))"
    rounded = f"printf('%.{_CERTAIN_DIGITS}g', try_cast({number} as double))"
    is_binary = (
        f"regexp_full_match({number}, '[+-]?[0-9]*\\.[0-9]+') "
        f"and {digits} between {_CERTAIN_DIGITS + 1} and {_DIGITS_OF_A_DOUBLE} "
        f"and {is_exact.format(rounded, scale)}"
    )
    is_either = "false" if mark.is_certain else f"regexp_full_match({text}, '{_EITHER}')"
    return (
        f"case when {is_either} then null "
        f"when {is_exact.format(number, scale)} then try_cast({number} as {sql_type}) "
        f"when {is_binary} then try_cast({rounded} as {sql_type}) end"
    )


def has_unclear_mark_sql(text: str) -> str:
    """SQL for whether a cell is made of digits and of marks that may mean decimals or thousands."""
    return f"regexp_full_match({text}, '[+-]?[0-9]*([0-9][.,][0-9]{{3}}|,[0-9]+)([.,][0-9]+)*')"


def _any_matches(cells: list[str], mark: str, other: str) -> str:
    """SQL for whether any cell is a number that can only be read with this decimal mark."""
    forms = "|".join(
        f"({form.format(mark=mark, other=other)})" for form in (_DECIMALS, _BOTH_MARKS, _GROUPS)
    )
    return "bool_or({})".format(
        " or ".join(f"regexp_full_match({cell}, '{forms}')" for cell in cells)
    )


def _flags(connection: duckdb.DuckDBPyConnection, *flags: str) -> tuple[bool, ...]:
    """The values of SQL flags over all records below the header; false where there are none."""
    row = connection.execute(
        f"select {', '.join(flags)} from records where record_number > 0"
    ).fetchone()
    return tuple(bool(flag) for flag in row or (False,) * len(flags))
