"""Measure and explain a headline number over a table, both from its one declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.explain_order_lines import (
    COUNTED,
    Part,
    filled_in,
    parts_of,
)
from ecom_platform.serving.queries.explain.row_pages import columns_of
from ecom_platform.serving.queries.metrics.table_metric import (
    TableNumber,
    TableRatio,
    counted_rows,
    ranked_rows,
)
from ecom_platform.serving.queries.rows.row_filters import RowRequest, where_clause
from ecom_platform.serving.queries.rows.row_sources import source_of
from ecom_platform.serving.queries.view import View


@dataclass(frozen=True)
class TableExplanation:
    """A number over a table in a view.

    Attributes:
        value: as its tile shows it; None where no row has any.
        sql: the statement that gives it, with its values filled in.
        parts: every row of the view exactly once, the counted first.
    """

    number: TableNumber
    value: Any
    sql: str
    parts: tuple[Part, ...]

    @property
    def agrees(self) -> bool:
        """Whether the part that counts is the value, to the last digit."""
        return bool(self.parts[0].reason == COUNTED and self.parts[0].amount == self.value)


def measure_number(
    connection: duckdb.DuckDBPyConnection,
    number: TableNumber | TableRatio,
    view: View,
    equal: Mapping[str, str],
) -> Any:
    """Its value among the rows of a view whose columns have these values.

    Raises:
        ViewError: a column that must have a value has none, or is not known.
    """
    if isinstance(number, TableRatio):
        over, under = (
            measure_number(connection, part, view, equal) for part in (number.over, number.under)
        )
        return Decimal(over) / Decimal(under) if over is not None and under else None
    sql, values = _statement(connection, number, view, equal)
    return connection.execute(sql, values).fetchall()[0][0]


def statement_of(
    connection: duckdb.DuckDBPyConnection,
    number: TableNumber | TableRatio,
    view: View,
    equal: Mapping[str, str],
) -> str:
    """The statement that gives its value, as it can be asked.

    Raises:
        ViewError: as `measure_number`.
    """
    if isinstance(number, TableRatio):
        over, under = (
            statement_of(connection, part, view, equal) for part in (number.over, number.under)
        )
        return f"select (\n{over}\n) / (\n{under}\n) as {number.name}"
    return filled_in(*_statement(connection, number, view, equal))


def explain_number(
    connection: duckdb.DuckDBPyConnection,
    number: TableNumber,
    view: View,
    equal: Mapping[str, str],
) -> TableExplanation:
    """How it comes about.

    Raises:
        ViewError: as `measure_number`.
    """
    sql, values = _statement(connection, number, view, equal)
    value = connection.execute(sql, values).fetchall()[0][0]
    filters = source_of(number.source).filters
    others = tuple(column for column in filters if column != "currency")
    where, of_others = _where(connection, number, view, equal, others)
    parts = parts_of(
        connection,
        rows=ranked_rows(number, where),
        values=of_others,
        amount=number.sql,
        counts=number.counts,
        left_out=number.left_out,
        currency=view.currency if "currency" in filters else None,
    )
    if parts[:1] == () or parts[0].reason != COUNTED:
        parts = (Part(COUNTED, 0, _of_nothing(connection, number)), *parts)
    return TableExplanation(number, value, filled_in(sql, values), parts)


def _statement(
    connection: duckdb.DuckDBPyConnection,
    number: TableNumber,
    view: View,
    equal: Mapping[str, str],
) -> tuple[str, dict[str, Any]]:
    filters = source_of(number.source).filters
    where, values = _where(connection, number, view, equal, filters)
    return f"select {number.sql} as {number.name}\nfrom {counted_rows(number, where)}", values


def _where(
    connection: duckdb.DuckDBPyConnection,
    number: TableNumber,
    view: View,
    equal: Mapping[str, str],
    filters: tuple[str, ...],
) -> tuple[str, dict[str, Any]]:
    lacking = [column for column in number.within if column not in equal]
    if lacking:
        raise ViewError(
            f"The number '{number.title}' is not known without a choice of {', '.join(lacking)}. "
            "Open it from the page it stands on."
        )
    seen, values = view.where(*filters)
    names = [column.name for column in columns_of(connection, source_of(number.source))]
    asked, more = where_clause(RowRequest(equal=equal), names)
    known = [predicate for predicate in (seen, asked) if predicate != "true"]
    return " and ".join(known) or "true", {**values, **more}


def _of_nothing(connection: duckdb.DuckDBPyConnection, number: TableNumber) -> Any:
    (table,) = number.tables
    return connection.execute(f"select {number.sql} from {table} where false").fetchall()[0][0]
