"""Rows of a source as pages and files ask for them: filtered, sorted, in pieces or all.

Which sources there are belongs in `row_sources.py`, how a filter becomes SQL in `row_filters.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.metrics import METRICS
from ecom_platform.serving.queries.row_filters import RowRequest, order_clause, where_clause
from ecom_platform.serving.queries.row_sources import RowSource
from ecom_platform.serving.queries.table_number import counted_rows
from ecom_platform.serving.queries.table_numbers import TABLE_NUMBERS
from ecom_platform.serving.queries.view import View

BATCH_ROWS = 5_000


@dataclass(frozen=True)
class Column:
    """A column of rows: its name and what it holds."""

    name: str
    kind: str  # number, date, boolean or text


@dataclass(frozen=True)
class Rows:
    """Rows that answer a request, and how many there are in all."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: int


def columns_of(connection: duckdb.DuckDBPyConnection, source: RowSource) -> tuple[Column, ...]:
    """The columns of a source, in the order of its table."""
    described = connection.execute(f"describe {source.table}").fetchall()
    return tuple(Column(row[0], _kind(row[1])) for row in described)


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    number: str | None = None,
) -> Rows:
    """Some rows of a source; with a headline number, only those that it counts.

    Raises:
        ViewError: the request names what there is not, or compares what cannot be compared.
    """
    columns = columns_of(connection, source)
    sql, values = _statement(source, view, request, number, columns)
    total = _execute(connection, f"select count(*) {sql}", values).fetchall()[0][0]
    limited = "" if request.limit is None else f" limit {request.limit} offset {request.offset}"
    order = order_clause(request, [column.name for column in columns], source.order)
    names = _named(columns)
    rows = _execute(
        connection, f"select {names} {sql} order by {order}{limited}", values
    ).fetchall()
    return Rows(columns, rows, total)


def stream_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    number: str | None = None,
) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a source in batches, for a file.

    Raises:
        ViewError: as `read_rows`.
    """
    columns = columns_of(connection, source)
    sql, values = _statement(source, view, request, number, columns)
    order = order_clause(request, [column.name for column in columns], source.order)
    answer = _execute(connection, f"select {_named(columns)} {sql} order by {order}", values)
    while batch := answer.fetchmany(BATCH_ROWS):
        yield batch


def _statement(
    source: RowSource,
    view: View,
    request: RowRequest,
    number: str | None,
    columns: Sequence[Column],
) -> tuple[str, dict[str, Any]]:
    names = [column.name for column in columns]
    seen, values = view.where(*source.filters)
    equal, of_equal = where_clause(RowRequest(equal=request.equal), names)
    filtered, of_filters = where_clause(RowRequest(filters=request.filters), names)
    counted = _counted(source, number, f"{seen} and {equal}")
    return f"from {counted} and {filtered}", {**values, **of_equal, **of_filters}


def _counted(source: RowSource, number: str | None, where: str) -> str:
    """The rows a number counts; filters of a table come later, as they must not change it."""
    if number is None:
        return f"{source.table} where {where}"
    if number in METRICS and source.name == "order-lines":
        return f"{source.table} where {where} and ({METRICS[number].counts})"
    if number in TABLE_NUMBERS and TABLE_NUMBERS[number].source == source.name:
        return counted_rows(TABLE_NUMBERS[number], where)
    raise ViewError(
        f"The number '{number}' is not made of these rows. Open them from its own page."
    )


def _named(columns: Sequence[Column]) -> str:
    return ", ".join(f'"{column.name}"' for column in columns)


def _execute(
    connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]
) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(sql, values)
    except (duckdb.ConversionException, duckdb.BinderException) as error:
        raise ViewError(
            f"These rows cannot be compared so: {error}. Clear the table's filters."
        ) from error


def _kind(sql_type: str) -> str:
    word = sql_type.partition("(")[0].upper()
    if word in {"DECIMAL", "DOUBLE", "BIGINT", "INTEGER", "HUGEINT", "SMALLINT", "FLOAT"}:
        return "number"
    if word in {"DATE", "TIMESTAMP"}:
        return "date"
    return "boolean" if word == "BOOLEAN" else "text"
