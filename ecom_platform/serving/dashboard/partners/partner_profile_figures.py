"""Figures of one partner: its sales, what makes its health, its levers against a benchmark."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.partners.partner_figures import COMPONENT_TITLES
from ecom_platform.serving.queries.partners.one_partner import Period
from ecom_platform.serving.queries.partners.partner_levers import Lever
from ecom_platform.serving.queries.partners.partner_ranking import Component

STATES = ("kept", "pending", "cancelled", "returned", "lost")
MEASURE_TITLES = {
    "cancel_rate": "Cancelled lines",
    "return_rate": "Returned lines",
    "discount_share": "Discount",
    "order_value": "Kept money per order",
    "order_frequency": "Kept orders per 30 days",
}
_UNITS = {
    "cancel_rate": "share of lines",
    "return_rate": "share of lines",
    "discount_share": "share of list amount",
    "order_frequency": "orders",
}
_LEVER_HEIGHT = 116
_DAY_MILLISECONDS = 86_400_000


def sales(
    request: PageRequest, partner: str, periods: Sequence[Period], *, is_by_week: bool
) -> Figure:
    """Booked money of each day or week by what became of it; a mark leads to its order lines."""
    days = [period.first_day for period in periods]
    length = timedelta(days=6 if is_by_week else 0)
    links = [
        request.link(
            "/rows/order-lines",
            **{
                "from": str(max(day, request.view.from_date)),
                "to": str(min(day + length, request.view.to_date)),
                "is.partner_id": partner,
            },
        )
        for day in days
    ]
    word = "week" if is_by_week else "day"
    traces = []
    for state in STATES:
        amounts = [getattr(period, state) for period in periods]
        if any(amounts):
            traces.append(
                style.bars(
                    days,
                    amounts,
                    state.capitalize(),
                    MEANING[state],
                    customdata=links,
                    text=[request.money(amount) for amount in amounts],
                    textposition="none",
                    width=(7 if is_by_week else 1) * 0.8 * _DAY_MILLISECONDS,
                    hovertemplate="%{x|%d %b %Y}: %{text}<extra>" + state + "</extra>",
                )
            )
    return style.figure(
        traces,
        request.theme,
        "First day of the week (from Monday)" if is_by_week else "Day of the order",
        f"Booked money a {word} ({request.view.currency})",
        barmode="relative",
        showlegend=True,
        xaxis={"type": "date", "range": _day_range(request)},
        yaxis={"tickformat": "~s"},
    )


def components(request: PageRequest, partner: str, parts: Sequence[Component]) -> Figure:
    """The known components of the health score; a mark leads to the partner's row."""
    known = [part for part in parts if part.score is not None]
    href = request.link("/rows/partners", **{"is.partner_id": partner})
    trace = style.bars(
        [part.score for part in known],
        [COMPONENT_TITLES[part.name] for part in known],
        "Component",
        MEANING["actual"],
        orientation="h",
        customdata=[href] * len(known),
        text=[f"{part.score:.0f}" for part in known],
        hovertemplate="%{y}: %{x:.0f} of 100<extra></extra>",
    )
    return style.figure(
        [trace],
        request.theme,
        "From 0 (bad) to 100 (good)",
        "",
        height=90 + 40 * len(known),
        xaxis={"range": [0, 100]},
        yaxis={"autorange": "reversed"},
    )


def levers(request: PageRequest, partner: str, found: Sequence[Lever]) -> Figure:
    """Each lever on its own axis: the middle half of the others, their median, the own value."""
    href = request.link("/rows/partner-levers", **{"is.partner_id": partner})
    traces: list[Trace] = []
    axes: dict[str, object] = {}
    count = len(found)
    for index, lever in enumerate(found):
        number = "" if index == 0 else str(index + 1)
        traces += _lever(request, lever, number, href, is_first=index == 0)
        top = 1 - index / count
        axes[f"yaxis{number}"] = {
            "domain": [top - 0.3 / count, top],
            "anchor": f"x{number}",
            "visible": False,
            "range": [-1, 1],
        }
        axes[f"xaxis{number}"] = {
            "anchor": f"y{number}",
            "title": {
                "text": _lever_title(request, lever),
                "standoff": 4,
            },
            "tickformat": _tick_format(lever),
            "nticks": 6,
            "ticks": "outside",
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        }
    return style.figure(
        traces,
        request.theme,
        _lever_title(request, found[0]),
        "",
        height=60 + _LEVER_HEIGHT * count,
        showlegend=True,
        **axes,
    )


def written(request: PageRequest, lever: Lever, value: float | None) -> str:
    """A value of a lever in its unit."""
    if _is_share(lever):
        return request.formats.share(value)
    if lever.name == "order_value":
        return request.money(value)
    return request.formats.number(value, 2)


def _day_range(request: PageRequest) -> list[str]:
    """The days of the view, with room for half a bar at both ends."""
    half = timedelta(hours=12)
    first, last = request.view.from_date, request.view.to_date
    return [str(datetime.combine(first, time()) - half), str(datetime.combine(last, time()) + half)]


def _tick_format(lever: Lever) -> str:
    if _is_share(lever):
        return "~%"
    return "~s" if lever.name == "order_value" else "~g"


def _is_share(lever: Lever) -> bool:
    return lever.name in {"cancel_rate", "return_rate", "discount_share"}


def _lever_title(request: PageRequest, lever: Lever) -> str:
    unit = _UNITS.get(lever.name, request.view.currency)
    better = "more is better" if lever.is_higher_better else "less is better"
    return f"{MEASURE_TITLES.get(lever.name, lever.name)} ({unit})<br>{better}"


def _lever(
    request: PageRequest, lever: Lever, number: str, href: str, *, is_first: bool
) -> list[Trace]:
    on_axis = {"xaxis": f"x{number}", "yaxis": f"y{number}", "showlegend": is_first}
    low, median, high, own = (
        written(request, lever, value)
        for value in (lever.low, lever.median, lever.high, lever.value)
    )
    middle = f"Middle half of {lever.peers} comparable partners: {low} to {high}"
    spread = style.line(
        [lever.low, lever.high],
        [0, 0],
        "Middle half of comparable partners",
        MEANING["benchmark"],
        opacity=0.35,
        customdata=[href] * 2,
        hovertemplate=middle + "<extra></extra>",
        **on_axis,
    )
    spread["line"] = {"color": MEANING["benchmark"], "width": 14}
    return [
        spread,
        style.points(
            [lever.median],
            [0],
            "Their median",
            MEANING["benchmark"],
            marker={
                "symbol": "line-ns",
                "size": 22,
                "line": {"width": 4, "color": MEANING["benchmark"]},
            },
            customdata=[href],
            hovertemplate=f"Median: {median}<extra></extra>",
            **on_axis,
        ),
        style.points(
            [lever.value],
            [0],
            "This partner",
            MEANING["actual"],
            marker={"symbol": "diamond", "size": 14},
            customdata=[href],
            hovertemplate=f"This partner: {own}<extra></extra>",
            **on_axis,
        ),
    ]
