"""Rows of a source for tables on pages and for files: filtered, sorted, page by page or all.

The sources are declared in `serving/queries/rows/row_sources.py`. Filters become SQL in
`serving/queries/rows/row_filters.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.metric_registry import TABLE_METRICS
from ecom_platform.serving.queries.metrics.order_line_metrics import METRICS
from ecom_platform.serving.queries.metrics.table_metric import counted_rows_sql
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
    """The rows of one page, and how many rows all pages have (`total`)."""

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
    statement = query.select(replace(request, offset=0, limit=None))
    result = _execute(connection, statement, query.values)
    while batch := _next_batch(result):
        yield batch


@dataclass(frozen=True)
class _RowQuery:
    """A request as SQL.

    Attributes:
        sql: from `from` to the last predicate; gives the columns `own_columns`.
        columns: what a reader gets: `own_columns`, then the columns that are looked up.
        own_columns: the columns that rows have before others are looked up.
        lookup: what is looked up for the rows of the page only; None when nothing is.
        order: the SQL after `order by`.
    """

    sql: str
    values: dict[str, Any]
    columns: tuple[Column, ...]
    own_columns: tuple[Column, ...]
    lookup: Lookup | None
    order: str

    def select(self, request: RowRequest) -> str:
        """The statement that gives the rows of the requested page, in an order without ties."""
        ordered = f"order by {self.order}"
        if request.limit is not None:
            ordered += f" limit {request.limit} offset {request.offset}"
        chosen = f"select {_quoted_names_sql(self.own_columns)} {self.sql} {ordered}"
        if self.lookup is None:
            return chosen
        return (
            f"select {_quoted_names_sql(self.columns)} from ({chosen}) as chosen "
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

    Looking up columns only for the rows of one page is much faster. But if the request filters or
    sorts by such a column, the second table must be joined to all rows first.
    """
    own_columns, looked_up = own_and_looked_up(connection, source)
    columns = (*own_columns, *looked_up)
    names = [column.name for column in columns]
    needed_columns = {*request.equal, *request.filters, *(column for column, _ in request.sort)}
    lookup = source.lookup if looked_up else None
    if lookup and needed_columns & set(lookup.columns):
        joined = f"(select * from {source.table} as own {left_join(lookup)}) as rows"
        source, own_columns, lookup = replace(source, table=joined), columns, None
    sql, values = _from_clause_sql(source, view, request, metric, names)
    order = order_clause(request, names, source.order)
    return _RowQuery(sql, values, columns, own_columns, lookup, order)


def _from_clause_sql(
    source: RowSource,
    view: View,
    request: RowRequest,
    metric: str | None,
    names: Sequence[str],
) -> tuple[str, dict[str, Any]]:
    """The SQL from `from` to the last predicate, and the values of its parameters."""
    in_view, view_values = view.where(*source.filters)
    equal, equal_values = where_clause(RowRequest(equal=request.equal), names)
    filtered, filter_values = where_clause(RowRequest(filters=request.filters), names)
    counted = _counted_rows_sql(source, metric, f"{in_view} and {equal}")
    return f"from {counted} and {filtered}", {**view_values, **equal_values, **filter_values}


def _counted_rows_sql(source: RowSource, metric: str | None, where: str) -> str:
    """The SQL after `from` for the rows that the metric counts; without a metric, for all rows.

    The column filters of the table are applied later, so that they do not change the metric.
    """
    if metric is None:
        return f"{source.table} where {where}"
    if metric in METRICS and source.name == "order-lines":
        return f"{source.table} where {where} and ({METRICS[metric].row_filter})"
    if metric in TABLE_METRICS and TABLE_METRICS[metric].source == source.name:
        return counted_rows_sql(TABLE_METRICS[metric], where)
    raise ViewError(
        f"The metric '{metric}' is not computed from these rows. "
        "Open the rows from the page of the metric."
    )


def _quoted_names_sql(columns: Sequence[Column]) -> str:
    return ", ".join(f'"{column.name}"' for column in columns)


def _execute(
    connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]
) -> duckdb.DuckDBPyConnection:
    """The result of a statement, whose rows may not have been computed yet."""
    with _impossible_comparisons_said():
        return connection.execute(sql, values)


def _next_batch(result: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The next rows of a result, computed now; none at its end."""
    with _impossible_comparisons_said():
        return result.fetchmany(BATCH_ROWS)


@contextmanager
def _impossible_comparisons_said() -> Iterator[None]:
    """A context in which a filter value that no row can be compared with is a `ViewError`."""
    try:
        yield
    except (duckdb.DataError, duckdb.ProgrammingError) as error:
        reason = str(error).partition("\n")[0]
        raise ViewError(
            f"These rows cannot be compared in this way: {reason}. Clear the table's filters."
        ) from error
