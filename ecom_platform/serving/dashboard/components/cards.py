"""Cards: a framed figure, text or table with its title, state badge and downloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import dcc, html

from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.html_attributes import aria_label, script_action
from ecom_platform.serving.dashboard.components.state_badge import state_badge
from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.table_states import missing_reason, state_of


@dataclass(frozen=True)
class FigureContent:
    """What a figure card shows below its title.

    Attributes:
        figure: None when there is nothing to draw.
        sentence: what the figure shows, also read aloud in its place; without a figure the
            reason why there is none.
        rows_href: the link to the rows that the figure is drawn from.
    """

    figure: Figure | None
    sentence: str
    rows_href: str | None = None


def figure_card(
    request: PageRequest,
    name: str,
    title: str,
    tables: Sequence[str],
    draw: Callable[[PageRequest], FigureContent],
    *,
    is_wide: bool = False,
) -> Component:
    """A card with a figure, or with the reason why there is none.

    Args:
        request: of the page.
        name: unique on the page: the id of the card and the file name of the downloaded picture.
        title: of the card.
        tables: which the figure reads; where one is missing, `draw` is not called.
        draw: returns the figure and its sentence.
        is_wide: whether the card takes the full width of the page.
    """
    reason = missing_reason(request.manifest, tables)
    content = FigureContent(None, reason) if reason else draw(request)
    head = _card_head(request, title, tables)
    return card([head, *figure_body(name, title, content)], name, is_wide=is_wide)


def figure_body(name: str, title: str, content: FigureContent) -> list[Component]:
    """The figure with its sentence, link to rows and download; or the reason for its absence."""
    if content.figure is None:
        return [reason_box(content.sentence)]
    body = html.Div(
        dcc.Graph(
            id={"type": "figure", "name": name},
            figure=content.figure,
            config={"displayModeBar": False, "responsive": True},
            style={"height": f"{content.figure['layout']['height']}px"},
        ),
        role="img",
        **aria_label(f"{title}. {content.sentence}"),
    )
    return [body, _card_foot(name, content)]


def card(children: Sequence[Component], name: str, *, is_wide: bool = False) -> Component:
    """A framed card with the id `card-<name>`."""
    width = "card card-wide" if is_wide else "card"
    return html.Section(
        dmc.Card(list(children), withBorder=True, radius="md", padding="md"),
        className=width,
        id=f"card-{name}",
    )


def text_card(
    request: PageRequest,
    name: str,
    title: str,
    tables: Sequence[str],
    children: Callable[[PageRequest], Sequence[Component]],
    *,
    is_wide: bool = False,
) -> Component:
    """A card with text, lists or small tables, or with the reason why there are none.

    Args:
        request: of the page.
        name: unique on the page: the id of the card.
        title: of the card.
        tables: which the content reads; where one is missing, `children` is not called.
        children: returns the content below the title.
        is_wide: whether the card takes the full width of the page.
    """
    reason = missing_reason(request.manifest, tables)
    body = [reason_box(reason)] if reason else list(children(request))
    return card([_card_head(request, title, tables), *body], name, is_wide=is_wide)


def reason_box(sentence: str) -> Component:
    """A callout that says why there is no data to show."""
    return callout("neutral", "No data", sentence)


def grid(children: Sequence[Component]) -> Component:
    """Cards in columns: as many side by side as the window has room for."""
    return html.Div(list(children), className="cards")


def _card_head(request: PageRequest, title: str, tables: Sequence[str]) -> Component:
    """The title of a card, beside the state of its tables."""
    state = state_of(request.manifest, tables)
    return html.Div([html.H2(title), state_badge(state, request.formats)], className="card-head")


def _card_foot(name: str, content: FigureContent) -> Component:
    """The sentence of a figure, the link to its rows and the button to download it."""
    actions: list[Component] = [
        html.Button("PNG", className="action", **script_action("png", name))
    ]
    if content.rows_href:
        actions.insert(0, dcc.Link("See the rows", href=content.rows_href, className="action"))
    return html.Div(
        [html.P(content.sentence, className="says"), html.Div(actions, className="actions")],
        className="card-foot",
    )
