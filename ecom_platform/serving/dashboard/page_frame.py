"""The frame around every page: menu, title, filters, which version this is; and pages that say why.

What stands inside belongs in `pages/`.
"""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.attributes import aria_label, script_action
from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.filter_bar import filter_bar
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest

BRAND = "E-commerce platform"


def page_with_frame(
    request: PageRequest, page: Page, menu: Sequence[Page], content: Content, newest: str
) -> Component:
    """A whole page."""
    links = [(one, request.link(one.path)) for one in menu]
    notes = [_older_version_note(request, newest)] if request.version.name != newest else []
    return html.Div(
        [
            _header(links, page),
            html.Div(
                [
                    html.Nav(_links(links, page), className="menu", **aria_label("Pages")),
                    html.Main(
                        [
                            *notes,
                            _title(request, page),
                            filter_bar(request, page),
                            *content,
                            _provenance(request),
                        ],
                        id="main",
                    ),
                ],
                className="body",
            ),
        ],
        className="frame",
    )


def error_page(title: str, sentence: str, links: Sequence[tuple[str, str]]) -> Component:
    """A page that says what is wrong and what to do; links are words and address of ways out."""
    ways = [dcc.Link(words, href=href, className="action") for words, href in links]
    return html.Div(
        [
            _header([], None),
            html.Main(
                [
                    html.H1(title, tabIndex=-1),
                    callout("careful", "What to do", sentence),
                    html.Div(ways, className="actions"),
                ],
                id="main",
                className="telling",
            ),
        ],
        className="frame",
    )


def _header(links: Sequence[tuple[Page, str]], page: Page | None) -> Component:
    menu = (
        [
            html.Details(
                [
                    html.Summary("Pages"),
                    html.Nav(_links(links, page), **aria_label("Pages, on a phone")),
                ],
                className="menu-phone",
            )
        ]
        if links
        else []
    )
    theme = html.Button(
        "Light / dark",
        className="action",
        title="Change between light and dark",
        **script_action("theme"),
    )
    skip = html.A("Skip to the numbers", href="#main", className="skip")
    return html.Header([skip, *menu, html.Span(BRAND, className="brand"), theme], className="top")


def _links(links: Sequence[tuple[Page, str]], page: Page | None) -> Component:
    return html.Ul(
        [
            html.Li(
                dcc.Link(
                    one.title,
                    href=href,
                    className=_link_class(one, page),
                )
            )
            for one, href in links
        ]
    )


def _link_class(one: Page, page: Page | None) -> str:
    is_here = page is not None and one.path == page.path
    return "menu-link menu-link-here" if is_here else "menu-link"


def _title(request: PageRequest, page: Page) -> Component:
    as_of = request.choices.as_of_date(request.view.currency)
    return html.Div(
        [
            html.H1(page.title, tabIndex=-1),
            html.P(
                [page.question, " ", html.Strong(f"As of {request.formats.day(as_of)}.")],
                className="question",
            ),
        ],
        className="title",
    )


def _older_version_note(request: PageRequest, newest: str) -> Component:
    made = request.formats.moment(request.manifest.created_at)
    return callout(
        "neutral",
        f"Not the current version, which is {newest}",
        [
            f"You see version {request.version.name}, made {made}, as the link asks. ",
            dcc.Link("Show the current version", href=request.link("/"), className="action"),
        ],
    )


def _provenance(request: PageRequest) -> Component:
    manifest = request.manifest
    made = request.formats.moment(manifest.created_at)
    return html.Footer(
        f"Version {manifest.version}, made {made} by run {manifest.run_id}. "
        "Every number on this page is of this version.",
        className="provenance",
    )
