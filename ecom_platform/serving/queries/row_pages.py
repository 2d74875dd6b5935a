"""Rows of a source for tables on pages and for files: filtered, sorted, page by page or all.

Which sources there are belongs in `serving/queries/rows/row_sources.py`, how a filter becomes SQL
in `serving/queries/rows/row_filters.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.metric_registry import TABLE_METRICS
from ecom_platform.serving.queries.metrics.order_line_metrics import METRICS
from ecom_platform.serving.queries.metrics.table_metric import counted_rows
from ecom_platform.serving.queries.rows.row_columns import (
    Column,
    left_join,
    own_and_looked_up,
)
from ecom_platform.serving.queries.rows.row_filters import (
    RowRequest,
    order_clause,
    where_clause,
)
from ecom_platform.serving.queries.rows.row_sources import Lookup, RowSource
from ecom_platform.serving.queries.view import View

BATCH_ROWS = 5_000


@dataclass(frozen=True)
class Rows:
    """Rows that answer a request, and how many there are in all."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: int


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Rows:
    """One page of rows of a source, and how many rows there are in all.

    Args:
        connection: to a published version.
        source: the table to read, and which filters of the view apply to it.
        view: days, currency, channel, partner and category.
        request: filters, order, offset and limit of the table on the page.
        metric: the name of a headline metric; only rows that it counts are read.

    Raises:
        ViewError: the request names an unknown column, condition or metric, or compares values
            of different kinds.
    """
    query = _row_query(connection, source, view, request, metric)
    total = _execute(connection, f"select count(*) {query.sql}", query.values).fetchall()[0][0]
    rows = _execute(connection, query.select(request), query.values).fetchall()
    return Rows(query.columns, rows, total)


def stream_rows(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None = None,
) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a source in batches of `BATCH_ROWS`, for a file.

    Args:
        connection: to a published version.
        source: the table to read, and which filters of the view apply to it.
        view: days, currency, channel, partner and category.
        request: filters and order; its limit is ignored.
        metric: the name of a headline metric; only rows that it counts are read.

    Raises:
        ViewError: as `read_rows`, when the first batch is taken.
    """
    query = _row_query(connection, source, view, request, metric)
    result = _execute(connection, query.select(replace(request, limit=None)), query.values)
    while batch := result.fetchmany(BATCH_ROWS):
        yield batch


@dataclass(frozen=True)
class _RowQuery:
    """A request as SQL.

    Attributes:
        sql: from `from` to the last predicate; gives the columns `own`.
        columns: what a reader gets: `own`, then the columns that are looked up.
        own: the columns that are known before rows are chosen and sorted.
        lookup: what is looked up for the chosen rows only; None when nothing is.
    """

    sql: str
    values: dict[str, Any]
    columns: tuple[Column, ...]
    own: tuple[Column, ...]
    lookup: Lookup | None
    order: str

    def select(self, request: RowRequest) -> str:
        """The statement that gives the rows in an order without ties."""
        ordered = f"order by {self.order}"
        if request.limit is not None:
            ordered += f" limit {request.limit} offset {request.offset}"
        chosen = f"select {_named(self.own)} {self.sql} {ordered}"
        if self.lookup is None:
            return chosen
        return (
            f"select {_named(self.columns)} from ({chosen}) as chosen "
            f"{left_join(self.lookup)} order by {self.order}"
        )


def _row_query(
    connection: duckdb.DuckDBPyConnection,
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None,
) -> _RowQuery:
    """The SQL of a request.

    Looking columns up for the chosen rows only is much faster; a request that filters or sorts by
    such a column needs them joined before.
    """
    own, looked_up = own_and_looked_up(connection, source)
    columns = (*own, *looked_up)
    names = [column.name for column in columns]
    used = {*request.equal, *request.filters, *(column for column, _ in request.sort)}
    lookup = source.lookup if looked_up else None
    if lookup and used & set(lookup.columns):
        joined = f"(select * from {source.table} as own {left_join(lookup)}) as rows"
        source, own, lookup = replace(source, table=joined), columns, None
    sql, values = _from_clause(source, view, request, metric, names)
    order = order_clause(request, names, source.order)
    return _RowQuery(sql, values, columns, own, lookup, order)


def _from_clause(
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None,
    names: Sequence[str],
) -> tuple[str, dict[str, Any]]:
    in_view, view_values = view.where(*source.filters)
    equal, equal_values = where_clause(RowRequest(equal=request.equal), names)
    filtered, filter_values = where_clause(RowRequest(filters=request.filters), names)
    counted = _counted(source, metric, f"{in_view} and {equal}")
    return f"from {counted} and {filtered}", {**view_values, **equal_values, **filter_values}


def _counted(source: RowSource, metric: str | None, where: str) -> str:
    """The rows a metric counts; filters of a table come later, as they must not change it."""
    if metric is None:
        return f"{source.table} where {where}"
    if metric in METRICS and source.name == "order-lines":
        return f"{source.table} where {where} and ({METRICS[metric].row_filter})"
    if metric in TABLE_METRICS and TABLE_METRICS[metric].source == source.name:
        return counted_rows(TABLE_METRICS[metric], where)
    raise ViewError(
        f"The metric '{metric}' does not count these rows. Open them from its own page."
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
            f"These rows cannot be compared in this way: {error}. Clear the table's filters."
        ) from error
