"""The headline metrics of a window, each compared with the equally long window before.

Metrics are defined in `ecom_platform.serving.queries.metrics.order_line_metrics`; this module
only chooses the days and says when a comparison would mislead.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ecom_platform.reports.content.change_sentences import money
from ecom_platform.reports.content.report_context import Market, ReportContext, Window
from ecom_platform.serving.queries.metrics.metric_values import (
    MeasuredMetric,
    metric_values,
    unavailable_reasons,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import order_line_metric

PENDING = "pending_amount"
HEADLINES = ("booked_amount", "kept_amount", "order_count", "cancelled_share", "returned_share")


def measure_window(
    context: ReportContext, market: Market, window: Window, names: Sequence[str] = HEADLINES
) -> dict[str, MeasuredMetric]:
    """Metrics in a window and in the window before, by name.

    Args:
        context: the version to read.
        market: the currency and its first complete day; an earlier window is not compared.
        window: the days, and the days they are compared with.
        names: of metrics over order lines; those whose tables the version lacks are left out.
    """
    available_names = [
        name for name in (*names, PENDING) if context.has(*order_line_metric(name).tables)
    ]
    values = metric_values(context.connection, window.view, available_names)
    values_before = metric_values(context.connection, window.before, available_names)
    reason = None
    if window.before.from_date < market.first_date:
        first = context.formats.day(market.first_date)
        reason = f"There is no comparison, because complete days begin on {first}."
    unknown = unavailable_reasons(context.connection, window.view, available_names)
    measured = {
        name: MeasuredMetric(
            order_line_metric(name), values[name], values_before[name], reason, unknown.get(name)
        )
        for name in available_names
    }
    if "kept_amount" in measured:
        measured["kept_amount"] = _without_early_fall(
            context, market, measured["kept_amount"], measured[PENDING]
        )
    return {name: measured[name] for name in names if name in measured}


def _without_early_fall(
    context: ReportContext, market: Market, kept: MeasuredMetric, pending: MeasuredMetric
) -> MeasuredMetric:
    """Kept revenue; its fall is not stated while goods not shipped yet could still undo it."""
    if kept.value is None or kept.before is None or kept.change_unavailable_reason:
        return kept
    not_shipped = pending.value or Decimal(0)
    if not kept.value < kept.before <= kept.value + not_shipped:
        return kept
    worth = money(not_shipped, context.formats, market.currency)
    reason = f"There is no comparison yet, because {worth} of what was booked is not shipped."
    return replace(kept, change_unavailable_reason=reason)
