"""The card 'Ranking': the largest partners by kept money in a table."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table, value_cell
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import (
    no_partner_reason,
    profile_link,
)
from ecom_platform.serving.queries.partners import partner_ranking as questions
from ecom_platform.serving.queries.partners.partner_ranking import PartnerHealth

_MOST_ROWS = 20
_TITLES = ("Partner", "Type", "Kept 90 days", "Growth", "Health", "Efficiency", "Rank in type")


def ranking_table(request: PageRequest) -> Sequence[Component]:
    """The table with a sentence above it, or why there is none."""
    partners = questions.ranking(request.connection, request.view, _MOST_ROWS)
    if not partners:
        return [html.P(no_partner_reason(request))]
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in _TITLES]))
    body = html.Tbody([_ranking_row(request, partner) for partner in partners])
    table = html.Table([head, body], className="plain wide-table ranked")
    sentence = (
        "The largest by kept money. A name leads to the partner's own page; choose a partner that "
        "is not listed in the filter above. A dash is not known; point at it for the reason."
    )
    return [
        html.P(sentence, className="says"),
        scrollable_table(table, "Ranking of partners"),
        html.Div(
            dcc.Link("See all rows", href=request.link("/rows/partners"), className="action"),
            className="actions",
        ),
    ]


def _ranking_row(request: PageRequest, partner: PartnerHealth) -> Component:
    """A partner in the ranking; a value that is not known has its reason."""
    formats = request.formats
    name = dcc.Link(partner.name, href=profile_link(request, partner.partner))
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
