"""The card 'Where money can be gained': what the best lever of each partner is worth."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.figures.heat_map import row_axis, shortened
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import (
    BAR_CHART_MARGIN,
    FEWEST_ROWS,
    profile_link,
)
from ecom_platform.serving.queries.partners.partner_levers import Lever, upside

_MOST_LEVERS = 8
_ROW_HEIGHT = 42  # of a label in two lines
_LEVER_TITLES = {
    "cancel_rate": "Fewer cancelled lines",
    "return_rate": "Fewer returned lines",
    "discount_share": "Less discount",
    "order_value": "Larger orders",
    "order_frequency": "More orders",
}


def upside_content(request: PageRequest) -> FigureContent:
    """The bars of the largest upsides, with the recommendation of the largest in a sentence."""
    largest_upsides = upside(request.connection, request.view, _MOST_LEVERS)
    if not largest_upsides.levers:
        return FigureContent(
            None,
            "No partner has a lever with a known upside: too few partners of one type can be "
            "compared, or each is already in the better quarter.",
        )
    largest_lever = largest_upsides.levers[0]
    sentence = f"{largest_lever.partner_name}: {largest_lever.recommendation or ''}"
    if largest_upsides.partners > len(largest_upsides.levers):
        shown = len(largest_upsides.levers)
        sentence += f" The figure shows the largest {shown} of {largest_upsides.partners}."
    return FigureContent(
        partner_upside(request, largest_upsides.levers),
        sentence,
        request.link("/rows/partner-levers"),
    )


def partner_upside(request: PageRequest, levers: Sequence[Lever]) -> Figure:
    """A bar per partner for the upside of its best lever; a click opens the partner's page."""
    axis = row_axis([lever.partner_name for lever in levers])
    axis["ticktext"] = [
        f"{shortened(lever.partner_name)}<br><i>{_LEVER_TITLES.get(lever.name, lever.name)}</i>"
        for lever in levers
    ]
    trace = figure_style.bars(
        [lever.upside for lever in levers],
        range(len(levers)),
        "Upside",
        MEANING["expected"],
        orientation="h",
        customdata=[profile_link(request, lever.partner) for lever in levers],
        text=[f"{lever.partner_name}: {request.money(lever.upside)}" for lever in levers],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    return figure_style.figure(
        [trace],
        request.theme,
        f"Money to gain<br>in 90 days ({request.view.currency})",
        "",
        height=BAR_CHART_MARGIN + _ROW_HEIGHT * max(len(levers), FEWEST_ROWS),
        xaxis={"tickformat": "~s"},
        yaxis={**axis, "tickfont": {"size": 12}},
    )
