"""Build the SQL that gives text cells their types, or says why a row cannot be read.

Nothing here opens a connection or a file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout
from ecom_platform.ingestion.files.text_records import ISO_FORMATS

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
    feed: FeedSpec, layout: Layout, cell_positions: Mapping[str, int], *, has_iso_dates: bool
) -> dict[str, TypedColumn]:
    """Raw column name to its SQL expressions, for every column of the feed.

    Args:
        feed: declares the raw columns and the date formats.
        layout: declares which of those columns the file may have.
        cell_positions: raw column name to the position of its cell; without one it is null.
        has_iso_dates: dates may be in ISO form as well as in the formats of the feed.
    """
    formats = (*feed.date_formats, *ISO_FORMATS) if has_iso_dates else feed.date_formats
    declared = {column.name: column for column in layout.columns}
    return {
        column.name: _typed_column(declared[column.name], cell_positions[column.name], formats)
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


def _typed_column(column: Column, cell: int, formats: Sequence[str]) -> TypedColumn:
    """The SQL expressions of a column that is in the cell at this position."""
    text = f"t{cell}"
    is_error = f"({text} like '#%' and regexp_full_match({text}, '{_SPREADSHEET_ERROR}'))"
    nulls = ", ".join(literal_sql(null) for null in column.nulls)
    is_null = f"{is_error} or {text} in ({nulls})" if nulls else is_error
    value = _value_sql(column, text, f"c{cell}", formats)
    return TypedColumn(
        value=f"case when {is_null} then null else {value} end",
        cell_error=f"case when {is_error} then '{column.name}: ' || {text} end",
        reason=_reason_sql(column, text, is_error, is_null),
    )


def _value_sql(column: Column, text: str, cell: str, formats: Sequence[str]) -> str:
    """SQL for the typed value; null if the text does not have the form of the column's kind.

    Args:
        column: the column with its kind.
        text: the SQL name of the trimmed cell.
        cell: the SQL name of the cell as delivered.
        formats: the date formats that are tried in turn.
    """
    is_whole = f"regexp_full_match({text}, '[+-]?[0-9]{{1,18}}(\\.0*)?')"
    is_exact = f"regexp_full_match({text}, '[+-]?[0-9]*(\\.[0-9]{{0,{column.scale}}}0*)?')"
    parsed = (
        f"try_strptime({text}, [{', '.join(literal_sql(date_format) for date_format in formats)}])"
    )
    choices = ", ".join(literal_sql(choice) for choice in column.choices)
    return {
        "text": text,
        "verbatim": f"case when {text} is not null then {cell} end",
        "code": f"regexp_replace({text}, '\\.0$', '')",
        "choice": f"case when lower({text}) in ({choices}) then lower({text}) end",
        "integer": f"case when {is_whole} then try_cast(split_part({text}, '.', 1) as bigint) end",
        "decimal": f"case when {is_exact} then try_cast({text} as {column.sql_type}) end",
        "date": f"cast({parsed} as date)",
        "timestamp": parsed,
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
        cases.append(
            f"when {column.name} is null and {text} is not null and not ({is_null}) "
            f"then '{column.name} ''' || left({text}, 40) || ''' {_TYPE_ERRORS[column.kind]}'"
        )
    return f"case {' '.join(cases)} end" if cases else "null"
