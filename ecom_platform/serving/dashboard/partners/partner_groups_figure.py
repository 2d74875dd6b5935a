"""The figure of partners by type and channel."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.heat_map import (
    ROW_HEIGHT,
    Cell,
    heat_map,
    row_axis,
    shortened,
)
from ecom_platform.serving.dashboard.figures.style import Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.partners.partner_groups import PartnerGroup

_MARGIN = 110


def matrix(request: PageRequest, groups: Sequence[PartnerGroup]) -> Figure:
    """Types by channels, coloured by the median health; a mark leads to the type's partners."""
    kinds = list(dict.fromkeys(group.kind for group in groups))
    channels = list(dict.fromkeys(group.channel for group in groups))
    found = {(group.kind, group.channel): group for group in groups}
    cells = [[_cell(request, found.get((kind, channel))) for channel in channels] for kind in kinds]
    return style.figure(
        heat_map([shortened(channel) for channel in channels], cells, style.BAD_TO_GOOD, 0, 100),
        request.theme,
        "Median health of 100 (partners)",
        "",
        height=_MARGIN + 2 * ROW_HEIGHT * max(len(kinds), 2),
        xaxis={"showgrid": False},
        yaxis=row_axis(kinds),
        showlegend=False,
    )


def _cell(request: PageRequest, group: PartnerGroup | None) -> Cell | None:
    if group is None:
        return None
    health = "not known" if group.health is None else f"{group.health:.0f}"
    count = "1 partner" if group.partners == 1 else f"{group.partners:,} partners"
    return Cell(
        value=group.health,
        text=f"{health} ({group.partners:,})",
        hover=f"{group.kind} in {group.channel}: {count}, {request.money(group.kept)} kept in 90 "
        f"days, median health {health}, of {group.known:,} known",
        href=request.link("/rows/partners", **{"is.partner_type": group.kind}),
    )
