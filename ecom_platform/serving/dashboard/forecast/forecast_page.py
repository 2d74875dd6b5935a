"""What the next four weeks bring, and how sure that is."""

from collections.abc import Sequence
from itertools import groupby

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.anomaly_series import part_name
from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.cards import (
    FigureContent,
    figure_card,
    grid,
    reason_box,
    text_card,
)
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.forecast import forecast_figures as figures
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.forecast import days_ahead as questions
from ecom_platform.serving.queries.forecast.days_ahead import (
    TABLE,
    DayAhead,
    Part,
    chosen_part,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.quality.table_states import missing_reason

_NARROW = 0.9  # a band of 95 % that held fewer of the tested days promises too much
_NAMED = 3  # how many parts without a forecast are named
_HEADS = (
    "Part",
    "Method",
    "Error",
    "Against last week",
    "Days inside the band",
    "Expected",
)


def _render(request: PageRequest) -> Content:
    reason = missing_reason(request.manifest, [TABLE])
    if reason:
        return [reason_box(reason)]
    ahead = questions.days_ahead(request.connection, request.view)
    parts = questions.parts(request.connection, request.view)
    by_feed = _by_feed(ahead.days)
    if not by_feed:
        nothing = ahead.reason or "Nothing is forecast in this currency."
        return [reason_box(nothing), grid([_accuracy_card(request, parts)])]
    fans = [_fan_card(request, days, is_only=len(by_feed) == 1) for days in by_feed]
    splits = [
        _parts_card(request, list(of_feed))
        for _, of_feed in groupby(parts, key=lambda part: part.feed)
    ]
    return [
        _tiles(request, by_feed),
        _honest_note(request, parts),
        grid([*fans, *(card for card in splits if card), _accuracy_card(request, parts)]),
    ]


def _by_feed(days: Sequence[DayAhead]) -> list[tuple[DayAhead, ...]]:
    """The days of each feed, the one of which most is expected first."""
    left, found = tuple(days), []
    while left:
        feed, of_feed = questions.largest_feed(left)
        found.append(of_feed)
        left = tuple(day for day in left if day.feed != feed)
    return found


def _tiles(request: PageRequest, by_feed: Sequence[tuple[DayAhead, ...]]) -> Component:
    formats = request.formats
    dimension, value = chosen_part(request.view) or ("total", "")
    part = {"dimension": dimension, **({"dimension_value": value} if value else {})}
    tiles = [
        table_tile(
            request,
            "expected_revenue",
            f"Booked revenue to expect from {formats.day(days[0].day)} to "
            f"{formats.day(days[-1].day)}, {len(days)} days.",
            equal={"feed": days[0].feed, **part},
            title=name_of_feed(days[0].feed),
        )
        for days in by_feed
    ]
    return html.Div(tiles, className="tiles")


def _honest_note(request: PageRequest, parts: Sequence[Part]) -> Component:
    """What a reader must know before trusting the totals or the chosen part."""
    chosen = chosen_part(request.view)
    doubts = [
        doubt
        for part in parts
        if (part.dimension, part.value) == chosen
        for doubt in _doubts(request, part)
    ]
    if doubts:
        return callout("careful", "Be careful", " ".join(doubts))
    return html.P(
        "In the back-test each of these forecasts was better than repeating the week before, and "
        "its band held about as many days as it promises.",
        className="says note",
    )


def _doubts(request: PageRequest, part: Part) -> list[str]:
    feed, share = name_of_feed(part.feed), request.formats.share
    found = []
    if part.is_no_better_than_naive:
        found.append(
            f"The forecast of {feed} was no better than repeating the week before: its error was "
            f"{share(part.against_naive, 0)} of that."
        )
    if part.coverage_95 is not None and part.coverage_95 < _NARROW:
        found.append(
            f"The band of {feed} held only {share(part.coverage_95, 0)} of the tested days where "
            "it promises 95%: expect more surprises than it shows."
        )
    return found


def _fan_card(request: PageRequest, days: Sequence[DayAhead], *, is_only: bool) -> Component:
    feed = days[0].feed
    return figure_card(
        request,
        f"fan-{feed}",
        f"{name_of_feed(feed)}: the next four weeks",
        [TABLE, DAILY],
        lambda asked: _fan(asked, days),
        is_wide=is_only,
    )


def _fan(request: PageRequest, days: Sequence[DayAhead]) -> FigureContent:
    feed, formats = days[0].feed, request.formats
    before = questions.days_before(request.connection, request.view, feed, days[0].day)
    total = request.money(sum(day.expected for day in days))
    widest = max(days, key=lambda day: day.upper_95 - day.lower_95)
    low, high = (request.short_money(amount) for amount in (widest.lower_95, widest.upper_95))
    says = (
        f"{total} are to be expected in {len(days)} days. A single day is less sure: on "
        f"{formats.day(widest.day)} 95 of 100 such days bring {low} to {high}."
    )
    gaps = any(one.booked is None for one in before)
    gap = ["Days without an order line are left open."] if gaps else []
    told = [says, *gap, *[f"{formats.day(day.day)}: {day.event}" for day in days if day.event]]
    rows = request.link("/rows/forecast", **{"is.feed": feed})
    return FigureContent(figures.fan(request, before, days), " ".join(told), rows)


def _parts_card(request: PageRequest, of_feed: Sequence[Part]) -> Component | None:
    dimensions = list(
        dict.fromkeys(part.dimension for part in of_feed if part.dimension != "total")
    )
    if not dimensions:
        return None
    asked = request.parameters.get("by", "")
    chosen = asked if asked in dimensions else dimensions[0]
    feed = of_feed[0].feed
    drawn = figure_card(
        request,
        f"parts-{feed}",
        f"{name_of_feed(feed)} by {chosen}",
        [TABLE],
        lambda found: _parts(found, [one for one in of_feed if one.dimension == chosen], of_feed),
    )
    others = [
        dcc.Link(
            f"By {dimension}",
            href=request.link("/forecast", by=dimension),
            className="action action-here" if dimension == chosen else "action",
        )
        for dimension in dimensions
    ]
    return html.Div([drawn, html.Div(others, className="actions")], className="card-with-choice")


def _parts(request: PageRequest, found: Sequence[Part], of_feed: Sequence[Part]) -> FigureContent:
    known = [one for one in found if one.expected is not None]
    unknown = [one for one in found if one.expected is None]
    left_out = _left_out(request, unknown)
    if not known:
        return FigureContent(None, left_out.strip())
    total = next(one for one in of_feed if one.dimension == "total")
    written = request.money(total.expected)
    says = f"The largest part is {_largest(request, known[0])}. "
    count = "1 part adds" if len(known) == 1 else f"{len(known)} parts add"
    says += (
        f"The {count} up to the total of {written}."
        if questions.adds_up(known, total)
        else f"The parts do not add up to the total of {written}."
    )
    rows = request.link(
        "/rows/forecast", **{"is.feed": found[0].feed, "is.dimension": found[0].dimension}
    )
    return FigureContent(figures.parts(request, known), says + left_out, rows)


def _left_out(request: PageRequest, unknown: Sequence[Part]) -> str:
    """The parts without a forecast under their reason, some of them by name."""
    told = ""
    for reason in dict.fromkeys(part.reason for part in unknown):
        names = [
            part_name(request, part.dimension, part.value).partition(" ")[2]
            for part in unknown
            if part.reason == reason
        ]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        told += f" Without a forecast: {', '.join(names[:_NAMED])}{more}. {reason}"
    return told


def _largest(request: PageRequest, part: Part) -> str:
    return f"{part_name(request, part.dimension, part.value)} with {request.money(part.expected)}"


def _accuracy_card(request: PageRequest, parts: Sequence[Part]) -> Component:
    return text_card(
        request,
        "accuracy",
        "How good these forecasts were when tested",
        [TABLE],
        lambda asked: _accuracy(asked, parts),
        is_wide=True,
    )


def _accuracy(request: PageRequest, parts: Sequence[Part]) -> Sequence[Component]:
    if not parts:
        return [html.P("Nothing is forecast in this currency.")]
    worse = sum(part.is_no_better_than_naive for part in parts)
    tested = sum(part.against_naive is not None for part in parts)
    blocks: list[Component] = [
        html.P(
            "Each forecast was made again for past weeks, from what was known then. Error is the "
            "mean miss in units of a naive forecast's, below 1 is better (MASE); against last week "
            "is its miss over that of repeating the week before, below 100% is better; the band "
            "should hold 95 of 100 tested days.",
            className="says",
        ),
        html.P(
            f"Better than repeating the week before: {tested - worse} of {tested} tested parts."
        ),
    ]
    for feed, of_feed in groupby(parts, key=lambda part: part.feed):
        for dimension, of_dimension in groupby(of_feed, key=lambda part: part.dimension):
            rows = list(of_dimension)
            title = f"{name_of_feed(feed)}: " + (
                "total" if dimension == "total" else f"{len(rows)} by {dimension}"
            )
            blocks.append(
                html.Details(
                    [html.Summary(title), _table(request, rows)], open=dimension == "total"
                )
            )
    return blocks


def _table(request: PageRequest, parts: Sequence[Part]) -> Component:
    head = html.Thead(html.Tr([html.Th(title) for title in _HEADS]))
    body = html.Tbody([_row(request, part) for part in parts])
    table = html.Table([head, body], className="plain numbers wide-table")
    return scrollable_table(table, "Accuracy of forecasts")


def _row(request: PageRequest, part: Part) -> Component:
    name = html.Th(title_of(part_name(request, part.dimension, part.value)), scope="row")
    if part.reason:
        return html.Tr([name, html.Td(part.reason, colSpan=len(_HEADS) - 1)])
    formats = request.formats
    against = formats.share(part.against_naive, 0)
    cells = [
        part.model or "not stated",
        formats.number(part.mase, 2),
        f"{against}, no better" if part.is_no_better_than_naive else against,
        "not tested" if part.coverage_95 is None else formats.share(part.coverage_95, 0),
        request.money(part.expected),
    ]
    return html.Tr([name, *[html.Td(cell) for cell in cells]])


FORECAST = Page(
    path="/forecast",
    title="Forecast",
    question="What do the next four weeks bring, and how sure is that?",
    render=_render,
    filters=("currency", "channel", "partner", "category"),
)
