"""Figures of all partners: health, gains and losses, and what their first levers are worth."""

from collections.abc import Sequence
from urllib.parse import quote

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.heat_map import (
    ROW_HEIGHT,
    UNKNOWN,
    Cell,
    heat_map,
    row_axis,
    shortened,
)
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.partners.partner_levers import Lever
from ecom_platform.serving.queries.partners.partner_ranking import (
    Mover,
    PartnerHealth,
)

COMPONENT_TITLES = {
    "growth": "Growth",
    "cancel": "Cancels",
    "return": "Returns",
    "recency": "Rhythm",
    "breadth": "Breadth",
    "discount": "Discount",
}
LEVER_TITLES = {
    "cancel_rate": "Fewer cancelled lines",
    "return_rate": "Fewer returned lines",
    "discount_share": "Less discount",
    "order_value": "Larger orders",
    "order_frequency": "More orders",
}
_BARS_MARGIN = 90
_FEWEST = 4  # rows below which labels would no longer fit


def profile_link(request: PageRequest, partner: str) -> str:
    """A link to the page of a partner."""
    return request.link(f"/partners/{quote(partner)}", partner=None)


def health(request: PageRequest, partners: Sequence[PartnerHealth]) -> Figure:
    """Partners by components of their health; a mark leads to the partner."""
    columns = ["Health", *COMPONENT_TITLES.values()]
    rows = [_health_row(request, partner) for partner in partners]
    return style.figure(
        heat_map(columns, rows, style.BAD_TO_GOOD, 0, 100),
        request.theme,
        "0 bad, 100 good",
        "",
        height=_BARS_MARGIN + ROW_HEIGHT * max(len(partners), _FEWEST),
        xaxis={"showgrid": False},
        yaxis=row_axis([partner.name for partner in partners]),
        showlegend=False,
    )


def movers(request: PageRequest, found: Sequence[Mover]) -> Figure:
    """By how much kept money changed; a mark leads to the partner."""
    changes = [mover.change for mover in found]
    colours = [MEANING["better"] if change > 0 else MEANING["worse"] for change in changes]
    hovers = [
        f"{mover.name}: {request.money(mover.change)}<br>"
        f"{request.money(mover.kept)} after {request.money(mover.previous)}"
        for mover in found
    ]
    trace = style.bars(
        changes,
        range(len(found)),
        "Change",
        MEANING["better"],
        orientation="h",
        customdata=[profile_link(request, mover.partner) for mover in found],
        text=hovers,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    trace["marker"] = {"color": colours}
    return style.figure(
        [trace],
        request.theme,
        f"Change of kept<br>money ({request.view.currency})",
        "",
        height=_BARS_MARGIN + ROW_HEIGHT * max(len(found), _FEWEST),
        xaxis={"tickformat": "~s"},
        yaxis=row_axis([mover.name for mover in found]),
    )


def first_levers(request: PageRequest, levers: Sequence[Lever]) -> Figure:
    """What the first lever of each partner is worth; a mark leads to the partner."""
    axis = row_axis([lever.partner_name for lever in levers])
    axis["ticktext"] = [
        f"{shortened(lever.partner_name)}<br><i>{LEVER_TITLES.get(lever.name, lever.name)}</i>"
        for lever in levers
    ]
    trace = style.bars(
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
    return style.figure(
        [trace],
        request.theme,
        f"Money to gain<br>in 90 days ({request.view.currency})",
        "",
        height=_BARS_MARGIN + 42 * max(len(levers), _FEWEST),
        xaxis={"tickformat": "~s"},
        yaxis={**axis, "tickfont": {"size": 12}},
    )


def _health_row(request: PageRequest, partner: PartnerHealth) -> list[Cell]:
    href = profile_link(request, partner.partner)
    parts = [("Health", partner.health, partner.health_reason)]
    parts += [(COMPONENT_TITLES[part.name], part.score, part.reason) for part in partner.components]
    cells = []
    for title, score, reason in parts:
        said = f"{score:.0f} of 100" if score is not None else reason or "not known"
        text = UNKNOWN if score is None else f"{score:.0f}"
        cells.append(Cell(score, text, f"{partner.name}<br>{title}: {said}", href))
    return cells
