"""The calendar of checked days: which were flagged, what is at stake, which are sale days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import CalendarDay

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def flag_calendar(request: PageRequest, days: Sequence[CalendarDay], chosen: date | None) -> Figure:
    """A heat map of weeks by weekdays; a click on a day lists its flagged series.

    The colour of a day is its money at stake, the number in it how many series are flagged.

    Args:
        request: of the page.
        days: all checked days.
        chosen: the day with a frame around it.
    """
    weeks = sorted({_monday_of_week(day.day) for day in days})
    by_day = {day.day: day for day in days}
    rows = [[by_day.get(week + timedelta(days=weekday)) for week in weeks] for weekday in range(7)]
    cells: Trace = {
        "type": "heatmap",
        "x": [str(week) for week in weeks],
        "y": list(range(7)),
        "z": [[_colour_value(day) for day in row] for row in rows],
        "text": [[str(day.flagged) if day and day.flagged else "" for day in row] for row in rows],
        "texttemplate": "%{text}",
        "customdata": [
            [request.link("/anomalies", day=str(day.day)) if day else "" for day in row]
            for row in rows
        ],
        "hovertext": [[_day_hover(request, day) if day else "" for day in row] for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "colorscale": figure_style.LOW_TO_HIGH,
        "zmin": 0,
        "zmax": max((float(day.stake) for day in days if day.stake), default=1.0),
        "showscale": any(day.stake for day in days),
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
    return figure_style.figure(
        [cells, *_event_points(request, days)],
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
        shapes=_frame_around(chosen) if chosen in by_day else [],
    )


def _monday_of_week(day: date) -> date:
    """The Monday of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def _colour_value(day: CalendarDay | None) -> float | None:
    """The money at stake; 0 when nothing is flagged, None when it is not known."""
    if day is None:
        return None
    if not day.flagged:
        return 0.0
    return None if day.stake is None else float(day.stake)


def _day_hover(request: PageRequest, day: CalendarDay) -> str:
    """The day, how many series are flagged, the money at stake and the event."""
    event = f"<br>{day.event}" if day.event else ""
    if not day.flagged:
        return f"{request.formats.day(day.day)}: nothing flagged{event}"
    stake = "no known amount" if day.stake is None else request.money(day.stake)
    series = "1 series" if day.flagged == 1 else f"{day.flagged} series"
    return f"{request.formats.day(day.day)}: {series} flagged, {stake} at stake{event}"


def _event_points(request: PageRequest, days: Sequence[CalendarDay]) -> list[Trace]:
    """Small symbols in the cells of sale days and holidays."""
    kinds = (
        ("Sale day", "star", [day for day in days if day.is_sale_day]),
        ("Holiday", "circle", [day for day in days if day.is_holiday]),
    )
    return [
        figure_style.points(
            [str(_monday_of_week(day.day) + timedelta(days=2)) for day in events],
            [day.day.weekday() - 0.28 for day in events],
            name,
            MEANING["event"],
            marker={"symbol": symbol, "size": 8, "line": {"width": 1, "color": "#1F2933"}},
            customdata=[request.link("/anomalies", day=str(day.day)) for day in events],
            text=[_day_hover(request, day) for day in events],
            hovertemplate="%{text}<extra></extra>",
            showlegend=True,
        )
        for name, symbol, events in kinds
        if events
    ]


def _frame_around(day: date | None) -> list[dict[str, Any]]:
    """The shape that frames the cell of a day; empty without a day."""
    if day is None:
        return []
    week, row = _monday_of_week(day), day.weekday()
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
