"""Figures of the days ahead: the fan after the days that were, and the parts it is made of."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.forecast.revenue_forecast import (
    ForecastDay,
    PartForecast,
    PastDay,
)

_LONGEST_PART = 16
_FILTERED = ("channel", "partner", "category")


def fan(request: PageRequest, before: Sequence[PastDay], ahead: Sequence[ForecastDay]) -> Figure:
    """Booked money of the weeks before, then what is expected with its bands."""
    dates = [str(one.day) for one in ahead]
    links = [_day_ahead_link(request, one) for one in ahead]
    traces = [
        *style.band(
            dates,
            [one.lower_95 for one in ahead],
            [one.upper_95 for one in ahead],
            "95 of 100 days",
        ),
        *style.band(
            dates,
            [one.lower_80 for one in ahead],
            [one.upper_80 for one in ahead],
            "80 of 100 days",
        ),
        _actual(request, before),
        style.line(
            dates,
            [one.expected for one in ahead],
            "Expected",
            MEANING["expected"],
            customdata=links,
            text=[_told(request, one) for one in ahead],
            hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>expected</extra>",
        ),
    ]
    events = [one for one in ahead if one.event]
    if events:
        traces.append(_events(request, events))
    return style.figure(
        traces,
        request.theme,
        "Day",
        f"Booked a day ({request.view.currency})",
        height=380,
        xaxis={"tickformat": "%d %b", "nticks": 6},
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def parts(request: PageRequest, found: Sequence[PartForecast]) -> Figure:
    """What each part brings in the days ahead; a bar leads to the forecast of the part."""
    names = [_name(request, one) for one in found][::-1]
    amounts = [one.expected for one in found][::-1]
    trace = style.bars(
        amounts,
        [str(index) for index in range(len(found))],
        "Expected",
        MEANING["expected"],
        orientation="h",
        customdata=[_part_link(request, one) for one in found][::-1],
        hovertext=names,
        text=[request.money(amount) for amount in amounts],
        textposition="none",
        hovertemplate="%{hovertext}: %{text}<extra></extra>",
    )
    return style.figure(
        [trace],
        request.theme,
        f"Expected ({request.view.currency})",
        "",
        height=110 + 26 * len(found),
        xaxis={"tickformat": "~s", "nticks": 5},
        yaxis={
            "type": "category",
            "tickvals": [str(index) for index in range(len(found))],
            "ticktext": [_short(name) for name in names],
        },
    )


def _actual(request: PageRequest, before: Sequence[PastDay]) -> Trace:
    return style.line(
        [str(one.day) for one in before],
        [one.booked for one in before],
        "Actual",
        MEANING["actual"],
        mode="lines+markers",
        marker={"size": 4},
        customdata=[
            request.link("/rows/order-lines", **{"from": str(one.day), "to": str(one.day)})
            for one in before
        ],
        text=[request.money(one.booked) for one in before],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>actual</extra>",
    )


def _events(request: PageRequest, days: Sequence[ForecastDay]) -> Trace:
    return style.points(
        [str(one.day) for one in days],
        [one.expected for one in days],
        "Sale day or holiday",
        MEANING["event"],
        marker={"symbol": "star", "size": 12, "line": {"width": 1, "color": "#1F2933"}},
        customdata=[_day_ahead_link(request, one) for one in days],
        text=[one.event for one in days],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra></extra>",
    )


def _told(request: PageRequest, one: ForecastDay) -> str:
    return (
        f"{request.money(one.expected)}<br>80 of 100 days: {request.money(one.lower_80)} – "
        f"{request.money(one.upper_80)}<br>95 of 100 days: {request.money(one.lower_95)} – "
        f"{request.money(one.upper_95)}"
    )


def _day_ahead_link(request: PageRequest, one: ForecastDay) -> str:
    return request.link("/rows/forecast", **{"is.feed": one.feed, "is.forecast_date": str(one.day)})


def _part_link(request: PageRequest, part: PartForecast) -> str:
    known = {
        "channel": request.choices.channels,
        "partner": tuple(request.choices.partners),
        "category": request.choices.categories,
    }
    if part.value in known.get(part.dimension, ()):
        others = dict.fromkeys(_FILTERED)
        return request.link("/forecast", **{**others, part.dimension: part.value})
    return request.link(
        "/rows/forecast",
        **{
            "is.feed": part.feed,
            "is.dimension": part.dimension,
            "is.dimension_value": part.value,
        },
    )


def _name(request: PageRequest, part: PartForecast) -> str:
    if part.dimension == "partner":
        return request.choices.partners.get(part.value, part.value)
    return part.value or "not stated"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_PART else name[: _LONGEST_PART - 1] + "…"
