"""The frame around every page: menu, title, filters and version; and the page shown on an error.

The content of a page is in the folder of its subject.
"""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.filter_bar import filter_bar
from ecom_platform.serving.dashboard.components.html_attributes import aria_label, script_action
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest

BRAND = "E-commerce platform"


def page_with_frame(
    request: PageRequest, page: Page, menu: Sequence[Page], content: Content, newest: str
) -> Component:
    """A whole page: its content with menu, title, filters and version.

    Args:
        request: of the page.
        page: which page it is.
        menu: the pages that the menu lists.
        content: what `page.render` returned.
        newest: the name of the current version; a note says so where the page shows another one.
    """
    links = [(entry, request.link(entry.path)) for entry in menu]
    notes = [_older_version_note(request, newest)] if request.version.name != newest else []
    return html.Div(
        [
            _page_header(links, page),
            html.Div(
                [
                    html.Nav(_menu_links(links, page), className="menu", **aria_label("Pages")),
                    html.Main(
                        [
                            *notes,
                            _title_and_as_of_date(request, page),
                            filter_bar(request, page),
                            *content,
                            _provenance_footer(request),
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
    """A page for a link that cannot be shown.

    Args:
        title: what went wrong, in a few words.
        sentence: what happened and what the reader can do.
        links: titles and addresses of pages to go on to.
    """
    ways_out = [dcc.Link(text, href=href, className="action") for text, href in links]
    return html.Div(
        [
            _page_header([], None),
            html.Main(
                [
                    html.H1(title, tabIndex=-1),
                    callout("careful", "What to do", sentence),
                    html.Div(ways_out, className="actions"),
                ],
                id="main",
                className="error-page",
            ),
        ],
        className="frame",
    )


def _page_header(links: Sequence[tuple[Page, str]], page: Page | None) -> Component:
    """The bar on top: brand, colour theme and, on a phone, the menu."""
    menu = (
        [
            html.Details(
                [
                    html.Summary("Pages"),
                    html.Nav(_menu_links(links, page), **aria_label("Pages, on a phone")),
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


def _menu_links(links: Sequence[tuple[Page, str]], page: Page | None) -> Component:
    """The pages of the menu as links; the one that is shown is highlighted."""
    return html.Ul(
        [
            html.Li(
                dcc.Link(
                    entry.title,
                    href=href,
                    className=_link_class(entry, page),
                )
            )
            for entry, href in links
        ]
    )


def _link_class(entry: Page, page: Page | None) -> str:
    is_here = page is not None and entry.path == page.path
    return "menu-link menu-link-here" if is_here else "menu-link"


def _title_and_as_of_date(request: PageRequest, page: Page) -> Component:
    """The title of a page, its question, and the newest complete day of its currency."""
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
    """A note that the page shows a version other than the current one, with a link to it."""
    published = request.formats.moment(request.manifest.created_at)
    sentence = (
        f"You see version {request.version.name}, published {published}, because the link asks for "
        "it. "
    )
    return callout(
        "neutral",
        f"Not the current version, which is {newest}",
        [
            sentence,
            dcc.Link("Show the current version", href=request.link("/"), className="action"),
        ],
    )


def _provenance_footer(request: PageRequest) -> Component:
    """The version and the run that all numbers of the page come from."""
    manifest = request.manifest
    published = request.formats.moment(manifest.created_at)
    return html.Footer(
        f"Version {manifest.version}, published {published} by run {manifest.run_id}. "
        "Every number on this page comes from this version.",
        className="provenance",
    )
