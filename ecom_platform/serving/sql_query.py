"""Answer one question in SQL on a published version: one statement that reads, nothing else.

Opening versions belongs in `version_reader.py`; how an answer is printed belongs to the command
line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.errors import QueryError

BATCH_ROWS = 10_000
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


@dataclass(frozen=True)
class QueryResult:
    """The columns of an answer, and its rows in batches, fetched as they are taken."""

    columns: tuple[str, ...]
    batches: Iterator[list[tuple[Any, ...]]]


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> QueryResult:
    """Ask one statement.

    Raises:
        QueryError: it is not one reading statement, or the version cannot answer it.
    """
    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type not in _READING:
            raise QueryError(
                "A query is one statement that reads, such as "
                "'select count(*) from marts.fct_order_items'."
            )
        connection.execute(statements[0])
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be answered: {error}") from error
    columns = tuple(column[0] for column in connection.description or ())
    return QueryResult(columns, _batches(connection))


def named_tables(sql: str, tables: Iterable[str]) -> list[str]:
    """Those of these tables (`schema.table`) whose name stands in a statement."""
    words = set(re.findall(r"\w+", sql.lower()))
    return [table for table in tables if table.partition(".")[2] in words]


def _batches(connection: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    try:
        while rows := connection.fetchmany(BATCH_ROWS):
            yield rows
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be answered: {error}") from error
