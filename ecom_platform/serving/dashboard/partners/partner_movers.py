"""The card 'Who grows and who slips': the largest changes of kept money in 90 days."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.figures.heat_map import ROW_HEIGHT, row_axis
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import (
    BAR_CHART_MARGIN,
    FEWEST_ROWS,
    no_partner_reason,
    profile_link,
)
from ecom_platform.serving.queries.partners import partner_ranking as questions
from ecom_platform.serving.queries.partners.partner_ranking import Mover

_MOST_MOVERS = 14


def movers_content(request: PageRequest) -> FigureContent:
    """The bars of the largest changes, with the largest gain and loss in a sentence."""
    movers = questions.movers(request.connection, request.view, _MOST_MOVERS)
    if not movers:
        summary = questions.growth_summary(request.connection, request.view)
        return FigureContent(None, summary.reason or no_partner_reason(request))
    first, last = movers[0], movers[-1]
    changes = []
    if first.change > 0:
        changes.append(f"{first.name} gained most, {request.money(first.change)}")
    if last.change < 0:
        changes.append(f"{last.name} lost most, {request.money(-last.change)}")
    sentence = "; ".join(changes) + ", against the 90 days before."
    if len(movers) == _MOST_MOVERS:
        sentence += f" The figure shows the {_MOST_MOVERS} largest changes."
    return FigureContent(partner_movers(request, movers), sentence, request.link("/rows/partners"))


def partner_movers(request: PageRequest, movers: Sequence[Mover]) -> Figure:
    """A bar per partner for the change of its kept money; a click opens the partner's page."""
    changes = [mover.change for mover in movers]
    hovers = [
        f"{mover.name}: {request.money(mover.change)}<br>"
        f"{request.money(mover.kept)} after {request.money(mover.previous)}"
        for mover in movers
    ]
    trace = figure_style.bars(
        changes,
        range(len(movers)),
        "Change",
        MEANING["better"],
        orientation="h",
        customdata=[profile_link(request, mover.partner) for mover in movers],
        text=hovers,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    trace["marker"] = {
        "color": [MEANING["better"] if change > 0 else MEANING["worse"] for change in changes]
    }
    return figure_style.figure(
        [trace],
        request.theme,
        f"Change of kept<br>money ({request.view.currency})",
        "",
        height=BAR_CHART_MARGIN + ROW_HEIGHT * max(len(movers), FEWEST_ROWS),
        xaxis={"tickformat": "~s"},
        yaxis=row_axis([mover.name for mover in movers]),
    )
