"""The calendar of judged days: which were flagged, what is at stake, which are sale days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import CalendarDay

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def calendar(request: PageRequest, days: Sequence[CalendarDay], chosen: date | None) -> Figure:
    """Judged days by week and weekday, coloured by money at stake, with the flagged series in them.

    A day leads to its list.
    """
    weeks = sorted({_monday(one.day) for one in days})
    by_day = {one.day: one for one in days}
    rows = [[by_day.get(week + timedelta(days=weekday)) for week in weeks] for weekday in range(7)]
    cells: Trace = {
        "type": "heatmap",
        "x": [str(week) for week in weeks],
        "y": list(range(7)),
        "z": [[_colour_value(one) for one in row] for row in rows],
        "text": [[str(one.flagged) if one and one.flagged else "" for one in row] for row in rows],
        "texttemplate": "%{text}",
        "customdata": [
            [request.link("/anomalies", day=str(one.day)) if one else "" for one in row]
            for row in rows
        ],
        "hovertext": [[_day_told(request, one) if one else "" for one in row] for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "colorscale": style.LOW_TO_HIGH,
        "zmin": 0,
        "zmax": max((float(one.stake) for one in days if one.stake), default=1.0),
        "showscale": any(one.stake for one in days),
        "xgap": 2,
        "ygap": 2,
        "colorbar": {
            "orientation": "h",
            "y": -0.4,
            "yanchor": "top",
            "thickness": 10,
            "tickformat": "~s",
            "nticks": 4,
            "title": {"text": f"At stake ({request.view.currency})", "side": "top"},
        },
    }
    return style.figure(
        [cells, *_events(request, days)],
        request.theme,
        "Week that begins on",
        "",
        height=400,
        xaxis={"type": "date", "tickformat": "%d %b", "nticks": 7, "showgrid": False},
        yaxis={
            "autorange": "reversed",
            "tickvals": list(range(7)),
            "ticktext": list(_WEEKDAYS),
            "showgrid": False,
            "zeroline": False,
        },
        shapes=_frame_of(chosen) if chosen in by_day else [],
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _colour_value(one: CalendarDay | None) -> float | None:
    if one is None:
        return None
    if not one.flagged:
        return 0.0
    return None if one.stake is None else float(one.stake)


def _day_told(request: PageRequest, one: CalendarDay) -> str:
    event = f"<br>{one.event}" if one.event else ""
    if not one.flagged:
        return f"{request.formats.day(one.day)}: nothing flagged{event}"
    stake = "no money is known to be" if one.stake is None else request.money(one.stake)
    series = "1 series" if one.flagged == 1 else f"{one.flagged} series"
    return f"{request.formats.day(one.day)}: {series} flagged, {stake} at stake{event}"


def _events(request: PageRequest, days: Sequence[CalendarDay]) -> list[Trace]:
    kinds = (
        ("Sale day", "star", [one for one in days if one.is_sale_day]),
        ("Holiday", "circle", [one for one in days if one.is_holiday]),
    )
    return [
        style.points(
            [str(_monday(one.day) + timedelta(days=2)) for one in found],
            [one.day.weekday() - 0.28 for one in found],
            name,
            MEANING["event"],
            marker={"symbol": symbol, "size": 8, "line": {"width": 1, "color": "#1F2933"}},
            customdata=[request.link("/anomalies", day=str(one.day)) for one in found],
            text=[_day_told(request, one) for one in found],
            hovertemplate="%{text}<extra></extra>",
            showlegend=True,
        )
        for name, symbol, found in kinds
        if found
    ]


def _frame_of(day: date | None) -> list[dict[str, Any]]:
    if day is None:
        return []
    week, row = _monday(day), day.weekday()
    return [
        {
            "type": "rect",
            "x0": f"{week - timedelta(days=4)} 12:00",
            "x1": f"{week + timedelta(days=3)} 12:00",
            "y0": row - 0.5,
            "y1": row + 0.5,
            "line": {"color": MEANING["flagged"], "width": 3},
        }
    ]
