"""Run one SQL statement of a user on a published version; it must only read.

Versions are opened in `version_reader.py`; a result is printed in `cli`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.errors import QueryError

BATCH_ROWS = 10_000
_READING_STATEMENTS = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


@dataclass(frozen=True)
class QueryResult:
    """The columns of a result, and its rows in batches; a batch is fetched when it is needed."""

    columns: tuple[str, ...]
    batches: Iterator[list[tuple[Any, ...]]]


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> QueryResult:
    """The result of one SQL statement.

    Args:
        connection: to a published version.
        sql: one statement that only reads.

    Raises:
        QueryError: `sql` is not one reading statement, or the version cannot run it. The error may
            also come later, while the batches are read.
    """
    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type not in _READING_STATEMENTS:
            raise QueryError(
                "A query must be one statement that only reads, such as "
                "'select count(*) from marts.fct_order_items'."
            )
        connection.execute(statements[0])
    except duckdb.Error as error:
        raise QueryError(f"The query failed: {error}") from error
    columns = tuple(column[0] for column in connection.description or ())
    return QueryResult(columns, _batches(connection))


def named_tables(sql: str, tables: Iterable[str]) -> list[str]:
    """The tables (each as `schema.table`) whose name occurs in a SQL statement.

    Example:
        >>> named_tables("select * from fct_order_items", ["marts.fct_order_items", "raw.files"])
        ['marts.fct_order_items']
    """
    words = set(re.findall(r"\w+", sql.lower()))
    return [table for table in tables if table.partition(".")[2] in words]


def _batches(connection: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of the executed statement; a failure while they are read is a `QueryError`."""
    try:
        while rows := connection.fetchmany(BATCH_ROWS):
            yield rows
    except duckdb.Error as error:
        raise QueryError(f"The query failed: {error}") from error
