"""Rows of a source as pages and files ask for them: filtered, sorted, in pieces or all.

Which sources there are belongs in `serving/queries/rows/row_sources.py`, how a filter becomes SQL
in `serving/queries/rows/row_filters.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.metric_registry import TABLE_METRICS
from ecom_platform.serving.queries.metrics.order_line_metrics import METRICS
from ecom_platform.serving.queries.metrics.table_metric import counted_rows
from ecom_platform.serving.queries.rows.row_filters import (
    RowRequest,
    order_clause,
    where_clause,
)
from ecom_platform.serving.queries.rows.row_sources import Beside, RowSource
from ecom_platform.serving.queries.view import View

BATCH_ROWS = 5_000
_SCALE = re.compile(r"DECIMAL\(\d+,\s*(\d+)\)")


@dataclass(frozen=True)
class Column:
    """A column of rows: its name and what it holds.

    Attributes:
        kind: number, date, boolean or text.
        decimals: of a number how many are known, as of money; None where they vary.
    """

    name: str
    kind: str
    decimals: int | None = None


@dataclass(frozen=True)
class Rows:
    """Rows that answer a request, and how many there are in all."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: int


def columns_of(connection: duckdb.DuckDBPyConnection, source: RowSource) -> tuple[Column, ...]:
    """The columns of a source, in the order of its table, then those that stand beside it."""
    own, beside = _own_and_beside(connection, source)
    return (*own, *beside)


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Rows:
    """Some rows of a source; with a headline number, only those that it counts.

    Raises:
        ViewError: the request names what there is not, or compares what cannot be compared.
    """
    asked = _asked(connection, source, view, request, metric)
    total = _execute(connection, f"select count(*) {asked.sql}", asked.values).fetchall()[0][0]
    rows = _execute(connection, asked.select(request), asked.values).fetchall()
    return Rows(asked.columns, rows, total)


def stream_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a source in batches, for a file.

    Raises:
        ViewError: as `read_rows`.
    """
    asked = _asked(connection, source, view, request, metric)
    answer = _execute(connection, asked.select(replace(request, limit=None)), asked.values)
    while batch := answer.fetchmany(BATCH_ROWS):
        yield batch


@dataclass(frozen=True)
class _Asked:
    """What a request asks, as SQL.

    Attributes:
        sql: from `from` to the last predicate, with the columns `own`.
        own: those that are known before the rows are chosen and sorted.
        added: what is looked up for the chosen rows only; None when nothing is.
    """

    sql: str
    values: dict[str, Any]
    columns: tuple[Column, ...]
    own: tuple[Column, ...]
    added: Beside | None
    order: str

    def select(self, request: RowRequest) -> str:
        """The statement that gives the rows, in whole order."""
        ordered = f"order by {self.order}"
        if request.limit is not None:
            ordered += f" limit {request.limit} offset {request.offset}"
        chosen = f"select {_named(self.own)} {self.sql} {ordered}"
        if self.added is None:
            return chosen
        return (
            f"select {_named(self.columns)} from ({chosen}) as chosen "
            f"{_left_join(self.added)} order by {self.order}"
        )


def _asked(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None,
) -> _Asked:
    own, beside = _own_and_beside(connection, source)
    columns = (*own, *beside)
    names = [column.name for column in columns]
    looked_at = {*request.equal, *request.filters, *(column for column, _ in request.sort)}
    added = source.beside if beside else None
    if added and looked_at & set(added.columns):
        joined = f"(select * from {source.table} as own {_left_join(added)}) as rows"
        source, own, added = replace(source, table=joined), columns, None
    sql, values = _statement(source, view, request, metric, names)
    return _Asked(sql, values, columns, own, added, order_clause(request, names, source.order))


def _left_join(beside: Beside) -> str:
    keys, columns = ", ".join(beside.keys), ", ".join((*beside.keys, *beside.columns))
    return f"left join (select {columns} from {beside.table}) as beside using ({keys})"


def _own_and_beside(
    connection: duckdb.DuckDBPyConnection, source: RowSource
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of the table, and those beside it; none where a version lacks that table."""
    own = _described(connection, source.table)
    if source.beside is None or not _has_table(connection, source.beside.table):
        return own, ()
    known = {column.name: column for column in _described(connection, source.beside.table)}
    return own, tuple(known[name] for name in source.beside.columns)


def _described(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[Column, ...]:
    described = connection.execute(f"describe {table}").fetchall()
    return tuple(Column(row[0], _kind(row[1]), _decimals(row[1])) for row in described)


def _has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    ).fetchone()
    return found is not None


def _statement(
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None,
    names: Sequence[str],
) -> tuple[str, dict[str, Any]]:
    seen, values = view.where(*source.filters)
    equal, of_equal = where_clause(RowRequest(equal=request.equal), names)
    filtered, of_filters = where_clause(RowRequest(filters=request.filters), names)
    counted = _counted(source, metric, f"{seen} and {equal}")
    return f"from {counted} and {filtered}", {**values, **of_equal, **of_filters}


def _counted(source: RowSource, metric: str | None, where: str) -> str:
    """The rows a number counts; filters of a table come later, as they must not change it."""
    if metric is None:
        return f"{source.table} where {where}"
    if metric in METRICS and source.name == "order-lines":
        return f"{source.table} where {where} and ({METRICS[metric].row_filter})"
    if metric in TABLE_METRICS and TABLE_METRICS[metric].source == source.name:
        return counted_rows(TABLE_METRICS[metric], where)
    raise ViewError(
        f"The number '{metric}' is not made of these rows. Open them from its own page."
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


def _decimals(kind: str) -> int | None:
    scale = _SCALE.fullmatch(kind)
    return int(scale[1]) if scale else None
