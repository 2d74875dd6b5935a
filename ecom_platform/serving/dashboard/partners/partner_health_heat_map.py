"""The card 'How healthy each partner is': a heat map of partners by components of the score."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.figures.heat_map import (
    ROW_HEIGHT,
    UNKNOWN,
    Cell,
    heat_map,
    row_axis,
)
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import (
    BAR_CHART_MARGIN,
    COMPONENT_TITLES,
    FEWEST_ROWS,
    no_partner_reason,
    profile_link,
)
from ecom_platform.serving.queries.partners import partner_ranking as questions
from ecom_platform.serving.queries.partners.partner_ranking import PartnerHealth

_MOST_ROWS = 20


def health_content(request: PageRequest) -> FigureContent:
    """The heat map of the largest partners, with the lowest score in a sentence."""
    partners = questions.ranking(request.connection, request.view, _MOST_ROWS)
    if not partners:
        return FigureContent(None, no_partner_reason(request))
    scored_partners = [partner for partner in partners if partner.health is not None]
    if not scored_partners:
        return FigureContent(None, partners[0].health_reason or "No health score is known.")
    worst = min(scored_partners, key=lambda partner: partner.health or 0.0)
    sentence = (
        f"{worst.name} has the lowest health score shown, {worst.health:.0f} of 100. Blue is good, "
        "orange-red is bad; a grey ? is not known: point at it for the reason."
    )
    if len(partners) == _MOST_ROWS:
        sentence += f" The figure shows the {_MOST_ROWS} largest partners."
    return FigureContent(
        partner_health_heat_map(request, partners), sentence, request.link("/rows/partners")
    )


def partner_health_heat_map(request: PageRequest, partners: Sequence[PartnerHealth]) -> Figure:
    """Partners by health score and its components; a click opens the partner's page."""
    columns = ["Health", *COMPONENT_TITLES.values()]
    rows = [_health_cells(request, partner) for partner in partners]
    return figure_style.figure(
        heat_map(columns, rows, figure_style.BAD_TO_GOOD, 0, 100),
        request.theme,
        "0 bad, 100 good",
        "",
        height=BAR_CHART_MARGIN + ROW_HEIGHT * max(len(partners), FEWEST_ROWS),
        xaxis={"showgrid": False},
        yaxis=row_axis([partner.name for partner in partners]),
        showlegend=False,
    )


def _health_cells(request: PageRequest, partner: PartnerHealth) -> list[Cell]:
    """The cells of a partner: its health score, then each component."""
    href = profile_link(request, partner.partner)
    scores = [("Health", partner.health, partner.health_reason)]
    scores += [
        (COMPONENT_TITLES[component.name], component.score, component.reason)
        for component in partner.components
    ]
    cells = []
    for title, score, reason in scores:
        value = f"{score:.0f} of 100" if score is not None else reason or "not known"
        text = UNKNOWN if score is None else f"{score:.0f}"
        cells.append(Cell(score, text, f"{partner.name}<br>{title}: {value}", href))
    return cells
