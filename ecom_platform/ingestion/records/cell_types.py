"""Build the SQL that gives text cells their types, or says why a row cannot be read.

Nothing here opens a connection or a file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout
from ecom_platform.ingestion.files.text_records import ISO_FORMATS
from ecom_platform.ingestion.records.number_cells import (
    DecimalMark,
    has_unclear_mark_sql,
    number_sql,
)
from ecom_platform.ingestion.records.time_cells import TimeZones, timestamp_sql

_SPREADSHEET_ERROR = r"#(REF|VALUE|N/A|DIV/0|NAME|NUM|NULL)[!?]?"
_BLANKS = "e' \\t\\r\\n\u00a0'"
_TRUE = "('true', 'yes', 'y', '1')"
_FALSE = "('false', 'no', 'n', '0')"
_TYPE_ERRORS = {
    "integer": "is not a whole number",
    "decimal": "is not a number in the declared form",
    "date": "is not a date in the declared form",
    "timestamp": "is not a time in the declared form",
    "boolean": "is neither true nor false",
    "choice": "is not one of the known words",
}
_UNCLEAR_MARK = "has a mark that may separate decimals or thousands"


@dataclass(frozen=True)
class CellForm:
    """How a file writes its cells.

    Attributes:
        zones: the time zones of the file and of the shop.
        decimal_mark: how its numbers separate decimals.
        has_iso_dates: dates may be in ISO form as well as in the formats of the feed.
        is_sheet: the cells are those of a workbook.
    """

    zones: TimeZones
    decimal_mark: DecimalMark
    has_iso_dates: bool = False
    is_sheet: bool = False


@dataclass(frozen=True)
class TypedColumn:
    """SQL expressions for one column of one layout, over the columns of `trimmed_cells_sql`.

    Attributes:
        value: the typed value, null when the cell is empty or unreadable.
        cell_error: such as 'name: #REF!' when the cell holds a spreadsheet error, else null.
        reason: why the row cannot be read, else null; it also refers to the typed value by name.
    """

    value: str
    cell_error: str
    reason: str


def typed_columns(
    feed: FeedSpec, layout: Layout, cell_positions: Mapping[str, int], form: CellForm
) -> dict[str, TypedColumn]:
    """Raw column name to its SQL expressions, for every column of the feed.

    Args:
        feed: declares the raw columns and the date formats.
        layout: declares which of those columns the file may have.
        cell_positions: raw column name to the position of its cell; without one it is null.
        form: how the file writes its cells.
    """
    formats = (*feed.date_formats, *ISO_FORMATS) if form.has_iso_dates else feed.date_formats
    formats_sql = f"[{', '.join(literal_sql(date_format) for date_format in formats)}]"
    declared = {column.name: column for column in layout.columns}
    return {
        column.name: _typed_column(
            declared[column.name], cell_positions[column.name], formats_sql, form
        )
        if column.name in cell_positions and column.name in declared
        else TypedColumn(f"cast(null as {column.sql_type})", "null", "null")
        for column in feed.columns
    }


def trimmed_cells_sql(positions: Iterable[int]) -> str:
    """The SQL list of columns `t0`, `t1` ...: cells without blanks at the edges, null if empty."""
    return ", ".join(f"nullif(trim(c{cell}, {_BLANKS}), '') as t{cell}" for cell in positions)


def joined_texts_sql(expressions: Sequence[str]) -> str:
    """SQL for those texts that are not null, joined by '; '; null if all of them are null."""
    not_null = [expression for expression in expressions if expression != "null"]
    return f"nullif(concat_ws('; ', {', '.join(not_null)}), '')" if not_null else "null"


def literal_sql(text: str) -> str:
    """`text` as a quoted SQL string.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def _typed_column(column: Column, cell: int, formats: str, form: CellForm) -> TypedColumn:
    """The SQL expressions of a column that is in the cell at this position."""
    text = f"t{cell}"
    is_error = f"({text} like '#%' and regexp_full_match({text}, '{_SPREADSHEET_ERROR}'))"
    nulls = ", ".join(literal_sql(null) for null in column.nulls)
    is_null = f"{is_error} or {text} in ({nulls})" if nulls else is_error
    value = _value_sql(column, text, f"c{cell}", formats, form)
    return TypedColumn(
        value=f"case when {is_null} then null else {value} end",
        cell_error=f"case when {is_error} then '{column.name}: ' || {text} end",
        reason=_reason_sql(column, text, is_error, is_null),
    )


def _value_sql(column: Column, text: str, cell: str, formats: str, form: CellForm) -> str:
    """SQL for the typed value; null if the text does not have the form of the column's kind.

    Args:
        column: the column with its kind.
        text: the SQL name of the trimmed cell.
        cell: the SQL name of the cell as delivered.
        formats: the SQL list of the date formats that are tried in turn.
        form: how the file writes its cells.
    """
    whole = number_sql(text, "decimal(18, 0)", 0, form.decimal_mark)
    choices = ", ".join(literal_sql(choice) for choice in column.choices)
    return {
        "text": text,
        "verbatim": f"case when {text} is not null then {cell} end",
        "code": f"regexp_replace({text}, '\\.0$', '')",
        "choice": f"case when lower({text}) in ({choices}) then lower({text}) end",
        "integer": f"cast({whole} as bigint)",
        "decimal": number_sql(text, column.sql_type, column.scale, form.decimal_mark),
        "date": f"cast(try_strptime({text}, {formats}) as date)",
        "timestamp": timestamp_sql(text, formats, form.zones, is_sheet=form.is_sheet),
        "boolean": f"case when lower({text}) in {_TRUE} then true "
        f"when lower({text}) in {_FALSE} then false end",
    }[column.kind]


def _reason_sql(column: Column, text: str, is_error: str, is_null: str) -> str:
    """SQL for the reason why the cell makes its row unreadable; null if it does not."""
    cases = []
    if column.required:
        cases.append(
            f"when {text} is null then '{column.name} is missing' "
            f"when {is_error} then '{column.name} is the spreadsheet error ' || {text}"
        )
    if column.kind in _TYPE_ERRORS:
        error = f"'{_TYPE_ERRORS[column.kind]}'"
        if column.kind in ("integer", "decimal"):
            error = (
                f"case when {has_unclear_mark_sql(text)} then '{_UNCLEAR_MARK}' else {error} end"
            )
        cases.append(
            f"when {column.name} is null and {text} is not null and not ({is_null}) "
            f"then '{column.name} ''' || left({text}, 40) || ''' ' || {error}"
        )
    return f"case {' '.join(cases)} end" if cases else "null"
