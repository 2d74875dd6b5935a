"""Cards: a figure, a table of rows, or a reason, each with its title, state and downloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import dcc, html

from ecom_platform.serving.dashboard.components.attributes import acting, labelled
from ecom_platform.serving.dashboard.components.badges import state_badge
from ecom_platform.serving.dashboard.components.notices import notice
from ecom_platform.serving.dashboard.figures.style import Figure
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.table_states import missing_reason, state_of


@dataclass(frozen=True)
class Shown:
    """What stands in a card of a figure.

    Attributes:
        figure: None when there is nothing to draw.
        sentence: what the figure says, for those who do not see it; else why there is none.
        rows_href: where the rows behind it are.
    """

    figure: Figure | None
    sentence: str
    rows_href: str | None = None


def figure_card(
    request: PageRequest,
    name: str,
    title: str,
    tables: Sequence[str],
    draw: Callable[[PageRequest], Shown],
    *,
    is_wide: bool = False,
) -> Component:
    """A figure made of these tables; a sentence instead where they cannot give one.

    The name is that of the picture when downloaded, and unique on the page.
    """
    reason = missing_reason(request.manifest, tables)
    shown = Shown(None, reason) if reason else draw(request)
    head = _head(request, title, tables)
    return card([head, *drawn(name, title, shown)], name, is_wide=is_wide)


def drawn(name: str, title: str, shown: Shown) -> list[Component]:
    """The body of a card of a figure: the picture with what it says, or why there is none."""
    if shown.figure is None:
        return [reason_box(shown.sentence)]
    body = html.Div(
        dcc.Graph(
            id={"type": "figure", "name": name},
            figure=shown.figure,
            config={"displayModeBar": False, "responsive": True},
            style={"height": f"{shown.figure['layout']['height']}px"},
        ),
        role="img",
        **labelled(f"{title}. {shown.sentence}"),
    )
    return [body, _foot(name, shown)]


def card(children: Sequence[Component], name: str, *, is_wide: bool = False) -> Component:
    """Anything in a frame."""
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
    """Sentences, lists or small tables made of these tables."""
    reason = missing_reason(request.manifest, tables)
    body = [reason_box(reason)] if reason else list(children(request))
    return card([_head(request, title, tables), *body], name, is_wide=is_wide)


def reason_box(sentence: str) -> Component:
    """Why there is nothing to see."""
    return notice("neutral", "No data", sentence)


def grid(children: Sequence[Component]) -> Component:
    """Cards side by side where there is room."""
    return html.Div(list(children), className="cards")


def _head(request: PageRequest, title: str, tables: Sequence[str]) -> Component:
    state = state_of(request.manifest, tables)
    return html.Div([html.H2(title), state_badge(state, request.formats)], className="card-head")


def _foot(name: str, shown: Shown) -> Component:
    links: list[Component] = [html.P(shown.sentence, className="says")]
    actions: list[Component] = [html.Button("PNG", className="action", **acting("png", name))]
    if shown.rows_href:
        actions.insert(0, dcc.Link("See the rows", href=shown.rows_href, className="action"))
    return html.Div([*links, html.Div(actions, className="actions")], className="card-foot")
