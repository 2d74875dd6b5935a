"""The figure of one series: its actual values, what was expected, and the band of ordinary days."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from ecom_platform.serving.dashboard.components.anomaly_series_labels import (
    format_measure,
    rows_of_series,
    series_link,
    tick_format,
    unit_title,
)
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import EvaluatedDay, Series


def expected_band(
    request: PageRequest, series: Series, days: Sequence[EvaluatedDay], chosen: date | None
) -> Figure:
    """The line of a series over its band; a click on a flagged day shows its causes.

    Args:
        request: of the page.
        series: which is drawn.
        days: of the series; days that were not checked interrupt the band.
        chosen: the day whose point is drawn larger.
    """
    traces = [
        *_ordinary_bands(days),
        _value_line(request, series, days, "expected", dash="dot"),
        _value_line(request, series, days, "actual"),
    ]
    flagged = [day for day in days if day.is_flagged]
    if flagged:
        traces.append(_flagged_points(request, series, flagged, chosen))
    unchecked = [day for day in days if day.reason and day.actual is not None]
    if unchecked:
        traces.append(_unchecked_points(request, series, unchecked))
    return figure_style.figure(
        traces,
        request.theme,
        "Day",
        unit_title(request, series.measure),
        height=380,
        xaxis={"tickformat": "%d %b"},
        yaxis={"rangemode": "tozero", "tickformat": tick_format(series.measure)},
    )


def _ordinary_bands(days: Sequence[EvaluatedDay]) -> list[Trace]:
    """One band for each stretch of checked days, because an area cannot be drawn over a gap."""
    stretches = [
        list(stretch)
        for has_band, stretch in groupby(days, key=_has_band)  # checked and unchecked alternate
        if has_band
    ]
    traces = []
    for index, stretch in enumerate(stretches):
        dates = [str(day.day) for day in stretch]
        edges = figure_style.band(
            dates,
            [day.lower for day in stretch],
            [day.upper for day in stretch],
            "Ordinary days",
        )
        traces += [{**edge, "hoverinfo": "skip"} for edge in edges]
        traces[-1]["showlegend"] = index == 0
    return traces


def _has_band(day: EvaluatedDay) -> bool:
    return day.lower is not None and day.upper is not None


def _value_line(
    request: PageRequest,
    series: Series,
    days: Sequence[EvaluatedDay],
    name: str,
    dash: str = "solid",
) -> Trace:
    """The line of the actual or the expected values, as `name` says."""
    values = [getattr(day, name) for day in days]
    return figure_style.line(
        [str(day.day) for day in days],
        values,
        name.capitalize(),
        MEANING[name],
        dash=dash,
        customdata=[rows_of_series("anomalies", request, series, day.day) for day in days],
        text=[format_measure(request, series.measure, value) for value in values],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + name + "</extra>",
    )


def _flagged_points(
    request: PageRequest, series: Series, flagged: Sequence[EvaluatedDay], chosen: date | None
) -> Trace:
    """Diamonds on the flagged days; the chosen day has a larger one."""
    return figure_style.points(
        [str(day.day) for day in flagged],
        [day.actual for day in flagged],
        "Flagged",
        MEANING["flagged"],
        cliponaxis=False,
        marker={
            "symbol": "diamond",
            "size": [16 if day.day == chosen else 11 for day in flagged],
        },
        customdata=[series_link(request, series, day.day) for day in flagged],
        text=[
            f"{format_measure(request, series.measure, day.actual)}, where "
            f"{format_measure(request, series.measure, day.expected)} was expected"
            for day in flagged
        ],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>flagged</extra>",
    )


def _unchecked_points(request: PageRequest, series: Series, days: Sequence[EvaluatedDay]) -> Trace:
    """Open circles on the days that were not checked, with the reason."""
    return figure_style.points(
        [str(day.day) for day in days],
        [day.actual for day in days],
        "Not checked",
        MEANING["unknown"],
        marker={"symbol": "circle-open", "size": 8},
        customdata=[rows_of_series("anomalies", request, series, day.day) for day in days],
        text=[day.reason for day in days],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>not checked</extra>",
    )
