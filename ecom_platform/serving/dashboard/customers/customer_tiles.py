"""The four numbers at the top of the page of customers."""

from dash import html

from ecom_platform.serving.dashboard.components.tiles import table_tile, unknown_tile
from ecom_platform.serving.dashboard.customers.customer_cards import counted, not_scored
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
from ecom_platform.serving.queries.quality.table_states import missing_reason


def customer_tiles(request: PageRequest, feed: str) -> Component:
    """Best, silent, worth, coming back."""
    return html.Div(
        [
            _best(request, feed),
            _silent(request, feed),
            _worth(request, feed),
            _back(request, feed),
        ],
        className="tiles tiles-four",
    )


def _best(request: PageRequest, feed: str) -> Component:
    title = "Champions' share of the money"
    missing = missing_reason(request.manifest, [customer_segments.SEGMENTS])
    groups = [] if missing else customer_segments.segments(request.connection, request.view, feed)
    best = next((one for one in groups if one.name == "champion"), None)
    if best is None:
        reason = "No customer is a champion today." if groups else not_scored(request, feed)
        return unknown_tile("best", title, missing or reason)
    note = f"{counted(request, best.count)}, {request.formats.share(best.count_share)} of all."
    return table_tile(request, "champions_share", note, equal={"feed": feed})


def _silent(request: PageRequest, feed: str) -> Component:
    title = "Silent customers"
    missing = missing_reason(request.manifest, [customer_segments.SEGMENTS])
    groups = (
        [] if missing else customer_segments.churn_signals(request.connection, request.view, feed)
    )
    if not groups:
        return unknown_tile("silent", title, missing or not_scored(request, feed))
    found = customer_segments.churn_summary(groups)
    number = request.formats.number
    note = (
        f"They brought {request.short_money(found.silent_amount)} so far; {number(found.late)} "
        f"more are late. {number(found.known)} of {number(found.total)} customers have a rhythm "
        "to be late against."
    )
    return table_tile(request, "silent_customers", note, equal={"feed": feed})


def _worth(request: PageRequest, feed: str) -> Component:
    title = "Expected in the next year"
    missing = missing_reason(request.manifest, [expected_value.TABLE])
    if missing:
        return unknown_tile("worth", title, missing)
    found = expected_value.expected_value(request.connection, request.view, feed)
    if found.amount is None:
        return unknown_tile("worth", title, found.reason or "No customer has a value.")
    note = (
        f"From {request.formats.number(found.customers)} customers; half of them less than "
        f"{request.money(found.median)} each."
    )
    return table_tile(request, "expected_customer_value", note, equal={"feed": feed})


def _back(request: PageRequest, feed: str) -> Component:
    title = "Back in the next month"
    missing = missing_reason(request.manifest, [cohort_retention.RETENTION])
    found = (
        None
        if missing
        else cohort_retention.next_month_retention(request.connection, request.view, feed)
    )
    if found is None:
        reason = "No month after a first month is complete yet."
        return unknown_tile("back", title, missing or reason)
    note = (
        f"{request.formats.number(found.active)} of {request.formats.number(found.customers)} "
        "first buyers, over all whole cohorts."
    )
    return table_tile(request, "back_share", note, equal={"feed": feed})
