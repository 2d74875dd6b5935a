"""Partners together: who grows, who slips, who is healthy, and where the money to gain lies.

One partner alone belongs in `partner_profile_page.py`.
"""

from collections.abc import Sequence
from dataclasses import replace

from dash import dcc, html

from ecom_platform.serving.dashboard.components.cards import (
    FigureContent,
    figure_card,
    grid,
    text_card,
)
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table, value_cell
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.partners import partner_figures as figures
from ecom_platform.serving.dashboard.partners import partner_groups_figure as group_figures
from ecom_platform.serving.queries.partners import partner_ranking as questions
from ecom_platform.serving.queries.partners.partner_groups import WHO, groups
from ecom_platform.serving.queries.partners.partner_ranking import (
    HEALTH,
    LEVERS,
    PartnerHealth,
    Standing,
)
from ecom_platform.serving.queries.quality.table_states import missing_reason

_SHOWN = 20
_MOVERS = 14
_LEVERS = 8
_NONE = "No partner sold goods in this currency."


def _render(request: PageRequest) -> Content:
    request = replace(request, view=replace(request.view, channel=None, category=None))
    return [
        *_tiles(request),
        grid(
            [
                figure_card(request, "movers", "Who grows and who slips", [HEALTH], _movers),
                figure_card(request, "levers", "Where money is to gain", [LEVERS, HEALTH], _levers),
                figure_card(
                    request,
                    "groups",
                    "Health by type and channel",
                    [HEALTH, WHO],
                    _groups,
                    is_wide=True,
                ),
                figure_card(
                    request, "health", "How healthy each is", [HEALTH], _health, is_wide=True
                ),
                text_card(request, "ranking", "Ranking", [HEALTH], _ranking, is_wide=True),
            ]
        ),
    ]


def _tiles(request: PageRequest) -> Content:
    if missing_reason(request.manifest, [HEALTH]):
        return []
    found = questions.standing(request.connection, request.view)
    if not found.partners:
        return []
    of_all = f"of {_partners(request, found.partners)}, against the 90 days before"
    both = "against the 90 days before, of partners with both"
    tiles = [
        table_tile(request, "partners_growing", of_all),
        table_tile(request, "partners_slipping", of_all),
        table_tile(request, "partners_growth_unknown", _unknown_reason(found)),
        table_tile(request, "partners_kept_90_days", "all partners"),
        table_tile(request, "partners_change_90_days", both),
        *_upside_tile(request),
    ]
    return [html.Div(tiles, className="tiles")]


def _partners(request: PageRequest, count: int) -> str:
    return "1 partner" if count == 1 else f"{request.formats.number(count)} partners"


def _unknown_reason(found: Standing) -> str:
    return f"Most often: {found.reason}" if found.reason else "Every partner has a growth."


def _upside_tile(request: PageRequest) -> Content:
    if missing_reason(request.manifest, [LEVERS, HEALTH]):
        return []
    found = questions.upside(request.connection, request.view, 1)
    note = f"in 90 days, by the first lever of {_partners(request, found.partners)}"
    if found.total is None:
        note = "No partner has a lever with an upside; its own page says why."
    return [table_tile(request, "partners_upside", note)]


def _movers(request: PageRequest) -> FigureContent:
    found = questions.movers(request.connection, request.view, _MOVERS)
    if not found:
        standing = questions.standing(request.connection, request.view)
        return FigureContent(None, standing.reason or _NONE)
    first, last = found[0], found[-1]
    parts = []
    if first.change > 0:
        parts.append(f"{first.name} gained most, {request.money(first.change)}")
    if last.change < 0:
        parts.append(f"{last.name} lost most, {request.money(-last.change)}")
    sentence = "; ".join(parts) + ", against the 90 days before."
    if len(found) == _MOVERS:
        sentence += f" The {_MOVERS} greatest changes are shown."
    return FigureContent(figures.movers(request, found), sentence, request.link("/rows/partners"))


def _levers(request: PageRequest) -> FigureContent:
    found = questions.upside(request.connection, request.view, _LEVERS)
    if not found.levers:
        return FigureContent(
            None,
            "No partner has a lever with a known upside: too few partners of one type can be "
            "compared, or each already stands in the better quarter.",
        )
    first = found.levers[0]
    sentence = f"{first.name}: {first.recommendation}"
    if found.partners > len(found.levers):
        sentence += f" The greatest {len(found.levers)} of {found.partners} are shown."
    return FigureContent(
        figures.first_levers(request, found.levers), sentence, request.link("/rows/partner-levers")
    )


def _groups(request: PageRequest) -> FigureContent:
    found = groups(request.connection, request.view)
    known = [group for group in found if group.health is not None]
    if not known:
        return FigureContent(
            None, "No partner has a health score in this currency." if found else _NONE
        )
    worst = min(known, key=lambda group: group.health or 0.0)
    sentence = (
        f"The middle {worst.kind} in {worst.channel} has a health of {worst.health:.0f} of 100"
        f"{', the lowest group' if len(known) > 1 else ''}. Partners are compared within a type."
    )
    return FigureContent(
        group_figures.matrix(request, found), sentence, request.link("/rows/partners")
    )


def _health(request: PageRequest) -> FigureContent:
    found = questions.ranking(request.connection, request.view, _SHOWN)
    if not found:
        return FigureContent(None, _NONE)
    known = [partner for partner in found if partner.health is not None]
    if not known:
        return FigureContent(None, found[0].health_reason or "No health score is known.")
    worst = min(known, key=lambda partner: partner.health or 0.0)
    sentence = (
        f"{worst.name} has the lowest health score shown, {worst.health:.0f} of 100. Blue is good, "
        "orange-red is bad; a grey ? is not known, and says why when pointed at."
    )
    if len(found) == _SHOWN:
        sentence += f" The {_SHOWN} largest are shown."
    return FigureContent(figures.health(request, found), sentence, request.link("/rows/partners"))


def _ranking(request: PageRequest) -> Sequence[Component]:
    found = questions.ranking(request.connection, request.view, _SHOWN)
    if not found:
        return [html.P(_NONE)]
    titles = ("Partner", "Type", "Kept 90 days", "Growth", "Health", "Efficiency", "Rank in type")
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in titles]))
    body = html.Tbody([_row(request, partner) for partner in found])
    table = html.Table([head, body], className="plain wide-table ranked")
    scroll = scrollable_table(table, "Ranking of partners")
    return [
        html.P(
            "The largest by kept money. A name leads to the partner's own page; for one that is "
            "not here, choose it above. – is not known; point at it for the reason.",
            className="says",
        ),
        scroll,
        html.Div(
            dcc.Link("See all rows", href=request.link("/rows/partners"), className="action"),
            className="actions",
        ),
    ]


def _row(request: PageRequest, partner: PartnerHealth) -> Component:
    formats = request.formats
    name = dcc.Link(partner.name, href=figures.profile_link(request, partner.partner))
    rank = None if partner.rank is None else f"{partner.rank} of {partner.peers}"
    health = None if partner.health is None else formats.number(partner.health)
    growth = None if partner.growth is None else formats.change(partner.growth)
    kept = None if partner.kept is None else request.money(partner.kept)
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(partner.kind),
            value_cell(kept, partner.kept_reason),
            value_cell(growth, partner.growth_reason),
            value_cell(health, partner.health_reason),
            value_cell(partner.rating, partner.rating_reason),
            value_cell(rank, partner.kept_reason),
        ]
    )


PARTNERS = Page(
    path="/partners",
    title="Partners",
    question="Who grows, who is slipping, and where is money to gain?",
    render=_render,
    filters=("currency", "partner"),
)
