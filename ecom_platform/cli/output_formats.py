"""Print rows in the format that the user asked for: a table, CSV or JSON.

How many rows of a query are printed is decided in `commands/query.py`.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import Any

from rich.markup import escape
from rich.table import Table

from ecom_platform.cli.terminal_output import errors, out
from ecom_platform.serving.spreadsheet_cells import csv_line, inert_cell
from ecom_platform.serving.sql_query import QueryResult

MOST_LISTED = 1000  # rows of a list such as that of incidents; CSV and JSON print all rows


class Format(StrEnum):
    """The forms in which an answer can be printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def print_result(answer: QueryResult, output_format: Format, most_table_rows: int) -> None:
    """Print an answer; CSV and JSON stream all its rows, a table has at most `most_table_rows`."""
    match output_format:
        case Format.TABLE:
            _print_table(answer, most_table_rows)
        case Format.CSV:
            _print_csv(answer)
        case Format.JSON:
            _print_json(answer)


def print_rows(columns: Sequence[str], rows: list[tuple[Any, ...]], output_format: Format) -> None:
    """Print rows that are in memory, with the given column titles."""
    print_result(QueryResult(tuple(columns), iter([rows])), output_format, MOST_LISTED)


def _print_table(answer: QueryResult, most_rows: int) -> None:
    table = Table(*map(escape, answer.columns))
    rows = _all_rows(answer)
    for row in islice(rows, most_rows):
        table.add_row(*(escape(_cell_text(cell)) for cell in row))
    out.print(table)
    if next(rows, None) is not None:
        errors.print(f"Only the first {most_rows} rows are shown; --format csv prints all.")


def _print_csv(answer: QueryResult) -> None:
    sys.stdout.write(csv_line(map(inert_cell, answer.columns)))
    for row in _all_rows(answer):
        sys.stdout.write(csv_line(_cell_text(inert_cell(cell)) for cell in row))


def _print_json(answer: QueryResult) -> None:
    """Write a JSON list with one object per line; a decimal keeps all its digits."""
    names = [json.dumps(column, ensure_ascii=False) for column in answer.columns]
    sys.stdout.write("[")
    separator = "\n"
    for row in _all_rows(answer):
        cells = (f"{name}: {_json_text(cell)}" for name, cell in zip(names, row, strict=True))
        sys.stdout.write(f"{separator}{{{', '.join(cells)}}}")
        separator = ",\n"
    sys.stdout.write("]\n" if separator == "\n" else "\n]\n")


def _all_rows(answer: QueryResult) -> Iterator[tuple[Any, ...]]:
    """The rows of all batches, one by one."""
    return chain.from_iterable(answer.batches)


def _cell_text(value: object) -> str:
    """A cell as text; a decimal keeps all its digits and has no exponent."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _json_text(value: object) -> str:
    """A value as JSON: decimals with all digits; NaN, infinity and unknown types as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_json_text, value))}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(str(key))}: {_json_text(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    is_number = isinstance(value, int | float) and math.isfinite(value)
    is_plain = value is None or is_number
    return json.dumps(value if is_plain else str(value), ensure_ascii=False)
