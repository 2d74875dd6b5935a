"""The days that were not what the days before let expect, what is at stake, and why."""

from dash import html

from ecom_platform.serving.dashboard.anomalies import anomaly_figures as figures
from ecom_platform.serving.dashboard.anomalies.flag_calendar_figure import calendar
from ecom_platform.serving.dashboard.anomalies.flagged_day_cards import (
    Chosen,
    choice_card,
    chosen_of,
    list_card,
    nothing_flagged,
)
from ecom_platform.serving.dashboard.components.anomaly_series import (
    format_measure,
    part_name,
    rows_of_series,
    series_name,
)
from ecom_platform.serving.dashboard.components.cards import (
    FigureContent,
    figure_card,
    grid,
    reason_box,
)
from ecom_platform.serving.dashboard.components.tiles import table_tile, unknown_tile
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.anomalies import flagged_days as questions
from ecom_platform.serving.queries.anomalies.anomaly_causes import CAUSES, explained
from ecom_platform.serving.queries.anomalies.flagged_days import DATES, JUDGED
from ecom_platform.serving.queries.forecast.days_ahead import chosen_part
from ecom_platform.serving.queries.quality.table_states import missing_reason

_SEVERAL = (
    "Only the whole or one channel, partner or category is judged, not several at once. Clear all "
    "but one of these filters."
)


def _render(request: PageRequest) -> Content:
    reason = missing_reason(request.manifest, [JUDGED])
    if reason or chosen_part(request.view) is None:
        return [reason_box(reason or _SEVERAL)]
    chosen = chosen_of(request)
    listed = list_card(request, chosen)
    series_cards = [
        figure_card(
            request,
            "calendar",
            "Calendar of flagged days",
            [JUDGED, DATES],
            lambda asked: _calendar(asked, chosen),
        ),
        figure_card(
            request,
            "causes",
            _causes_title(request, chosen),
            [JUDGED, CAUSES],
            lambda asked: _causes(asked, chosen),
        ),
        figure_card(
            request,
            "band",
            f"{series_name(request, chosen.series)} against what was expected"
            if chosen.series
            else "A series against what was expected",
            [JUDGED],
            lambda asked: _band(asked, chosen),
            is_wide=True,
        ),
    ]
    cards = [listed, *series_cards] if chosen.asked_day else [*series_cards, listed]
    return [_tiles(request), grid([*cards, choice_card(request, chosen)])]


def _tiles(request: PageRequest) -> Component:
    formats, view = request.formats, request.view
    total = questions.flagged_total(request.connection, view)
    period = f"{formats.day(view.from_date)} – {formats.day(view.to_date)}"
    flags = "1 flag" if total.flags == 1 else f"{formats.number(total.flags)} flags"
    first = questions.most_at_stake(questions.flagged_days(request.connection, view))
    note = (
        f"{period}: {flags}, as one bad day may show in several series."
        if total.flags > total.days
        else f"{period}."
    )
    equal = _equal(request)
    told = "Too much or too little, of each feed and day the largest amount."
    unknown = "No flagged day has a known amount."
    stake = (
        unknown_tile("amount_at_stake", "Money at stake", unknown)
        if total.stake is None
        else table_tile(request, "amount_at_stake", told, equal=equal)
    )
    if first is None or first.stake is None:
        reason = unknown if first else "No day of these was flagged."
        largest = unknown_tile("largest_amount_at_stake", "Most at stake", reason)
    else:
        which = f"{series_name(request, first.series)} on {formats.day(first.day)}."
        largest = table_tile(request, "largest_amount_at_stake", which, equal=equal)
    tiles = [table_tile(request, "flagged_days", note, equal=equal), stake, largest]
    return html.Div(tiles, className="tiles")


def _equal(request: PageRequest) -> dict[str, str]:
    """The columns that choose the series of the view's part; none when it has no part."""
    dimension, value = chosen_part(request.view) or ("total", "")
    return {} if dimension == "total" else {"dimension": dimension, "dimension_value": value}


def _calendar(request: PageRequest, chosen: Chosen) -> FigureContent:
    days = questions.calendar(request.connection, request.view)
    if not days:
        return FigureContent(None, _no_series(request))
    flagged = [one for one in days if one.flagged]
    first, last = request.formats.day(days[0].day), request.formats.day(days[-1].day)
    sentence = (
        f"{len(flagged)} of {len(days)} judged days, {first} to {last}, have a flagged series; the "
        "number says how many, the colour what is at stake."
    )
    picture = calendar(request, days, chosen.asked_day or chosen.day)
    return FigureContent(
        picture, sentence, request.link("/rows/anomalies", **{"is.is_anomaly": "true"})
    )


def _no_series(request: PageRequest) -> str:
    dimension, value = chosen_part(request.view) or ("total", "")
    if dimension == "total":
        return f"No day was judged in {request.view.currency}."
    part = part_name(request, dimension, value)
    return (
        f"The {part} is not judged by itself in {request.view.currency}: parts that sell too "
        "little are judged in the total. Clear the filter to see it."
    )


def _band(request: PageRequest, chosen: Chosen) -> FigureContent:
    series = chosen.series
    if series is None:
        return FigureContent(None, _no_series(request))
    days = questions.days_of(request.connection, request.view, series)
    judged = [one for one in days if one.expected is not None]
    reasons = sorted({one.reason for one in days if one.reason})
    if not judged:
        return FigureContent(None, " ".join(reasons) or "No day of this series was judged.")
    flagged = sum(one.is_flagged for one in days)
    told = [f"{flagged} of {len(judged)} judged days left the band of ordinary days."]
    if len(judged) < len(days):
        others = len(days) - len(judged)
        count = "1 day was" if others == 1 else f"{others} days were"
        told.append(f"{count} not judged: {' '.join(reasons)}")
    rows = rows_of_series("anomalies", request, series, None)
    return FigureContent(figures.band(request, series, days, chosen.day), " ".join(told), rows)


def _causes_title(request: PageRequest, chosen: Chosen) -> str:
    if chosen.series is None or chosen.day is None:
        return "Why a day was flagged"
    return f"Why: {series_name(request, chosen.series)}, {request.formats.day(chosen.day)}"


def _causes(request: PageRequest, chosen: Chosen) -> FigureContent:
    if chosen.series is None or chosen.day is None:
        return FigureContent(None, nothing_flagged(request, chosen))
    found = explained(request.connection, request.view, chosen.series, chosen.day)
    if found is None:
        return FigureContent(None, "This series was not flagged on this day.")
    if not found.causes:
        gap = format_measure(request, chosen.series.measure, found.unexplained)
        return FigureContent(None, f"{found.reason} All of the gap of {gap} is unexplained.")
    first = found.causes[0]
    sentence = (
        f"{first.name[:1].upper()}{first.name[1:]} explains "
        f"{request.formats.share(first.share)} of the gap between "
        f"{format_measure(request, chosen.series.measure, found.expected)} expected and "
        f"{format_measure(request, chosen.series.measure, found.actual)} actual."
    )
    if found.largest_order_id:
        share = request.formats.share(found.largest_order_share)
        sentence += f" Without one order, {found.largest_order_id}, {share} of it is gone."
    picture = figures.causes(request, chosen.series, chosen.day, found)
    rows = rows_of_series("anomaly-causes", request, chosen.series, chosen.day)
    return FigureContent(picture, sentence, rows)


ANOMALIES = Page(
    path="/anomalies",
    title="Anomalies",
    question="Which days were not what the days before let expect, what is at stake, and why?",
    render=_render,
)
