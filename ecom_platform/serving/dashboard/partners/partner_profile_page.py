"""One partner's own page, fit to be shown to that partner: it says nothing of any other one."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from dash import dcc, html

from ecom_platform.errors import ViewError
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import (
    FigureContent,
    card,
    figure_card,
    grid,
    reason_box,
    text_card,
)
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.partners import partner_profile_figures as figures
from ecom_platform.serving.dashboard.partners.partner_figures import COMPONENT_TITLES
from ecom_platform.serving.dashboard.partners.partner_levers_card import (
    first_advice,
    lever_figure,
    lever_table,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.partners import one_partner as questions
from ecom_platform.serving.queries.partners.one_partner import Profile
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from ecom_platform.serving.queries.quality.table_states import missing_reason


def _render(request: PageRequest) -> Content:
    partner = request.subject
    if partner not in request.choices.partners:
        raise ViewError(
            f"There is no partner '{partner}' in this version. It may be written otherwise or "
            "have sold nothing yet. Open the page Partners and follow a name in its ranking."
        )
    request = replace(
        request, view=replace(request.view, partner=None, channel=None, category=None)
    )
    reason = missing_reason(request.manifest, [HEALTH])
    if reason:
        return [html.H2(request.choices.partners[partner]), reason_box(reason), _sales(request)]
    found = questions.profile(request.connection, request.view, partner)
    if found is None:
        return [_elsewhere(request)]
    return [
        _who(request, found),
        _tiles(request, found),
        grid(
            [
                lever_figure(request, found),
                _sales(request),
                lever_table(request, found),
                figure_card(
                    request,
                    "components",
                    "What makes the health score",
                    [HEALTH],
                    lambda asked: _components(asked, found),
                ),
                text_card(
                    request,
                    "unknown",
                    "What is not known, and why",
                    [HEALTH],
                    lambda _: _unknown(found),
                ),
            ]
        ),
    ]


def _elsewhere(request: PageRequest) -> Component:
    others = questions.currencies_of(request.connection, request.subject)
    name = request.choices.partners[request.subject]
    told = ", ".join(others)
    return card(
        [
            html.H2(name),
            reason_box(
                f"{name} sold no goods in {request.view.currency}. It sells in {told}; amounts of "
                "different currencies are not added."
            ),
            html.Div(
                [
                    dcc.Link(
                        f"Show it in {currency}",
                        href=request.link(_path(request), currency=currency),
                        className="action",
                    )
                    for currency in others
                    if currency != request.view.currency
                ],
                className="actions",
            ),
        ],
        "elsewhere",
        is_wide=True,
    )


def _who(request: PageRequest, found: Profile) -> Component:
    """The most important sentence first."""
    formats, health = request.formats, found.health
    region = f" in {found.region}" if found.region else ""
    last = (
        f"It last ordered on {formats.day(found.last_order_date)}."
        if found.last_order_date
        else "It has no order yet."
    )
    more = (
        f" It sells in {found.feeds} feeds; this page tells of {name_of_feed(found.feed)}."
        if found.feeds > 1
        else ""
    )
    return card(
        [
            html.H2(health.name),
            html.P(
                f"A {health.kind}{region}, told over the 90 days to "
                f"{formats.day(found.as_of_date)}. {last}{more}",
                className="says",
            ),
            *first_advice(request, found),
        ],
        "who",
        is_wide=True,
    )


def _tiles(request: PageRequest, found: Profile) -> Component:
    formats, health = request.formats, found.health
    known = formats.share(found.known_weight, 0)
    tiles = (
        (
            "partner_kept_90_days",
            health.kept,
            health.kept_reason,
            f"of {request.money(found.booked)} booked",
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
            f"from components with {known} of the weight",
        ),
        (
            "partner_rating",
            health.rating,
            health.rating_reason,
            "A is the best quarter of its type, by kept money per order",
        ),
        ("partner_rank", health.rank, health.kept_reason, "by kept money of the 90 days"),
        ("partner_target", found.target_share, found.target_reason, "in the last 90 days"),
    )
    equal = {"partner_id": health.partner, "feed": found.feed}
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


def _sales(request: PageRequest) -> Component:
    return figure_card(request, "sales", "Its sales", [DAILY], _sold)


def _sold(request: PageRequest) -> FigureContent:
    view, formats = request.view, request.formats
    found = questions.periods(request.connection, view, request.subject)
    if not found:
        return FigureContent(
            None,
            f"It sold nothing in {view.currency} from {formats.day(view.from_date)} to "
            f"{formats.day(view.to_date)}. Choose other days above.",
        )
    is_by_week = questions.is_by_week(view)
    kept = sum(period.kept for period in found)
    word = ("week" if is_by_week else "day") + ("" if len(found) == 1 else "s")
    sentence = f"{request.money(kept)} kept in {len(found)} {word} with sales."
    link = request.link("/rows/daily-sales", **{"is.partner_id": request.subject})
    figure = figures.sales(request, request.subject, found, is_by_week=is_by_week)
    return FigureContent(figure, sentence, link)


def _components(request: PageRequest, found: Profile) -> FigureContent:
    known = [part for part in found.health.components if part.score is not None]
    if not known:
        return FigureContent(None, found.health.health_reason or "No component is known.")
    worst = min(known, key=lambda part: part.score or 0.0)
    title = COMPONENT_TITLES[worst.name]
    sentence = f"{title} is the weakest known component, with {worst.score:.0f} of 100."
    link = request.link("/rows/partners", **{"is.partner_id": found.health.partner})
    return FigureContent(figures.components(request, found.health.partner, known), sentence, link)


def _unknown(found: Profile) -> Sequence[Component]:
    told: list[tuple[str, str | None]] = [
        (COMPONENT_TITLES[part.name], part.reason) for part in found.health.components
    ]
    told += [
        ("Growth", found.health.growth_reason),
        ("Health score", found.health.health_reason),
        ("Efficiency rating", found.health.rating_reason),
        ("Target", found.target_reason),
    ]
    known = {title: reason for title, reason in told if reason}
    if not known:
        return [html.P("Everything on this page is known.")]
    items = [html.Li([html.Strong(title), f": {reason}"]) for title, reason in known.items()]
    return [html.Ul(items, className="attention")]


def _path(request: PageRequest) -> str:
    return f"/partners/{quote(request.subject)}"


PARTNER_PROFILE = Page(
    path="/partners",
    title="Partner",
    question="How does it stand, and what could it gain?",
    render=_render,
    filters=("from", "to", "currency"),
    has_subject=True,
    is_in_menu=False,
)
