"""The page of anomalies: which days differed from what was expected, what is at stake, and why."""

from ecom_platform.serving.dashboard.anomalies.anomaly_selection import (
    AnomalySelection,
    select_anomaly,
)
from ecom_platform.serving.dashboard.anomalies.anomaly_tiles import anomaly_tiles
from ecom_platform.serving.dashboard.anomalies.cause_waterfall import causes_content, causes_title
from ecom_platform.serving.dashboard.anomalies.expected_band_figure import expected_band
from ecom_platform.serving.dashboard.anomalies.flag_calendar import flag_calendar
from ecom_platform.serving.dashboard.anomalies.flagged_days_card import flagged_days_card
from ecom_platform.serving.dashboard.anomalies.series_picker_card import series_picker_card
from ecom_platform.serving.dashboard.components.anomaly_series_labels import (
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
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.anomalies import flagged_days as questions
from ecom_platform.serving.queries.anomalies.anomaly_causes import CAUSES
from ecom_platform.serving.queries.anomalies.flagged_days import ANOMALIES_TABLE, DATES
from ecom_platform.serving.queries.forecast.revenue_forecast import chosen_dimension
from ecom_platform.serving.queries.quality.table_states import missing_reason

_SEVERAL = (
    "Anomalies are known for the total and for one channel, partner or category, not several at "
    "once. Clear all but one of these filters."
)


def _render(request: PageRequest) -> Content:
    """The tiles and cards; the list of flagged days comes first if the link names a day."""
    reason = missing_reason(request.manifest, [ANOMALIES_TABLE])
    if reason or chosen_dimension(request.view) is None:
        return [reason_box(reason or _SEVERAL)]
    selection = select_anomaly(request)
    days_card = flagged_days_card(request, selection)
    figures = _figure_cards(request, selection)
    cards = [days_card, *figures] if selection.linked_day else [*figures, days_card]
    return [anomaly_tiles(request), grid([*cards, series_picker_card(request, selection)])]


def _figure_cards(request: PageRequest, selection: AnomalySelection) -> list[Component]:
    """The cards with the calendar, the causes and the series."""
    name = series_name(request, selection.series) if selection.series else "A series"
    return [
        figure_card(
            request,
            "calendar",
            "Calendar of flagged days",
            [ANOMALIES_TABLE, DATES],
            lambda asked: _calendar_content(asked, selection),
        ),
        figure_card(
            request,
            "causes",
            causes_title(request, selection),
            [ANOMALIES_TABLE, CAUSES],
            lambda asked: causes_content(asked, selection),
        ),
        figure_card(
            request,
            "band",
            f"{name} against what was expected",
            [ANOMALIES_TABLE],
            lambda asked: _band_content(asked, selection),
            is_wide=True,
        ),
    ]


def _calendar_content(request: PageRequest, selection: AnomalySelection) -> FigureContent:
    """The calendar of flagged days with a sentence, or why no day was checked."""
    days = questions.calendar(request.connection, request.view)
    if not days:
        return FigureContent(None, _no_series_reason(request))
    flagged = sum(day.flagged > 0 for day in days)
    first, last = request.formats.day(days[0].day), request.formats.day(days[-1].day)
    sentence = (
        f"{flagged} of {len(days)} checked days, {first} to {last}, have a flagged series. The "
        "number in a day is how many series are flagged, the colour is the money at stake."
    )
    figure = flag_calendar(request, days, selection.linked_day or selection.day)
    rows = request.link("/rows/anomalies", **{"is.is_anomaly": "true"})
    return FigureContent(figure, sentence, rows)


def _band_content(request: PageRequest, selection: AnomalySelection) -> FigureContent:
    """The figure of the selected series with a sentence, or why it has none."""
    series = selection.series
    if series is None:
        return FigureContent(None, _no_series_reason(request))
    days = questions.series_days(request.connection, request.view, series)
    checked = [day for day in days if day.expected is not None]
    reasons = " ".join(sorted({day.reason for day in days if day.reason}))
    if not checked:
        return FigureContent(None, reasons or "No day of this series was checked.")
    flagged = sum(day.is_flagged for day in days)
    sentence = f"{flagged} of {len(checked)} checked days are outside the band of ordinary days."
    unchecked = len(days) - len(checked)
    if unchecked:
        count = "1 day was" if unchecked == 1 else f"{unchecked} days were"
        sentence += f" {count} not checked: {reasons}"
    rows = rows_of_series("anomalies", request, series, None)
    return FigureContent(expected_band(request, series, days, selection.day), sentence, rows)


def _no_series_reason(request: PageRequest) -> str:
    """Why no series of the chosen part of the business was checked."""
    dimension, value = chosen_dimension(request.view) or ("total", "")
    if dimension == "total":
        return f"No day was checked in {request.view.currency}."
    part = part_name(request, dimension, value)
    return (
        f"The {part} is not checked on its own in {request.view.currency}, because it sells too "
        "little; its days are checked as part of the total. Clear the filter to see it."
    )


ANOMALIES = Page(
    path="/anomalies",
    title="Anomalies",
    question="Which days differed from what was expected, what is at stake, and why?",
    render=_render,
)
