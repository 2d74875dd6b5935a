"""The series and day that the page of anomalies is about, and the lists that choose them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dash import dcc, html

from ecom_platform.errors import ViewError
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.anomaly_series import (
    format_measure,
    part_name,
    series_link,
    series_name,
)
from ecom_platform.serving.dashboard.components.cards import text_card
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies import flagged_days as questions
from ecom_platform.serving.queries.anomalies.flagged_days import (
    JUDGED,
    FlaggedDay,
    Series,
)

MOST_LISTED = 20


@dataclass(frozen=True)
class Chosen:
    """What the page is about.

    Attributes:
        flagged: the flagged days of the view, or of the day that the link asks for.
        series: the series that is drawn; None where none was judged.
        day: the day of it that is explained.
        asked_day: the day that the link asks for.
    """

    flagged: list[FlaggedDay]
    series: Series | None
    day: date | None
    asked_day: date | None


def chosen_of(request: PageRequest) -> Chosen:
    """The series of the link, else the one with most at stake, else the largest feed's revenue.

    Raises:
        ViewError: the day of the link is none.
    """
    asked_day = _day(request.parameters.get("day"))
    flagged = questions.flagged_days(request.connection, request.view, asked_day)
    series = _asked_series(request)
    first = questions.most_at_stake(
        [one for one in flagged if series is None or one.series == series]
    )
    if first:
        return Chosen(flagged, first.series, first.day, asked_day)
    series = series or questions.largest_series(request.connection, request.view)
    return Chosen(flagged, series, asked_day, asked_day)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ViewError(f"'{text}' is no day. Write days as 2026-01-31.") from error


def _asked_series(request: PageRequest) -> Series | None:
    """The series of the link; None when it names none, or one that this currency has not."""
    asked = request.parameters
    if "feed" not in asked or "measure" not in asked:
        return None
    series = Series(
        asked["feed"], asked["measure"], asked.get("dimension", "total"), asked.get("value", "")
    )
    return series if series in questions.known_series(request.connection, request.view) else None


def nothing_flagged(request: PageRequest, chosen: Chosen) -> str:
    """That no day was flagged, and where."""
    formats, view = request.formats, request.view
    if chosen.asked_day:
        return f"No series was flagged on {formats.day(chosen.asked_day)}."
    return (
        f"No day between {formats.day(view.from_date)} and {formats.day(view.to_date)} was flagged "
        "under these filters."
    )


def list_card(request: PageRequest, chosen: Chosen) -> Component:
    """The flagged days with what was expected, why, and links that choose them."""
    title = (
        f"Flagged on {request.formats.day(chosen.asked_day)}"
        if chosen.asked_day
        else "Flagged days, the newest first"
    )
    return text_card(
        request, "list", title, [JUDGED], lambda asked: _list(asked, chosen), is_wide=True
    )


def _list(request: PageRequest, chosen: Chosen) -> Sequence[Component]:
    everything = (
        [dcc.Link("Show all days", href=request.link("/anomalies"), className="action")]
        if chosen.asked_day
        else []
    )
    if not chosen.flagged:
        return [html.P(nothing_flagged(request, chosen)), *everything]
    shown = chosen.flagged[:MOST_LISTED]
    body: list[Component] = []
    for day, group in groupby(shown, key=lambda one: one.day):
        body += [
            html.H3(request.formats.day(day)),
            html.Ul([_item(request, one) for one in group], className="attention"),
        ]
    if len(chosen.flagged) > len(shown):
        rows = request.link("/rows/anomalies", **{"is.is_anomaly": "true"})
        body.append(
            html.P(f"The newest {len(shown)} of {len(chosen.flagged)} flags.", className="says")
        )
        body.append(dcc.Link("See all as rows", href=rows, className="action"))
    return [*everything, *body]


def _item(request: PageRequest, one: FlaggedDay) -> Component:
    written = [format_measure(request, one.series.measure, v) for v in (one.actual, one.expected)]
    stake = ""
    if one.stake is not None:
        side = "too little" if one.stake < 0 else "too much"
        stake = f" At stake: {request.money(abs(one.stake))} of revenue {side}."
    name = series_name(request, one.series)
    return html.Li(
        [
            html.Span(one.kind, className="kind kind-flagged"),
            html.Strong(f" {name}: "),
            f"{written[0]}, where {written[1]} was expected. {one.explanation}{stake} ",
            dcc.Link(
                "Show why",
                href=series_link(request, one.series, one.day),
                className="action",
                title=f"Show why: {name} on {request.formats.day(one.day)}",
            ),
            *_order_link(request, one),
        ]
    )


def _order_link(request: PageRequest, one: FlaggedDay) -> list[Component]:
    """The way to the lines of the order that makes most of a day, all of its parts."""
    if one.largest_order_id is None:
        return []
    whole = {"channel": None, "partner": None, "category": None}
    of_order = {"is.feed": one.series.feed, "is.order_id": one.largest_order_id}
    of_day = {"from": str(one.day), "to": str(one.day)}
    rows = request.link("/rows/order-lines", **whole, **of_day, **of_order)
    title = f"Lines of order {one.largest_order_id}"
    return [" ", dcc.Link("See the order", href=rows, className="action", title=title)]


def choice_card(request: PageRequest, chosen: Chosen) -> Component:
    """Links to every judged series."""
    return text_card(
        request,
        "choice",
        "Look at another series",
        [JUDGED],
        lambda asked: _choices(asked, chosen),
        is_wide=True,
    )


def _choices(request: PageRequest, chosen: Chosen) -> Sequence[Component]:
    known = questions.known_series(request.connection, request.view)
    blocks: list[Component] = [html.P("Every judged series, by feed and part.")]
    for feed, of_feed in groupby(known, key=lambda one: one.feed):
        parts = [
            html.Li(
                [
                    html.Span(
                        f"{title_of(part_name(request, dimension, value))}: ",
                        className="choice-part",
                    ),
                    *[_choice(request, one, chosen) for one in series],
                ]
            )
            for (dimension, value), series in groupby(
                of_feed, key=lambda one: (one.dimension, one.value)
            )
        ]
        blocks.append(
            html.Details(
                [
                    html.Summary(f"{name_of_feed(feed)}: {_count(parts)}"),
                    html.Ul(parts, className="choices"),
                ],
            )
        )
    return blocks


def _choice(request: PageRequest, one: Series, chosen: Chosen) -> Component:
    is_here = one == chosen.series
    return dcc.Link(
        title_of(one.measure),
        href=series_link(request, one),
        className="action action-here" if is_here else "action",
        title=series_name(request, one),
    )


def _count(parts: Sequence[Component]) -> str:
    return "1 part" if len(parts) == 1 else f"{len(parts)} parts"
