"""The card 'Against comparable partners': the levers of a partner and an anonymous benchmark."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent, figure_card
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import (
    MEASURE_TITLES,
    format_lever,
    is_share,
)
from ecom_platform.serving.queries.partners.one_partner import Profile
from ecom_platform.serving.queries.partners.partner_levers import LEVERS, Lever, levers_of_partner

_UNITS = {
    "cancel_rate": "share of lines",
    "return_rate": "share of lines",
    "discount_share": "share of list amount",
    "order_frequency": "orders",
}
_LEVER_HEIGHT = 116


def benchmark_card(request: PageRequest, profile: Profile) -> Component:
    """The card with the figure of the levers whose own value and benchmark are known."""
    return figure_card(
        request,
        "levers",
        "Against comparable partners",
        [LEVERS],
        lambda asked: _benchmark_content(asked, profile),
    )


def lever_benchmark(request: PageRequest, partner: str, levers: Sequence[Lever]) -> Figure:
    """A strip per lever: the middle half of the others, their median, and the partner's value.

    Every lever has axes of its own, because units differ. A click opens the partner's levers.

    Args:
        request: of the page.
        partner: its id.
        levers: with a known value and benchmark; must not be empty.
    """
    href = request.link("/rows/partner-levers", **{"is.partner_id": partner})
    traces: list[Trace] = []
    axes: dict[str, object] = {}
    for index, lever in enumerate(levers):
        suffix = "" if index == 0 else str(index + 1)
        traces += _lever_traces(request, lever, suffix, href)
        top = 1 - index / len(levers)
        axes |= _lever_axes(request, lever, suffix, [top - 0.3 / len(levers), top])
    return figure_style.figure(
        traces,
        request.theme,
        _lever_title(request, levers[0]),
        "",
        height=60 + _LEVER_HEIGHT * len(levers),
        showlegend=True,
        **axes,
    )


def _benchmark_content(request: PageRequest, profile: Profile) -> FigureContent:
    """The levers that can be compared, or the most frequent reason why none can."""
    partner = profile.health.partner
    levers = levers_of_partner(request.connection, request.view, partner, profile.feed)
    comparable = [lever for lever in levers if lever.value is not None and lever.low is not None]
    if not comparable:
        reasons = [lever.value_reason or lever.benchmark_reason for lever in levers]
        known_reasons = [reason for reason in reasons if reason]
        most_frequent = (
            max(known_reasons, key=known_reasons.count)
            if known_reasons
            else "No lever of this partner is known."
        )
        return FigureContent(None, most_frequent)
    sentence = comparable[0].recommendation or (
        "No measure is far from the better quarter of comparable partners."
    )
    return FigureContent(
        lever_benchmark(request, partner, comparable),
        sentence,
        request.link("/rows/partner-levers", **{"is.partner_id": partner}),
    )


def _lever_axes(
    request: PageRequest, lever: Lever, suffix: str, domain: Sequence[float]
) -> dict[str, object]:
    """The two axes of the strip of a lever, in its part of the figure."""
    return {
        f"yaxis{suffix}": {
            "domain": domain,
            "anchor": f"x{suffix}",
            "visible": False,
            "range": [-1, 1],
        },
        f"xaxis{suffix}": {
            "anchor": f"y{suffix}",
            "title": {"text": _lever_title(request, lever), "standoff": 4},
            "tickformat": _tick_format(lever),
            "nticks": 6,
            "ticks": "outside",
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    }


def _lever_traces(request: PageRequest, lever: Lever, suffix: str, href: str) -> list[Trace]:
    """The middle half of the others, their median, and the partner's own value."""
    on_axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "showlegend": suffix == ""}
    low, median, high, own = (
        format_lever(request, lever, value)
        for value in (lever.low, lever.median, lever.high, lever.value)
    )
    middle_half = figure_style.line(
        [lever.low, lever.high],
        [0, 0],
        "Middle half of comparable partners",
        MEANING["benchmark"],
        opacity=0.35,
        customdata=[href] * 2,
        hovertemplate=f"Middle half of {lever.peers} comparable partners: {low} to {high}"
        "<extra></extra>",
        **on_axes,
    )
    middle_half["line"] = {"color": MEANING["benchmark"], "width": 14}
    return [
        middle_half,
        figure_style.points(
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
            **on_axes,
        ),
        figure_style.points(
            [lever.value],
            [0],
            "This partner",
            MEANING["actual"],
            marker={"symbol": "diamond", "size": 14},
            customdata=[href],
            hovertemplate=f"This partner: {own}<extra></extra>",
            **on_axes,
        ),
    ]


def _tick_format(lever: Lever) -> str:
    """The d3 format of the ticks of a lever: per cent, short money, or a number."""
    if is_share(lever):
        return "~%"
    return "~s" if lever.name == "order_value" else "~g"


def _lever_title(request: PageRequest, lever: Lever) -> str:
    """The measure with its unit, and whether more or less of it is better."""
    unit = _UNITS.get(lever.name, request.view.currency)
    better = "more is better" if lever.is_higher_better else "less is better"
    return f"{MEASURE_TITLES.get(lever.name, lever.name)} ({unit})<br>{better}"
