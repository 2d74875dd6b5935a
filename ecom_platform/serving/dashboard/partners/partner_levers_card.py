"""The levers of one partner: against the anonymous benchmark, in money, and what to do."""

from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.cards import FigureContent, figure_card, text_card
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, Content, PageRequest
from ecom_platform.serving.dashboard.partners import partner_profile_figures as figures
from ecom_platform.serving.queries.partners import one_partner as questions
from ecom_platform.serving.queries.partners.one_partner import Lever, Profile
from ecom_platform.serving.queries.partners.partner_ranking import LEVERS
from ecom_platform.serving.queries.quality.table_states import missing_reason


def first_advice(request: PageRequest, found: Profile) -> Content:
    """The lever worth most, in a sentence; nothing where there is none."""
    if missing_reason(request.manifest, [LEVERS]):
        return []
    all_levers = questions.levers(
        request.connection, request.view, found.health.partner, found.feed
    )
    advice = all_levers[0].recommendation if all_levers else None
    return [html.P([html.Strong("First: "), advice])] if advice else []


def lever_figure(request: PageRequest, found: Profile) -> Component:
    """Where the partner stands against the anonymous benchmark."""
    return figure_card(
        request,
        "levers",
        "Against comparable partners",
        [LEVERS],
        lambda asked: _levers(asked, found),
    )


def _levers(request: PageRequest, found: Profile) -> FigureContent:
    partner = found.health.partner
    all_levers = questions.levers(request.connection, request.view, partner, found.feed)
    shown = [lever for lever in all_levers if lever.value is not None and lever.low is not None]
    if not shown:
        reasons = [lever.value_reason or lever.benchmark_reason for lever in all_levers]
        known = [reason for reason in reasons if reason]
        return FigureContent(None, max(known, key=known.count) if known else "It has no lever.")
    first = shown[0].recommendation
    sentence = first or "No measure lies far behind the better quarter of comparable partners."
    return FigureContent(
        figures.levers(request, partner, shown),
        sentence,
        request.link("/rows/partner-levers", **{"is.partner_id": partner}),
    )


def lever_table(request: PageRequest, found: Profile) -> Component:
    """Each lever with what to do, or why nothing can be said."""
    return text_card(
        request,
        "recommendations",
        "What to do, and what it is worth",
        [LEVERS],
        lambda asked: _recommendations(asked, found),
        is_wide=True,
    )


def _recommendations(request: PageRequest, found: Profile) -> Sequence[Component]:
    all_levers = questions.levers(
        request.connection, request.view, found.health.partner, found.feed
    )
    titles = ("Measure", "Own value", "Others, middle half", "Place", "To gain in 90 days", "")
    head = html.Thead(html.Tr([html.Th(title or "What to do", scope="col") for title in titles]))
    body = html.Tbody([_lever_row(request, lever) for lever in all_levers])
    table = html.Table([head, body], className="plain wide-table recommendations")
    return [
        scrollable_table(table, "Recommendations"),
        html.P("What the measures are worth overlaps, so it is not added up.", className="says"),
    ]


def _lever_row(request: PageRequest, lever: Lever) -> Component:
    written = figures.written
    others = "–"
    if lever.low is not None:
        low, high = written(request, lever, lever.low), written(request, lever, lever.high)
        others = f"{low} to {high}"
    place = "–" if lever.rank is None else f"{lever.rank} of {lever.peers}"
    advice = lever.recommendation or lever.value_reason or lever.benchmark_reason
    if advice is None:
        advice = lever.upside_reason or "Nothing: it is not far behind the better quarter."
    return html.Tr(
        [
            html.Th(figures.MEASURE_TITLES.get(lever.name, lever.name), scope="row"),
            html.Td(written(request, lever, lever.value)),
            html.Td(others),
            html.Td(place),
            html.Td(request.money(lever.upside)),
            html.Td(advice),
        ]
    )
