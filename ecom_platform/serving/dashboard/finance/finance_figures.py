"""Figures of the money: the ladder, leaks, the trend, margins, risk and the parts of a grade."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.heat_map import (
    ROW_HEIGHT,
    Cell,
    heat_map,
    row_axis,
)
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance.financial_performance import (
    COMPONENTS,
    CategoryMargin,
    Grade,
    Ladder,
    Leak,
    TrendDay,
)

COMPONENT_TITLES = {
    "trend": "Trend",
    "target": "Target",
    "leakage": "Few leaks",
    "steadiness": "Steadiness",
    "discount": "Low discount",
    "margin": "Margin",
}
_DOWN = ("cancelled", "pending", "returned", "lost")
_RISKS = ("low", "medium", "high")
_BARS_MARGIN = 100
_ROOM_FOR_TEXT = 0.5


def waterfall(request: PageRequest, found: Ladder) -> Figure:
    """From booked down to kept, each step where the one before ends; a mark leads to its lines."""
    names = ["booked", *_DOWN, "kept"]
    amounts = [found.booked, *[getattr(found, name) for name in _DOWN], found.kept]
    left = list(accumulate(amounts[1:-1], lambda rest, lost: rest - lost, initial=found.booked))
    bases = [Decimal(0), *left[1:], Decimal(0)]
    signs = ["", *["−" for _ in _DOWN], ""]
    trace = style.bars(
        amounts,
        [name.capitalize() for name in names],
        "Ladder",
        MEANING["booked"],
        orientation="h",
        base=style.as_floats(bases),
        customdata=[request.link(f"/explain/{name}_amount") for name in names],
        text=[sign + request.short_money(one) for sign, one in zip(signs, amounts, strict=True)],
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        hovertext=[sign + request.money(one) for sign, one in zip(signs, amounts, strict=True)],
        hovertemplate="%{y}: %{hovertext}<extra></extra>",
    )
    trace["marker"] = {"color": [MEANING[name] for name in names]}
    ends = style.as_floats([Decimal(0), *left])
    lowest, highest = min(ends), max(ends)
    return style.figure(
        [trace],
        request.theme,
        f"Money of goods ({request.view.currency})",
        "",
        xaxis={
            "tickformat": "~s",
            "nticks": 6,
            "showgrid": False,
            "range": [lowest, highest + (highest - lowest) * _ROOM_FOR_TEXT],
        },
        yaxis={"autorange": "reversed"},
    )


def leaks(request: PageRequest, found: Sequence[Leak]) -> Figure:
    """Money taken back, by what for; a mark leads to the days behind it."""
    names = [_part(leak.channel, leak.category, found) for leak in found]
    links = [request.link("/rows/finance", **_equal(leak)) for leak in found]
    traces = []
    for state in ("cancelled", "returned", "lost"):
        amounts = [getattr(leak, state) for leak in found]
        traces.append(
            style.bars(
                amounts,
                range(len(found)),
                state.capitalize(),
                MEANING[state],
                orientation="h",
                customdata=links,
                text=[
                    f"{name}: {request.money(amount)}"
                    for name, amount in zip(names, amounts, strict=True)
                ],
                textposition="none",
                hovertemplate="%{text}<extra>" + state + "</extra>",
            )
        )
    return style.figure(
        traces,
        request.theme,
        f"Money taken back ({request.view.currency})",
        "",
        height=_BARS_MARGIN + ROW_HEIGHT * max(len(found), 4),
        barmode="relative",
        xaxis={"tickformat": "~s"},
        yaxis=row_axis(names),
    )


def trend(request: PageRequest, days: Sequence[TrendDay]) -> Figure:
    """Booked money a day with its averages; a mark leads to the day's lines."""
    dates = [day.day for day in days]
    links = [
        request.link("/rows/order-lines", **{"from": str(day), "to": str(day)}) for day in dates
    ]
    traces = []
    for name, title, meaning, look in (
        ("booked", "Booked", "booked", {"opacity": 0.8}),
        ("average_7", "Average of 7 days", "average", {}),
        ("average_28", "Average of 28 days", "average", {"dash": "dot"}),
    ):
        amounts = [getattr(day, name) for day in days]
        traces.append(
            style.line(
                dates,
                amounts,
                title,
                MEANING[meaning],
                customdata=links,
                text=[request.money(amount) for amount in amounts],
                hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + title + "</extra>",
                **look,
            )
        )
    return style.figure(
        traces,
        request.theme,
        "Day of the order",
        f"Booked money a day ({request.view.currency})",
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def margins(request: PageRequest, found: Sequence[CategoryMargin]) -> Figure:
    """The margin of each category with a known cost; a mark leads to the days behind it."""
    hovers = [
        f"{one.category}: {request.money(one.margin)}<br>"
        f"{request.formats.share(one.share)} of the money without tax<br>"
        f"costs known for {request.formats.share(one.coverage)} of the kept lines"
        for one in found
    ]
    trace = style.bars(
        [one.margin for one in found],
        range(len(found)),
        "Margin",
        MEANING["margin"],
        orientation="h",
        customdata=[
            request.link("/rows/finance", **{"is.category": one.category, "is.line_kind": "goods"})
            for one in found
        ],
        text=hovers,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    return style.figure(
        [trace],
        request.theme,
        f"Margin ({request.view.currency})",
        "",
        height=_BARS_MARGIN + ROW_HEIGHT * max(len(found), 4),
        xaxis={"tickformat": "~s"},
        yaxis=row_axis([one.category for one in found]),
    )


def risks(request: PageRequest, grades: Sequence[Grade]) -> Figure:
    """Categories by channels in the colour and letter of their risk; a mark leads to the rows."""
    channels = list(dict.fromkeys(grade.channel for grade in grades))
    categories = list(dict.fromkeys(grade.category for grade in grades))
    cells = {(grade.channel, grade.category): _risk(request, grade) for grade in reversed(grades)}
    rows = [[cells.get((channel, category)) for channel in channels] for category in categories]
    colours = [MEANING[f"{risk} risk"] for risk in _RISKS]
    scale = [[0, colours[0]], [0.5, colours[1]], [1, colours[2]]]
    return style.figure(
        heat_map(channels, rows, scale, 0, 2),
        request.theme,
        "L low, M medium,<br>H high risk",
        "",
        height=_BARS_MARGIN + ROW_HEIGHT * max(len(categories), 4),
        xaxis={"showgrid": False},
        yaxis=row_axis(categories),
        showlegend=False,
    )


def radar(request: PageRequest, grade: Grade) -> Figure:
    """The known components of a grade; a mark leads to the row."""
    known = [
        (COMPONENT_TITLES[name], score)
        for name, score in zip(COMPONENTS, grade.components, strict=True)
        if score is not None
    ]
    closed = [*known, known[0]]
    trace = {
        "type": "scatterpolar",
        "mode": "lines+markers",
        "name": f"{grade.channel}, {grade.category}",
        "theta": [title for title, _ in closed],
        "r": [score for _, score in closed],
        "fill": "toself",
        "line": {"color": MEANING["actual"]},
        "customdata": [day_link(request, grade)] * len(closed),
        "hovertemplate": "%{theta}: %{r:.0f} of 100<extra></extra>",
    }
    made = style.figure([trace], request.theme, "", "")
    grid = made["layout"]["xaxis"]["gridcolor"]
    radial = {"range": [0, 100], "gridcolor": grid, "tickvals": [0, 50, 100]}
    made["layout"]["polar"] = {
        "bgcolor": "rgba(0,0,0,0)",
        "radialaxis": {**radial, "angle": 90, "tickangle": 90, "tickfont": {"size": 11}},
        "angularaxis": {"gridcolor": grid},
    }
    made["layout"]["margin"] = {"l": 84, "r": 84, "t": 36, "b": 36}
    return made


def day_link(request: PageRequest, grade: Grade) -> str:
    """The rows of a grade's day."""
    return request.link(
        "/rows/finance", **_equal(grade), **{"from": str(grade.day), "to": str(grade.day)}
    )


def _risk(request: PageRequest, grade: Grade) -> Cell:
    said = f"{grade.risk} risk" if grade.risk else grade.risk_reason or "not known"
    leakage = f"<br>leakage {request.formats.share(grade.leakage)}" if grade.leakage else ""
    day = request.formats.day(grade.day)
    return Cell(
        float(_RISKS.index(grade.risk)) if grade.risk else None,
        grade.risk[0].upper() if grade.risk else "",
        f"{grade.channel}, {grade.category}: {said}{leakage}<br>{day}",
        day_link(request, grade),
    )


def _equal(part: Leak | Grade) -> dict[str, str]:
    return {
        "is.channel": part.channel,
        "is.category": part.category,
        "is.line_kind": "goods",
    }


def _part(channel: str, category: str, parts: Sequence[Leak]) -> str:
    """The category, with the channel where there are several."""
    is_one = len({part.channel for part in parts}) == 1
    return category if is_one else f"{category}, {channel}"
