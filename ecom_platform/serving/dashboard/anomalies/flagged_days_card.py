"""The card that lists the flagged days, the newest first, with their explanations and links."""

from collections.abc import Sequence
from itertools import groupby

from dash import dcc, html

from ecom_platform.serving.dashboard.anomalies.anomaly_selection import (
    AnomalySelection,
    nothing_flagged_sentence,
)
from ecom_platform.serving.dashboard.components.anomaly_series_labels import (
    format_measure,
    series_link,
    series_name,
)
from ecom_platform.serving.dashboard.components.cards import text_card
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import ANOMALIES_TABLE, FlaggedDay

MOST_LISTED = 20


def flagged_days_card(request: PageRequest, selection: AnomalySelection) -> Component:
    """The flagged days, each with its values, its explanation and links to look into it."""
    title = (
        f"Flagged on {request.formats.day(selection.linked_day)}"
        if selection.linked_day
        else "Flagged days, the newest first"
    )
    return text_card(
        request,
        "list",
        title,
        [ANOMALIES_TABLE],
        lambda asked: _flagged_days_list(asked, selection),
        is_wide=True,
    )


def _flagged_days_list(request: PageRequest, selection: AnomalySelection) -> Sequence[Component]:
    """The flagged days under a heading per day, or that nothing was flagged."""
    all_days = (
        [dcc.Link("Show all days", href=request.link("/anomalies"), className="action")]
        if selection.linked_day
        else []
    )
    if not selection.flagged:
        return [html.P(nothing_flagged_sentence(request, selection)), *all_days]
    listed = selection.flagged[:MOST_LISTED]
    body: list[Component] = []
    for day, of_day in groupby(listed, key=lambda flagged: flagged.day):
        body += [
            html.H3(request.formats.day(day)),
            html.Ul(
                [_flagged_day_item(request, flagged) for flagged in of_day], className="attention"
            ),
        ]
    if len(selection.flagged) > len(listed):
        rows = request.link("/rows/anomalies", **{"is.is_anomaly": "true"})
        count = f"These are the newest {len(listed)} of {len(selection.flagged)} flags."
        body += [
            html.P(count, className="says"),
            dcc.Link("See all as rows", href=rows, className="action"),
        ]
    return [*all_days, *body]


def _flagged_day_item(request: PageRequest, flagged: FlaggedDay) -> Component:
    """A flagged series of a day: its values, explanation, money at stake and links."""
    series = flagged.series
    actual = format_measure(request, series.measure, flagged.actual)
    expected = format_measure(request, series.measure, flagged.expected)
    stake = ""
    if flagged.stake is not None:
        side = "too little" if flagged.stake < 0 else "too much"
        stake = f" At stake: {request.money(abs(flagged.stake))} of revenue {side}."
    name = series_name(request, series)
    return html.Li(
        [
            html.Span(flagged.kind, className="kind kind-flagged"),
            html.Strong(f" {name}: "),
            f"{actual}, where {expected} was expected. {flagged.explanation}{stake} ",
            dcc.Link(
                "Show why",
                href=series_link(request, series, flagged.day),
                className="action",
                title=f"Show why: {name} on {request.formats.day(flagged.day)}",
            ),
            *_order_link(request, flagged),
        ]
    )


def _order_link(request: PageRequest, flagged: FlaggedDay) -> list[Component]:
    """A link to the order that explains most of the day, whatever the filters; empty if none."""
    if flagged.largest_order_id is None:
        return []
    no_filters = {"channel": None, "partner": None, "category": None}
    of_order = {"is.feed": flagged.series.feed, "is.order_id": flagged.largest_order_id}
    of_day = {"from": str(flagged.day), "to": str(flagged.day)}
    rows = request.link("/rows/order-lines", **no_filters, **of_day, **of_order)
    title = f"Lines of order {flagged.largest_order_id}"
    return [" ", dcc.Link("See the order", href=rows, className="action", title=title)]
