"""The values of metrics over order lines in a view, and their change against the days before.

The metrics are declared in `order_line_metrics.py`; metrics over other tables are measured in
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
from ecom_platform.serving.queries.metrics.unreported_states import (
    state_of_metric,
    unreported_reason,
    unreported_states,
)
from ecom_platform.serving.queries.view import ALL_COLUMNS, View


@dataclass(frozen=True)
class MeasuredMetric:
    """The value of a metric in a view and in an equally long period before.

    Attributes:
        value: None where the view has no order line, a ratio cannot be divided, or the metric
            sums a state that the business never reports.
        before: the value in the period before.
        change_unavailable_reason: why there is no change, as a sentence; None where there is one.
        value_unavailable_reason: why a state that is never reported has no value, as a sentence.
    """

    metric: Metric | Ratio
    value: Decimal | None
    before: Decimal | None
    change_unavailable_reason: str | None = None
    value_unavailable_reason: str | None = None

    @property
    def change(self) -> Decimal | None:
        """The value divided by the value before, minus 1; None where that is not known."""
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
    values = metric_values(connection, view, names)
    values_before = metric_values(connection, before_view, names)
    reason = None
    if before_view.from_date < first_date:
        reason = f"No comparison: the data begins on {first_date}, inside the period before."
    unknown = unavailable_reasons(connection, view, names)
    return {
        name: MeasuredMetric(
            order_line_metric(name), values[name], values_before[name], reason, unknown.get(name)
        )
        for name in names
    }


def unavailable_reasons(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str]
) -> dict[str, str]:
    """Why metrics are unknown that sum a state which is never reported, by name."""
    states = {name: state_of_metric(name) for name in names}
    if not any(states.values()):
        return {}
    unreported = unreported_states(connection, view)
    return {name: unreported_reason(state) for name, state in states.items() if state in unreported}


def metric_values(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str]
) -> dict[str, Decimal | None]:
    """The values of metrics and ratios in a view, by name.

    Returns:
        None for a metric without any order line in the view, for a ratio that cannot be
        divided, and for a state that is never reported.

    Raises:
        ViewError: a name is unknown.
    """
    totals = metric_totals(connection, view, _summed_metrics(names))
    unknown = unavailable_reasons(connection, view, names)
    return {
        name: None if name in unknown else _metric_or_ratio_value(order_line_metric(name), totals)
        for name in names
    }


def metric_totals(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str]
) -> dict[str, Decimal | None]:
    """Metrics (no ratios) summed over a view, by name; None where the view has no line at all."""
    daily_names = [name for name in names if METRICS[name].daily_sql]
    line_names = [name for name in names if name not in daily_names]
    daily_aggregates = [str(METRICS[name].daily_sql) for name in daily_names]
    line_aggregates = [
        f"{METRICS[name].lines_sql} filter (where {METRICS[name].row_filter})"
        for name in line_names
    ]
    totals = [
        *_aggregate_values(connection, view, DAILY, daily_aggregates),
        *_aggregate_values(connection, view, LINES, line_aggregates),
    ]
    return dict(zip([*daily_names, *line_names], totals, strict=True))


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


def _metric_or_ratio_value(
    metric: Metric | Ratio, totals: dict[str, Decimal | None]
) -> Decimal | None:
    """The total of a metric, or the quotient of a ratio's two totals; None if there is none."""
    if isinstance(metric, Metric):
        return totals[metric.name]
    numerator, denominator = totals[metric.numerator], totals[metric.denominator]
    return numerator / denominator if numerator is not None and denominator else None


def _aggregate_values(
    connection: duckdb.DuckDBPyConnection, view: View, table: str, aggregates: list[str]
) -> list[Decimal | None]:
    """The values of SQL aggregates over a table; all are None where the view has no row."""
    if not aggregates:
        return []
    where, values = view.where(*ALL_COLUMNS)
    row = connection.execute(
        f"select count(*), {', '.join(aggregates)} from {table} where {where}", values
    ).fetchall()[0]
    has_lines = row[0] > 0
    return [Decimal(value or 0) if has_lines else None for value in row[1:]]
