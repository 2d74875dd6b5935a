"""Figures of flagged days: one series against its band, and the causes of a day."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ecom_platform.serving.dashboard.components.anomaly_series import (
    format_measure,
    rows_of_series,
    series_link,
    tick_format,
    unit_title,
)
from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.anomaly_causes import Explained
from ecom_platform.serving.queries.anomalies.flagged_days import JudgedDay, Series

_LINE_LENGTH = 18


@dataclass(frozen=True)
class _Step:
    """A bar of a waterfall: where it begins, how far it goes, and what it is a matter of."""

    name: str
    start: float
    width: float
    meaning: str


def band(
    request: PageRequest, series: Series, days: Sequence[JudgedDay], chosen: date | None
) -> Figure:
    """A series against what was expected; flagged days are diamonds that lead to their causes."""
    traces = [
        *_ordinary(days),
        _line(request, series, days, "expected", dash="dot"),
        _line(request, series, days, "actual"),
    ]
    flagged = [one for one in days if one.is_flagged]
    if flagged:
        traces.append(_diamonds(request, series, flagged, chosen))
    unjudged = [one for one in days if one.reason and one.actual is not None]
    if unjudged:
        traces.append(_unjudged(request, series, unjudged))
    return style.figure(
        traces,
        request.theme,
        "Day",
        unit_title(request, series.measure),
        height=380,
        xaxis={"tickformat": "%d %b"},
        yaxis={"rangemode": "tozero", "tickformat": tick_format(series.measure)},
    )


def causes(request: PageRequest, series: Series, day: date, found: Explained) -> Figure:
    """Steps from what was expected over each cause to what came."""
    steps = _steps(found)
    names = [step.name for step in steps]
    texts = [format_measure(request, series.measure, _without_dust(step.width)) for step in steps]
    places = [str(index) for index in range(len(steps))]
    trace = style.bars(
        [step.width for step in steps],
        places,
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
    ticks = [f"{_in_lines(name)}<br>{text}" for name, text in zip(names, texts, strict=True)]
    return style.figure(
        [trace],
        request.theme,
        unit_title(request, series.measure),
        "",
        height=130 + 60 * len(steps),
        xaxis={"tickformat": tick_format(series.measure), "nticks": 5},
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "tickvals": places,
            "ticktext": ticks,
        },
    )


def _ordinary(days: Sequence[JudgedDay]) -> list[Trace]:
    """A band for each stretch of judged days: an area cannot be drawn over a gap."""
    stretches = [list(some) for judged, some in groupby(days, _is_judged) if judged]
    traces = []
    for number, some in enumerate(stretches):
        dates = [str(one.day) for one in some]
        edges = style.band(
            dates, [one.lower for one in some], [one.upper for one in some], "Ordinary days"
        )
        traces += [{**edge, "hoverinfo": "skip"} for edge in edges]
        traces[-1]["showlegend"] = number == 0
    return traces


def _is_judged(one: JudgedDay) -> bool:
    return one.lower is not None and one.upper is not None


def _line(
    request: PageRequest, series: Series, days: Sequence[JudgedDay], name: str, dash: str = "solid"
) -> Trace:
    values = [getattr(one, name) for one in days]
    return style.line(
        [str(one.day) for one in days],
        values,
        name.capitalize(),
        MEANING[name],
        dash=dash,
        customdata=[rows_of_series("anomalies", request, series, one.day) for one in days],
        text=[format_measure(request, series.measure, value) for value in values],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + name + "</extra>",
    )


def _diamonds(
    request: PageRequest, series: Series, flagged: Sequence[JudgedDay], chosen: date | None
) -> Trace:
    return style.points(
        [str(one.day) for one in flagged],
        [one.actual for one in flagged],
        "Flagged",
        MEANING["flagged"],
        cliponaxis=False,
        marker={
            "symbol": "diamond",
            "size": [16 if one.day == chosen else 11 for one in flagged],
        },
        customdata=[series_link(request, series, one.day) for one in flagged],
        text=[
            f"{format_measure(request, series.measure, one.actual)}, where "
            f"{format_measure(request, series.measure, one.expected)} was expected"
            for one in flagged
        ],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>flagged</extra>",
    )


def _unjudged(request: PageRequest, series: Series, days: Sequence[JudgedDay]) -> Trace:
    return style.points(
        [str(one.day) for one in days],
        [one.actual for one in days],
        "Not judged",
        MEANING["unknown"],
        marker={"symbol": "circle-open", "size": 8},
        customdata=[rows_of_series("anomalies", request, series, one.day) for one in days],
        text=[one.reason for one in days],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>not judged</extra>",
    )


def _steps(found: Explained) -> list[_Step]:
    steps = [_Step("Expected", 0.0, found.expected, "expected")]
    reached = found.expected
    for cause in found.causes:
        steps.append(_Step(cause.name, reached, cause.contribution, "flagged"))
        reached += cause.contribution
    steps.append(_Step("unexplained", reached, found.unexplained, "unknown"))
    return [*steps, _Step("Actual", 0.0, found.actual, "actual")]


def _in_lines(name: str) -> str:
    lines = textwrap.wrap(name, _LINE_LENGTH)
    return "<br>".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _without_dust(value: float) -> float:
    """Rounding leaves a little where everything is explained."""
    return 0.0 if abs(value) < 1e-9 else value
