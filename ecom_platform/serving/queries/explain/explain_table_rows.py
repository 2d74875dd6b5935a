"""Measure and explain a headline metric over a table, both from the same declaration.

Metrics over order lines are explained in `explain_order_lines.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.explain_order_lines import (
    COUNTED,
    ReasonTotal,
    filled_in,
    rows_by_reason,
)
from ecom_platform.serving.queries.metrics.table_metric import (
    TableMetric,
    TableRatio,
    counted_rows_sql,
    ranked_rows_sql,
)
from ecom_platform.serving.queries.rows.row_columns import columns_of
from ecom_platform.serving.queries.rows.row_filters import RowRequest, where_clause
from ecom_platform.serving.queries.rows.row_sources import source_of
from ecom_platform.serving.queries.view import View


@dataclass(frozen=True)
class TableMetricExplanation:
    """A metric over a table in a view, with every row of the view counted or excluded.

    Attributes:
        value: as its tile shows it; None where no row has a value.
        sql: the statement that gives the value, with its parameters filled in.
        parts: every row of the view in exactly one part; the counted rows come first.
    """

    metric: TableMetric
    value: Any
    sql: str
    parts: tuple[ReasonTotal, ...]

    @property
    def agrees(self) -> bool:
        """Whether the counted rows give the value, to the last digit."""
        return bool(self.parts[0].reason == COUNTED and self.parts[0].amount == self.value)


def measure_table_metric(
    connection: duckdb.DuckDBPyConnection,
    metric: TableMetric | TableRatio,
    view: View,
    equal: Mapping[str, str],
) -> Any:
    """The value of a metric in a view; None for a ratio that cannot be divided.

    Args:
        connection: to a published version.
        metric: what to measure.
        view: only the filters that the metric's row source knows apply.
        equal: values that columns must have, such as the feed.

    Raises:
        ViewError: a column of `required_choices` has no value, or a column is unknown.
    """
    if isinstance(metric, TableRatio):
        numerator = measure_table_metric(connection, metric.numerator, view, equal)
        denominator = measure_table_metric(connection, metric.denominator, view, equal)
        if numerator is None or not denominator:
            return None
        return Decimal(numerator) / Decimal(denominator)
    sql, values = _metric_query(connection, metric, view, equal)
    return connection.execute(sql, values).fetchall()[0][0]


def metric_sql(
    connection: duckdb.DuckDBPyConnection,
    metric: TableMetric | TableRatio,
    view: View,
    equal: Mapping[str, str],
) -> str:
    """The SQL statement that gives the value of a metric, with its parameters filled in.

    Args:
        connection: to a published version, which knows the columns.
        metric: whose value the statement gives.
        view: only the filters that the metric's row source knows apply.
        equal: values that columns must have, such as the feed.

    Raises:
        ViewError: as `measure_table_metric`.
    """
    if isinstance(metric, TableRatio):
        numerator = metric_sql(connection, metric.numerator, view, equal)
        denominator = metric_sql(connection, metric.denominator, view, equal)
        return f"select (\n{numerator}\n) / (\n{denominator}\n) as {metric.name}"
    return filled_in(*_metric_query(connection, metric, view, equal))


def explain_table_metric(
    connection: duckdb.DuckDBPyConnection,
    metric: TableMetric,
    view: View,
    equal: Mapping[str, str],
) -> TableMetricExplanation:
    """The value of a metric, its SQL, and all rows of the view by why they count or do not.

    Args:
        connection: to a published version.
        metric: what to explain.
        view: only the filters that the metric's row source knows apply.
        equal: values that columns must have, such as the feed.

    Raises:
        ViewError: as `measure_table_metric`.
    """
    sql, values = _metric_query(connection, metric, view, equal)
    value = connection.execute(sql, values).fetchall()[0][0]
    filters = source_of(metric.source).filters
    without_currency = tuple(column for column in filters if column != "currency")
    where, values_of_rows = _where_clause(connection, metric, view, equal, without_currency)
    parts = rows_by_reason(
        connection,
        rows=ranked_rows_sql(metric, where),
        values=values_of_rows,
        amount=metric.sql,
        row_filter=metric.row_filter,
        exclusions=metric.exclusions,
        currency=view.currency if "currency" in filters else None,
    )
    if not parts or parts[0].reason != COUNTED:
        parts = (ReasonTotal(COUNTED, 0, _value_without_rows(connection, metric)), *parts)
    return TableMetricExplanation(metric, value, filled_in(sql, values), parts)


def _metric_query(
    connection: duckdb.DuckDBPyConnection,
    metric: TableMetric,
    view: View,
    equal: Mapping[str, str],
) -> tuple[str, dict[str, Any]]:
    """The statement that gives the value of a metric, and the values of its parameters."""
    filters = source_of(metric.source).filters
    where, values = _where_clause(connection, metric, view, equal, filters)
    return f"select {metric.sql} as {metric.name}\nfrom {counted_rows_sql(metric, where)}", values


def _where_clause(
    connection: duckdb.DuckDBPyConnection,
    metric: TableMetric,
    view: View,
    equal: Mapping[str, str],
    filters: tuple[str, ...],
) -> tuple[str, dict[str, Any]]:
    """The predicate of the view and of the chosen values, and the values of its parameters.

    Raises:
        ViewError: a column of `required_choices` has no value, or a column is unknown.
    """
    missing = [column for column in metric.required_choices if column not in equal]
    if missing:
        raise ViewError(
            f"The metric '{metric.title}' needs a choice of {', '.join(missing)}. "
            "Open it from the page that shows it."
        )
    view_predicate, values = view.where(*filters)
    names = [column.name for column in columns_of(connection, source_of(metric.source))]
    equal_predicate, equal_values = where_clause(RowRequest(equal=equal), names)
    restricting = [part for part in (view_predicate, equal_predicate) if part != "true"]
    return " and ".join(restricting) or "true", {**values, **equal_values}


def _value_without_rows(connection: duckdb.DuckDBPyConnection, metric: TableMetric) -> Any:
    """What the aggregate of a metric gives when no row counts, such as 0 for a count."""
    (table,) = metric.tables
    return connection.execute(f"select {metric.sql} from {table} where false").fetchall()[0][0]
