"""The page that explains one number. Which cards it has depends on the kind of the metric.

Metrics of order lines are explained in `order_line_explanation.py`, those of other tables in
`table_explanation.py`.
"""

from ecom_platform.serving.dashboard.explain.order_line_explanation import (
    explain_metric,
    explain_ratio,
)
from ecom_platform.serving.dashboard.explain.table_explanation import (
    explain_table_number,
    explain_table_ratio,
)
from ecom_platform.serving.dashboard.page import Content, Page, PageRequest
from ecom_platform.serving.dashboard.records.rows_page import column_values
from ecom_platform.serving.queries.explain.metric_registry import metric_named
from ecom_platform.serving.queries.metrics.order_line_metrics import Metric, Ratio
from ecom_platform.serving.queries.metrics.table_metric import TableRatio


def _render(request: PageRequest) -> Content:
    """The explanation of the metric that the link names, by its kind."""
    number = metric_named(request.subject)
    if isinstance(number, Metric):
        return explain_metric(request, number)
    if isinstance(number, Ratio):
        return explain_ratio(request, number)
    equal = column_values(dict(request.parameters))
    if isinstance(number, TableRatio):
        return explain_table_ratio(request, number, equal)
    return explain_table_number(request, number, equal)


EXPLAIN = Page(
    path="/explain",
    title="Explain this number",
    question="What does it mean, which rows count, and what was left out and why?",
    render=_render,
    has_subject=True,
    is_in_menu=False,
)
