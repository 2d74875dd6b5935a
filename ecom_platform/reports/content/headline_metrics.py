"""The headline numbers of a window, each with its like window before.

Metrics are defined in `ecom_platform.serving.queries.metrics.order_line_metrics`; this only says
which days.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ecom_platform.reports.content.report_context import Market, ReportContext, Window
from ecom_platform.reports.content.sentences import money
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    Measured,
    measure,
    metric_of,
)

PENDING = "pending_amount"
HEADLINES = ("booked_amount", "kept_amount", "order_count", "cancelled_share", "returned_share")


def measured(
    edition: ReportContext, market: Market, window: Window, names: Sequence[str] = HEADLINES
) -> dict[str, Measured]:
    """Metrics whose tables the version has."""
    known = [name for name in (*names, PENDING) if edition.has(*metric_of(name).tables)]
    now = measure(edition.connection, window.view, known, window.view.from_date)
    then = measure(edition.connection, window.before, known, window.before.from_date)
    reason = None
    if window.before.from_date < market.first_date:
        first = edition.formats.day(market.first_date)
        reason = f"There is no comparison, as complete days begin on {first}."
    found = {
        name: Measured(now[name].metric, now[name].value, then[name].value, reason)
        for name in known
    }
    if "kept_amount" in found:
        found["kept_amount"] = _settled(edition, market, found["kept_amount"], found[PENDING])
    return {name: found[name] for name in names if name in found}


def _settled(edition: ReportContext, market: Market, kept: Measured, pending: Measured) -> Measured:
    """No fall is claimed that goods not shipped yet may still make good."""
    if kept.value is None or kept.before is None or kept.change_unavailable_reason:
        return kept
    waiting = pending.value or Decimal(0)
    if not kept.value < kept.before <= kept.value + waiting:
        return kept
    worth = money(waiting, edition.formats, market.currency)
    reason = f"There is no comparison yet, as {worth} of what was booked is not shipped."
    return replace(kept, change_unavailable_reason=reason)
