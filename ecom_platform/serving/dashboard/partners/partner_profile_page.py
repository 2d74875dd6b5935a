"""The page of one partner.

It can be shown to that partner, because it contains nothing about other partners.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from dash import dcc, html

from ecom_platform.errors import NotFoundError
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import (
    card,
    figure_card,
    grid,
    reason_box,
    text_card,
)
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.partners.health_components_figure import components_content
from ecom_platform.serving.dashboard.partners.lever_benchmark_figure import benchmark_card
from ecom_platform.serving.dashboard.partners.lever_recommendations import (
    first_recommendation,
    recommendations_card,
)
from ecom_platform.serving.dashboard.partners.partner_labels import COMPONENT_TITLES
from ecom_platform.serving.dashboard.partners.partner_sales_figure import sales_card
from ecom_platform.serving.queries.partners import one_partner as questions
from ecom_platform.serving.queries.partners.one_partner import Profile
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from ecom_platform.serving.queries.quality.table_states import missing_reason


def _render(request: PageRequest) -> Content:
    """The page of the partner in the link, or the currencies in which it sells."""
    partner = request.subject
    if partner not in request.choices.partners:
        raise NotFoundError(
            f"There is no partner '{partner}' in this version. Its id may be written differently, "
            "or it has sold nothing yet. Open the page Partners and follow a name in its ranking."
        )
    request = replace(
        request, view=replace(request.view, partner=None, channel=None, category=None)
    )
    reason = missing_reason(request.manifest, [HEALTH])
    if reason:
        name = request.choices.partners[partner]
        return [html.H2(name), reason_box(reason), sales_card(request)]
    profile = questions.profile(request.connection, request.view, partner)
    if profile is None:
        return [_other_currencies_card(request)]
    return [
        _header_card(request, profile),
        _partner_tiles(request, profile),
        grid(
            [
                benchmark_card(request, profile),
                sales_card(request),
                recommendations_card(request, profile),
                figure_card(
                    request,
                    "components",
                    "What makes the health score",
                    [HEALTH],
                    lambda asked: components_content(asked, profile),
                ),
                text_card(
                    request,
                    "unknown",
                    "What is not known, and why",
                    [HEALTH],
                    lambda _: _unknown_values(profile),
                ),
            ]
        ),
    ]


def _other_currencies_card(request: PageRequest) -> Component:
    """For a partner without sales in the currency of the view: links to its currencies."""
    name = request.choices.partners[request.subject]
    currencies = questions.currencies_of(request.connection, request.subject)
    links = [
        dcc.Link(
            f"Show it in {currency}",
            href=request.link(f"/partners/{quote(request.subject)}", currency=currency),
            className="action",
        )
        for currency in currencies
        if currency != request.view.currency
    ]
    reason = (
        f"{name} sold no goods in {request.view.currency}. It sells in {', '.join(currencies)}; "
        "amounts of different currencies are not added."
    )
    return card(
        [html.H2(name), reason_box(reason), html.Div(links, className="actions")],
        "elsewhere",
        is_wide=True,
    )


def _header_card(request: PageRequest, profile: Profile) -> Component:
    """The name, the period that the page covers, and the most important recommendation."""
    formats, health = request.formats, profile.health
    region = f" in {profile.region}" if profile.region else ""
    last_order = (
        f"It last ordered on {formats.day(profile.last_order_date)}."
        if profile.last_order_date
        else "It has not ordered yet."
    )
    feeds = (
        f" It sells in {profile.feeds} feeds; this page shows {name_of_feed(profile.feed)}, the "
        "one with the highest revenue."
        if profile.feeds > 1
        else ""
    )
    sentence = (
        f"A {health.kind}{region}. This page covers the 90 days to "
        f"{formats.day(profile.as_of_date)}. {last_order}{feeds}"
    )
    return card(
        [
            html.H2(health.name),
            html.P(sentence, className="says"),
            *first_recommendation(request, profile),
        ],
        "who",
        is_wide=True,
    )


def _partner_tiles(request: PageRequest, profile: Profile) -> Component:
    """The tiles of the partner; one without a value says why."""
    health = profile.health
    known_weight_text = request.formats.share(profile.known_weight, 0)
    tiles = (
        (
            "partner_kept_90_days",
            health.kept,
            health.kept_reason,
            f"of {request.money(profile.booked)} booked",
        ),
        (
            "partner_growth_90_days",
            health.growth,
            health.growth_reason,
            "kept money against the 90 days before",
        ),
        (
            "partner_health",
            health.health,
            health.health_reason,
            f"from components with {known_weight_text} of the weight",
        ),
        (
            "partner_rating",
            health.rating,
            health.rating_reason,
            "A is the best quarter of its type, by kept money per order",
        ),
        ("partner_rank", health.rank, health.kept_reason, "by kept money of the 90 days"),
        ("partner_target", profile.target_share, profile.target_reason, "in the last 90 days"),
    )
    equal = {"partner_id": health.partner, "feed": profile.feed}
    return html.Div(
        [
            table_tile(
                request,
                name,
                note if value is not None else f"Not known: {reason or 'no data.'}",
                equal=equal,
            )
            for name, value, reason, note in tiles
        ],
        className="tiles",
    )


def _unknown_values(profile: Profile) -> Sequence[Component]:
    """A list of what is not known of the partner, each with its reason."""
    health = profile.health
    reasons = {COMPONENT_TITLES[part.name]: part.reason for part in health.components}
    reasons |= {
        "Growth": health.growth_reason or reasons["Growth"],
        "Health score": health.health_reason,
        "Efficiency rating": health.rating_reason,
        "Target": profile.target_reason,
    }
    items = [
        html.Li([html.Strong(title), f": {reason}"]) for title, reason in reasons.items() if reason
    ]
    if not items:
        return [html.P("Everything on this page is known.")]
    return [html.Ul(items, className="attention")]


PARTNER_PROFILE = Page(
    path="/partners",
    title="Partner",
    question="How is this partner doing, and what could it gain?",
    render=_render,
    filters=("from", "to", "currency"),
    has_subject=True,
    is_in_menu=False,
)
