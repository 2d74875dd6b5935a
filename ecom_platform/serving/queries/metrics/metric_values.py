"""The values of metrics over order lines in a view, and their change against the days before.

What the metrics are belongs in `order_line_metrics.py`; metrics over other tables are measured in
`serving/queries/explain/explain_table_rows.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import (
    DAILY,
    LINES,
    METRICS,
    Metric,
    Ratio,
    order_line_metric,
)
from ecom_platform.serving.queries.view import ALL_COLUMNS, View


@dataclass(frozen=True)
class MeasuredMetric:
    """The value of a metric in a view and in an equally long period before.

    Attributes:
        value: None where the view has no order line, or a ratio cannot be divided.
        before: the same of the earlier period.
        change_unavailable_reason: why there is no change, as a sentence; None where there is one.
    """

    metric: Metric | Ratio
    value: Decimal | None
    before: Decimal | None
    change_unavailable_reason: str | None = None

    @property
    def change(self) -> Decimal | None:
        """Value divided by the earlier one, less 1; None where that is not known."""
        if self.value is None or not self.before or self.change_unavailable_reason:
            return None
        return self.value / self.before - 1


def measure(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str], first_date: date
) -> dict[str, MeasuredMetric]:
    """Metrics and ratios in a view, compared with as many days before.

    Args:
        connection: to a published version.
        view: the days and filters to sum.
        names: of metrics and ratios over order lines.
        first_date: the first day of the data; a period before that begins earlier is unknown.

    Returns:
        The metrics by name.

    Raises:
        ViewError: a name is unknown.
    """
    before_view = view.before()
    now = metric_values(connection, view, names)
    before = metric_values(connection, before_view, names)
    reason = None
    if before_view.from_date < first_date:
        reason = f"No comparison: the data begins on {first_date}, inside the period before."
    return {
        name: MeasuredMetric(order_line_metric(name), now[name], before[name], reason)
        for name in names
    }


def metric_values(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str]
) -> dict[str, Decimal | None]:
    """The values of metrics and ratios in a view, by name.

    Returns:
        None for a metric without any order line in the view, and for a ratio that cannot be
        divided.

    Raises:
        ViewError: a name is unknown.
    """
    found = metric_totals(connection, view, _summed_metrics(names))
    return {name: _value(order_line_metric(name), found) for name in names}


def metric_totals(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str]
) -> dict[str, Decimal | None]:
    """Metrics (no ratios) summed over a view, by name; None where the view has no line at all."""
    daily = [name for name in names if METRICS[name].daily_sql]
    lines = [name for name in names if name not in daily]
    found = _aggregates(connection, view, DAILY, [str(METRICS[name].daily_sql) for name in daily])
    counted = [
        f"{METRICS[name].lines_sql} filter (where {METRICS[name].row_filter})" for name in lines
    ]
    found += _aggregates(connection, view, LINES, counted)
    return dict(zip([*daily, *lines], found, strict=True))


def _summed_metrics(names: Sequence[str]) -> list[str]:
    """The metrics that must be summed for these metrics and ratios, each once."""
    summed: list[str] = []
    for name in names:
        metric = order_line_metric(name)
        if isinstance(metric, Ratio):
            summed += [metric.numerator, metric.denominator]
        else:
            summed.append(name)
    return list(dict.fromkeys(summed))


def _value(metric: Metric | Ratio, found: dict[str, Decimal | None]) -> Decimal | None:
    if isinstance(metric, Metric):
        return found[metric.name]
    numerator, denominator = found[metric.numerator], found[metric.denominator]
    return numerator / denominator if numerator is not None and denominator else None


def _aggregates(
    connection: duckdb.DuckDBPyConnection, view: View, table: str, aggregates: list[str]
) -> list[Decimal | None]:
    if not aggregates:
        return []
    where, values = view.where(*ALL_COLUMNS)
    row = connection.execute(
        f"select count(*), {', '.join(aggregates)} from {table} where {where}", values
    ).fetchall()[0]
    has_lines = row[0] > 0
    return [Decimal(value or 0) if has_lines else None for value in row[1:]]
