"""The headline numbers of a window, each with its like window before.

Metrics are defined in `ecom_platform.serving.queries.metrics`; this only says which days.
"""

from collections.abc import Sequence

from ecom_platform.reports.edition import Edition, Market, Window
from ecom_platform.serving.queries.metrics import Measured, measure, metric_of

HEADLINES = ("booked_amount", "kept_amount", "order_count", "cancelled_share", "returned_share")


def measured(
    edition: Edition, market: Market, window: Window, names: Sequence[str] = HEADLINES
) -> dict[str, Measured]:
    """Metrics whose tables the version has."""
    known = [name for name in names if edition.has(*metric_of(name).tables)]
    now = measure(edition.connection, window.view, known, window.view.from_date)
    then = measure(edition.connection, window.before, known, window.before.from_date)
    reason = None
    if window.before.from_date < market.first_date:
        first = edition.formats.day(market.first_date)
        reason = f"There is no comparison, as complete days begin on {first}."
    return {
        name: Measured(now[name].metric, now[name].value, then[name].value, reason)
        for name in known
    }
