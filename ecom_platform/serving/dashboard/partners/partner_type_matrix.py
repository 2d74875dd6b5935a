"""The card 'Health by type and channel': the median health score of each group of partners."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.figures.heat_map import (
    ROW_HEIGHT,
    Cell,
    heat_map,
    row_axis,
    shortened,
)
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import no_partner_reason
from ecom_platform.serving.queries.partners.partner_groups import PartnerGroup, groups

_MARGIN = 110


def type_matrix_content(request: PageRequest) -> FigureContent:
    """The matrix, with the group of the lowest median in a sentence."""
    partner_groups = groups(request.connection, request.view)
    scored_groups = [group for group in partner_groups if group.health is not None]
    if not scored_groups:
        reason = no_partner_reason(request)
        if partner_groups:
            reason = "No partner has a health score in this currency."
        return FigureContent(None, reason)
    worst = min(scored_groups, key=lambda group: group.health or 0.0)
    lowest = ", the lowest of all groups" if len(scored_groups) > 1 else ""
    sentence = (
        f"The median health of {worst.kind} partners in {worst.channel} is {worst.health:.0f} of "
        f"100{lowest}. Partners are compared within a type."
    )
    return FigureContent(
        partner_type_matrix(request, partner_groups), sentence, request.link("/rows/partners")
    )


def partner_type_matrix(request: PageRequest, partner_groups: Sequence[PartnerGroup]) -> Figure:
    """Types by channels, coloured by median health; a click opens the partners of the type."""
    kinds = list(dict.fromkeys(group.kind for group in partner_groups))
    channels = list(dict.fromkeys(group.channel for group in partner_groups))
    by_position = {(group.kind, group.channel): group for group in partner_groups}
    rows = [
        [_group_cell(request, by_position.get((kind, channel))) for channel in channels]
        for kind in kinds
    ]
    return figure_style.figure(
        heat_map(
            [shortened(channel) for channel in channels], rows, figure_style.BAD_TO_GOOD, 0, 100
        ),
        request.theme,
        "Median health of 100 (partners)",
        "",
        height=_MARGIN + 2 * ROW_HEIGHT * max(len(kinds), 2),
        xaxis={"showgrid": False},
        yaxis=row_axis(kinds),
        showlegend=False,
    )


def _group_cell(request: PageRequest, group: PartnerGroup | None) -> Cell | None:
    """The cell of a type in a channel; None when no partner is in both."""
    if group is None:
        return None
    health = "not known" if group.health is None else f"{group.health:.0f}"
    count = "1 partner" if group.partners == 1 else f"{group.partners:,} partners"
    return Cell(
        value=group.health,
        text=f"{health} ({group.partners:,})",
        hover=f"{group.kind} in {group.channel}: {count}, {request.money(group.kept)} kept in 90 "
        f"days, median health {health}, from {group.known:,} known scores",
        href=request.link("/rows/partners", **{"is.partner_type": group.kind}),
    )
