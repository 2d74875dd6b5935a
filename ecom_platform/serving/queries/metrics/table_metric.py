"""What a headline metric over the rows of a published table is, and how it becomes SQL.

The metrics are declared by subject, such as in `serving/queries/partners/partner_metrics.py`. They
are measured and explained in `serving/queries/explain/explain_table_rows.py`. Metrics over order
lines are in `order_line_metrics.py`.
"""

from dataclasses import dataclass
from typing import Literal

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.rows.row_sources import source_of

Unit = Literal["money", "count", "share", "change", "score", "text"]


@dataclass(frozen=True)
class TableMetric:
    """A metric that is one aggregate over the rows of a table, each of which counts or does not.

    Attributes:
        definition: what the metric is, in sentences that users read.
        source: the name of a row source, which states the table and the filters that apply to it.
        sql: the aggregate over the rows that count.
        row_filter: the SQL predicate of the rows that count.
        exclusions: why other rows do not count; the first one that holds is the reason of a row.
        columns: which columns to show of the rows that count.
        required_choices: the columns for which a link must choose a value, such as the feed.
        ranking_window: the window that ranks the rows, so that `row_filter` may use `is_first`.
    """

    name: str
    title: str
    unit: Unit
    definition: str
    source: str
    sql: str
    row_filter: str
    exclusions: tuple[Exclusion, ...]
    columns: tuple[str, ...]
    required_choices: tuple[str, ...] = ()
    ranking_window: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The one table that the metric is read from."""
        return (source_of(self.source).table,)


@dataclass(frozen=True)
class TableRatio:
    """One table metric divided by another."""

    name: str
    title: str
    unit: Unit
    definition: str
    numerator: TableMetric
    denominator: TableMetric

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that numerator and denominator are read from."""
        return (*self.numerator.tables, *self.denominator.tables)


def ranked_rows_sql(metric: TableMetric, where: str) -> str:
    """The SQL after `from` for all rows of a view, counted or not.

    Args:
        metric: states the table and, where it has one, the window that adds `is_first`.
        where: the SQL predicate of the view.
    """
    return _rows_sql(metric, where, "true")


def counted_rows_sql(metric: TableMetric, where: str) -> str:
    """The SQL after `from` for the rows of a view that the metric counts.

    Args:
        metric: states the table and which of its rows count.
        where: the SQL predicate of the view.
    """
    return _rows_sql(metric, where, metric.row_filter)


def _rows_sql(metric: TableMetric, where: str, row_filter: str) -> str:
    """The SQL after `from`; rows are ranked before `row_filter`, which may use `is_first`."""
    (table,) = metric.tables
    counted = "true" if row_filter == "true" else f"({row_filter})"
    if metric.ranking_window is None:
        return f"{table}\nwhere {_joined_predicates_sql(where, counted)}"
    return (
        "(\n    select *, row_number() over (\n"
        f"        {metric.ranking_window}\n    ) = 1 as is_first\n"
        f"    from {table}\n    where {where}\n)\nwhere {counted}"
    )


def _joined_predicates_sql(*predicates: str) -> str:
    """The predicates joined by `and`, without those that are just `true`."""
    restricting = [predicate for predicate in predicates if predicate != "true"]
    return "\n    and ".join(restricting) or "true"
