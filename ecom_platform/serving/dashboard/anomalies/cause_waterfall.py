"""The waterfall of causes: bars that lead from the expected value of a day to the actual one."""

import textwrap
from dataclasses import dataclass
from datetime import date

from ecom_platform.serving.dashboard.anomalies.anomaly_selection import (
    AnomalySelection,
    nothing_flagged_sentence,
)
from ecom_platform.serving.dashboard.components.anomaly_series_labels import (
    format_measure,
    rows_of_series,
    series_name,
    tick_format,
    unit_title,
)
from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.anomaly_causes import FlaggedDayCauses, causes_of
from ecom_platform.serving.queries.anomalies.flagged_days import Series

_LINE_LENGTH = 18
_ROUNDING = 1e-9


@dataclass(frozen=True)
class _Step:
    """A bar of the waterfall.

    Attributes:
        start: where it begins, in the unit of the measure.
        width: how far it goes; negative to the left.
        meaning: a key of `MEANING`: its colour.
    """

    name: str
    start: float
    width: float
    meaning: str


def causes_title(request: PageRequest, selection: AnomalySelection) -> str:
    """The title of the card of causes."""
    if selection.series is None or selection.day is None:
        return "Why a day was flagged"
    day = request.formats.day(selection.day)
    return f"Why: {series_name(request, selection.series)}, {day}"


def causes_content(request: PageRequest, selection: AnomalySelection) -> FigureContent:
    """The waterfall of the selected day with its largest cause, or why it has no causes."""
    series, day = selection.series, selection.day
    if series is None or day is None:
        return FigureContent(None, nothing_flagged_sentence(request, selection))
    day_causes = causes_of(request.connection, request.view, series, day)
    if day_causes is None:
        return FigureContent(None, "This series was not flagged on this day.")
    if not day_causes.causes:
        gap = format_measure(request, series.measure, day_causes.unexplained)
        return FigureContent(None, f"{day_causes.reason} All of the gap of {gap} is unexplained.")
    rows = rows_of_series("anomaly-causes", request, series, day)
    figure = cause_waterfall(request, series, day, day_causes)
    return FigureContent(figure, _largest_cause_sentence(request, series, day_causes), rows)


def cause_waterfall(
    request: PageRequest, series: Series, day: date, day_causes: FlaggedDayCauses
) -> Figure:
    """Bars from the expected value over each cause to the actual value; a click opens their rows.

    Args:
        request: of the page.
        series: which was flagged.
        day: on which it was flagged.
        day_causes: its causes.
    """
    steps = _waterfall_steps(day_causes)
    names = [step.name for step in steps]
    texts = [
        format_measure(request, series.measure, _without_rounding_error(step.width))
        for step in steps
    ]
    positions = [str(index) for index in range(len(steps))]
    trace = figure_style.bars(
        [step.width for step in steps],
        positions,
        "Step",
        MEANING["flagged"],
        orientation="h",
        base=[step.start for step in steps],
        marker={"color": [MEANING[step.meaning] for step in steps]},
        customdata=[rows_of_series("anomaly-causes", request, series, day)] * len(steps),
        text=texts,
        textposition="none",
        hovertext=names,
        hovertemplate="%{hovertext}: %{text}<extra></extra>",
    )
    ticks = [
        f"{_label_in_two_lines(name)}<br>{text}" for name, text in zip(names, texts, strict=True)
    ]
    return figure_style.figure(
        [trace],
        request.theme,
        unit_title(request, series.measure),
        "",
        height=130 + 60 * len(steps),
        xaxis={"tickformat": tick_format(series.measure), "nticks": 5},
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "tickvals": positions,
            "ticktext": ticks,
        },
    )


def _largest_cause_sentence(
    request: PageRequest, series: Series, day_causes: FlaggedDayCauses
) -> str:
    """What the largest cause explains, and the order that explains most, if any."""
    largest_cause = day_causes.causes[0]
    sentence = (
        f"{largest_cause.name[:1].upper()}{largest_cause.name[1:]} explains "
        f"{request.formats.share(largest_cause.share)} of the gap between "
        f"{format_measure(request, series.measure, day_causes.expected)} expected and "
        f"{format_measure(request, series.measure, day_causes.actual)} actual."
    )
    if day_causes.largest_order_id:
        share = request.formats.share(day_causes.largest_order_share)
        sentence += (
            f" Without one order, {day_causes.largest_order_id}, {share} of the gap is gone."
        )
    return sentence


def _waterfall_steps(day_causes: FlaggedDayCauses) -> list[_Step]:
    """The expected value, each cause, what is unexplained, and the actual value."""
    steps = [_Step("Expected", 0.0, day_causes.expected, "expected")]
    step_start = day_causes.expected
    for cause in day_causes.causes:
        steps.append(_Step(cause.name, step_start, cause.contribution, "flagged"))
        step_start += cause.contribution
    steps.append(_Step("unexplained", step_start, day_causes.unexplained, "unknown"))
    return [*steps, _Step("Actual", 0.0, day_causes.actual, "actual")]


def _label_in_two_lines(name: str) -> str:
    """A name wrapped into at most two lines; an ellipsis marks what is cut."""
    lines = textwrap.wrap(name, _LINE_LENGTH)
    return "<br>".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _without_rounding_error(value: float) -> float:
    """Zero for a value so small that only floating-point rounding explains it."""
    return 0.0 if abs(value) < _ROUNDING else value
