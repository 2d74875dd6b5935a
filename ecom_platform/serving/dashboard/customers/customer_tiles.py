"""The four tiles of the customers page: champions, silent customers, expected value, return."""

from dash import html

from ecom_platform.serving.dashboard.components.tiles import table_tile, unknown_tile
from ecom_platform.serving.dashboard.customers.customer_labels import (
    customer_count,
    not_scored_reason,
)
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
from ecom_platform.serving.queries.quality.table_states import missing_reason


def customer_tiles(request: PageRequest, feed: str) -> Component:
    """The tiles of one feed; each says why where it has no number."""
    return html.Div(
        [
            _champions_tile(request, feed),
            _silent_tile(request, feed),
            _expected_value_tile(request, feed),
            _return_tile(request, feed),
        ],
        className="tiles tiles-four",
    )


def _champions_tile(request: PageRequest, feed: str) -> Component:
    """The tile with the champions' share of the money, or why there is none."""
    title = "Champions' part of the money"
    missing = missing_reason(request.manifest, [customer_segments.SEGMENTS])
    groups = [] if missing else customer_segments.segments(request.connection, request.view, feed)
    champions = next((group for group in groups if group.name == "champion"), None)
    if champions is None:
        reason = "No customer is a champion now." if groups else not_scored_reason(request, feed)
        return unknown_tile("best", title, missing or reason)
    share = request.formats.share(champions.count_share)
    note = f"{customer_count(request, champions.count)}, {share} of all."
    return table_tile(request, "champions_share", note, equal={"feed": feed})


def _silent_tile(request: PageRequest, feed: str) -> Component:
    """The tile with the number of silent customers, or why it is not known."""
    title = "Silent customers"
    missing = missing_reason(request.manifest, [customer_segments.SEGMENTS])
    groups = (
        [] if missing else customer_segments.churn_signals(request.connection, request.view, feed)
    )
    if not groups:
        return unknown_tile("silent", title, missing or not_scored_reason(request, feed))
    summary = customer_segments.churn_summary(groups)
    number = request.formats.number
    note = (
        f"They brought {request.short_money(summary.silent_amount)} so far; "
        f"{number(summary.late)} more are late. Of {number(summary.total)} customers, "
        f"{number(summary.known)} bought often enough to know their usual interval."
    )
    return table_tile(request, "silent_customers", note, equal={"feed": feed})


def _expected_value_tile(request: PageRequest, feed: str) -> Component:
    """The tile with the money expected in a year, or why it is not known."""
    title = "Expected in the next year"
    missing = missing_reason(request.manifest, [expected_value.TABLE])
    if missing:
        return unknown_tile("worth", title, missing)
    summary = expected_value.expected_value(request.connection, request.view, feed)
    if summary.amount is None:
        return unknown_tile("worth", title, summary.reason or "No customer has an expected value.")
    note = (
        f"From {request.formats.number(summary.customers)} customers; half of them less than "
        f"{request.money(summary.median)} each."
    )
    return table_tile(request, "expected_customer_value", note, equal={"feed": feed})


def _return_tile(request: PageRequest, feed: str) -> Component:
    """The tile with the share of first buyers who come back in the next month."""
    title = "Back in the next month"
    missing = missing_reason(request.manifest, [cohort_retention.RETENTION])
    summary = (
        None
        if missing
        else cohort_retention.next_month_retention(request.connection, request.view, feed)
    )
    if summary is None:
        reason = "No cohort has a complete second month yet."
        return unknown_tile("back", title, missing or reason)
    number = request.formats.number
    note = (
        f"{number(summary.active)} of {number(summary.customers)} first buyers of complete cohorts."
    )
    return table_tile(request, "back_share", note, equal={"feed": feed})
