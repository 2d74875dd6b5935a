"""The recommendations for one partner: its best lever in a sentence, all levers in a table."""

from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.cards import text_card
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, Content, PageRequest
from ecom_platform.serving.dashboard.partners.partner_labels import MEASURE_TITLES, format_lever
from ecom_platform.serving.queries.partners.one_partner import Profile
from ecom_platform.serving.queries.partners.partner_levers import LEVERS, Lever, levers_of_partner
from ecom_platform.serving.queries.quality.table_states import missing_reason

_TITLES = (
    "Measure",
    "Own value",
    "Others, middle half",
    "Rank",
    "To gain in 90 days",
    "What to do",
)


def first_recommendation(request: PageRequest, profile: Profile) -> Content:
    """The recommendation of the lever worth most; empty where there is none."""
    if missing_reason(request.manifest, [LEVERS]):
        return []
    levers = _levers_of_profile(request, profile)
    recommendation = levers[0].recommendation if levers else None
    return [html.P([html.Strong("First: "), recommendation])] if recommendation else []


def recommendations_card(request: PageRequest, profile: Profile) -> Component:
    """The card with every lever and what to do, or why there is no recommendation."""
    return text_card(
        request,
        "recommendations",
        "What to do, and what it is worth",
        [LEVERS],
        lambda asked: _recommendations_table(asked, profile),
        is_wide=True,
    )


def _levers_of_profile(request: PageRequest, profile: Profile) -> Sequence[Lever]:
    partner = profile.health.partner
    return levers_of_partner(request.connection, request.view, partner, profile.feed)


def _recommendations_table(request: PageRequest, profile: Profile) -> Sequence[Component]:
    """The table with a row per lever."""
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in _TITLES]))
    body = html.Tbody(
        [_lever_row(request, lever) for lever in _levers_of_profile(request, profile)]
    )
    table = html.Table([head, body], className="plain wide-table recommendations")
    return [
        scrollable_table(table, "Recommendations"),
        html.P("The gains overlap, so they are not added up.", className="says"),
    ]


def _lever_row(request: PageRequest, lever: Lever) -> Component:
    """A lever: its own value, the others, its rank, its worth and what to do."""
    others = "–"
    if lever.low is not None:
        low = format_lever(request, lever, lever.low)
        high = format_lever(request, lever, lever.high)
        others = f"{low} to {high}"
    rank = "–" if lever.rank is None else f"{lever.rank} of {lever.peers}"
    recommendation = (
        lever.recommendation
        or lever.value_reason
        or lever.benchmark_reason
        or lever.upside_reason
        or "Nothing: it is not far from the better quarter."
    )
    return html.Tr(
        [
            html.Th(MEASURE_TITLES.get(lever.name, lever.name), scope="row"),
            html.Td(format_lever(request, lever, lever.value)),
            html.Td(others),
            html.Td(rank),
            html.Td(request.money(lever.upside)),
            html.Td(recommendation),
        ]
    )
