"""The visual language: one colour means one thing on every page, axes name their units.

Colours are those of Okabe and Ito (2008), which colour-blind readers can distinguish; a state is
never shown by colour alone. The chart types are in the sibling modules; the figures of each subject
are in the folder of that subject.
"""

from collections.abc import Sequence
from typing import Any

from ecom_platform import palette
from ecom_platform.serving.dashboard.page import Theme

Figure = dict[str, Any]
Trace = dict[str, Any]

BLUE, ORANGE, VERMILION = palette.BLUE, palette.ORANGE, palette.VERMILION
GREEN, SKY, YELLOW, PURPLE = palette.GREEN, palette.SKY, palette.YELLOW, palette.PURPLE
GREY, VIOLET = "#8C8C8C", "#7A6FC8"

MEANING = {
    "actual": BLUE,
    "expected": ORANGE,
    "flagged": VERMILION,
    "kept": GREEN,
    "booked": BLUE,
    "pending": SKY,
    "cancelled": ORANGE,
    "returned": PURPLE,
    "lost": VERMILION,
    "average": ORANGE,
    "benchmark": ORANGE,
    "margin": GREEN,
    "better": BLUE,
    "worse": VERMILION,
    "low risk": BLUE,
    "medium risk": YELLOW,
    "high risk": VERMILION,
    "unknown": GREY,
    "event": YELLOW,
    "passed": GREEN,
    "warned": ORANGE,
    "failed": VERMILION,
    "count": VIOLET,
    "pieces": SKY,
    "lowest": SKY,
    "highest": BLUE,
    "star": GREEN,
    "cash cow": BLUE,
    "question mark": ORANGE,
    "dog": VERMILION,
}
DISTINCT = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, GREY)
LOW_TO_HIGH = [[0.0, "#F1F5FA"], [0.5, "#7FB2D8"], [1.0, "#00447C"]]
BAD_TO_GOOD = [[0.0, VERMILION], [0.5, "#F5F5F5"], [1.0, BLUE]]
BAND_FILL = palette.BAND
HEIGHT = 340

_INK = {"light": "#1F2933", "dark": "#E4E7EB"}
_GRID = {"light": "#E4E7EB", "dark": "#3B4149"}
_FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"


def colour_of(index: int) -> str:
    """The colour of the n-th of several similar series; colours repeat after the eighth."""
    return DISTINCT[index % len(DISTINCT)]


def figure(
    traces: Sequence[Trace], theme: Theme, x: str, y: str, height: int = HEIGHT, **layout: Any
) -> Figure:
    """A Plotly figure as a plain dict, with titled axes and the common layout.

    Args:
        traces: what is drawn.
        theme: of the reader: decides the colours of text and grid.
        x: the title of the horizontal axis, with its unit.
        y: the title of the vertical axis, with its unit; empty where labels say enough.
        height: in pixels.
        layout: more layout; `xaxis` and `yaxis` add to the common axis.
    """
    axis = {
        "gridcolor": _GRID[theme],
        "zerolinecolor": _GRID[theme],
        "automargin": True,
        "title": {"standoff": 8},
    }
    common = {
        "height": height,
        "margin": {"l": 12, "r": 12, "t": 12, "b": 12},
        "font": {"family": _FONT, "size": 13, "color": _INK[theme]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        "showlegend": len(traces) > 1,
    }
    axes = {
        "xaxis": _axis_with_title(axis, x, layout.pop("xaxis", {})),
        "yaxis": _axis_with_title(axis, y, layout.pop("yaxis", {})),
    }
    return {"data": list(traces), "layout": {**common, **axes, **layout}}


def line(x: Sequence[Any], y: Sequence[Any], name: str, colour: str, **more: Any) -> Trace:
    """A line trace; None in `y` leaves a gap; `more` adds to the trace."""
    style = {"color": colour, "width": 2, "dash": more.pop("dash", "solid")}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(x),
        "y": as_floats(y),
        "line": style,
        **more,
    }


def bars(x: Sequence[Any], y: Sequence[Any], name: str, colour: str, **more: Any) -> Trace:
    """A bar trace; with `orientation='h'` the bars are horizontal and `x` holds the values."""
    is_flat = more.get("orientation") == "h"
    values = {"x": as_floats(x), "y": list(y)} if is_flat else {"x": list(x), "y": as_floats(y)}
    return {"type": "bar", "name": name, **values, "marker": {"color": colour}, **more}


def points(x: Sequence[Any], y: Sequence[Any], name: str, colour: str, **more: Any) -> Trace:
    """A trace of single points; `more` adds to the trace."""
    marker = {"color": colour, "size": 9, **more.pop("marker", {})}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": list(x),
        "y": as_floats(y),
        "marker": marker,
        **more,
    }


def band(x: Sequence[Any], low: Sequence[Any], high: Sequence[Any], name: str) -> list[Trace]:
    """The two traces of a shaded area between `low` and `high`; they have no hover text."""
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    return [
        {**edge, "y": as_floats(low), "showlegend": False},
        {**edge, "y": as_floats(high), "name": name, "fill": "tonexty", "fillcolor": BAND_FILL},
    ]


def as_floats(values: Sequence[Any]) -> list[Any]:
    """Values as floats, which JSON can hold; None stays None. Figures never add them up."""
    return [None if value is None else float(value) for value in values]


def _axis_with_title(common: Figure, title: str, own: Figure) -> Figure:
    """The common axis with its title; the settings in `own` come first."""
    return {**common, **own, "title": {**common["title"], "text": title}}
