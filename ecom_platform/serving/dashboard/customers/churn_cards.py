"""The cards of customers that may be lost: silent for too long, and unlikely to buy within a year.

The first compares a customer with its own usual interval between purchases, the second is a
forecast of the customer model.
"""

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers.customer_labels import (
    customer_count,
    feed_rows_link,
    group_rows_link,
    not_scored_reason,
    unknown_groups_sentence,
)
from ecom_platform.serving.dashboard.figures.share_bars import share_bars
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import customer_segments, expected_value

_SIGNAL_COLUMNS = ("churn_signal", "churn_unavailable_reason")
_RISK_COLUMNS = ("churn_risk", "unavailable_reason")


def churn_signals_content(request: PageRequest, feed: str) -> FigureContent:
    """Customers by how long they have not bought, against their own usual interval."""
    groups = customer_segments.churn_signals(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, not_scored_reason(request, feed))
    silent = next((group for group in groups if group.name == "silent"), None)
    sentence = "No customer has been silent for far longer than usual."
    if silent:
        sentence = (
            f"{customer_count(request, silent.count)} who have not bought for far longer than they "
            f"usually do brought {request.short_money(silent.amount)} so far."
        )
    figure = share_bars(
        request,
        groups,
        "Customers",
        "Money so far",
        lambda group: group_rows_link(request, "customers", feed, _SIGNAL_COLUMNS, group),
    )
    return FigureContent(
        figure,
        f"{sentence}{unknown_groups_sentence(request, groups)}",
        feed_rows_link(request, "customers", feed),
    )


def churn_risks_content(request: PageRequest, feed: str) -> FigureContent:
    """Customers by the risk that they do not buy within a year."""
    groups = expected_value.churn_risks(request.connection, request.view, feed)
    if not any(group.name for group in groups):
        reason = groups[0].reason if groups else None
        return FigureContent(None, reason or "No customer bought in this currency.")
    high = next((group for group in groups if group.name == "high"), None)
    sentence = "No customer is at high risk."
    if high:
        sentence = (
            f"{customer_count(request, high.count)}, {request.formats.share(high.count_share)} of "
            f"all, are at high risk; {request.short_money(high.amount)} is still expected of them."
        )
    figure = share_bars(
        request,
        groups,
        "Customers",
        "Expected money",
        lambda group: group_rows_link(request, "lifetime-values", feed, _RISK_COLUMNS, group),
        amount_meaning="expected",
    )
    return FigureContent(
        figure,
        f"{sentence}{unknown_groups_sentence(request, groups)}",
        feed_rows_link(request, "lifetime-values", feed),
    )
