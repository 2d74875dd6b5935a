"""Tiles: one headline number each, with its change, its state and the way to its explanation."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.parts.badges import state_badge
from ecom_platform.serving.queries.metrics import Measured, measure, metric_of
from ecom_platform.serving.queries.states import missing_reason, state_of


def metric_tiles(request: PageRequest, names: Sequence[str]) -> Component:
    """A tile for each of these metrics."""
    known = [name for name in names if not _missing(request, name)]
    measured = measure(request.connection, request.view, known, request.choices.first_date)
    return html.Div([_tile(request, name, measured.get(name)) for name in names], className="tiles")


def plain_tile(name: str, title: str, value: str, note: str, href: str | None = None) -> Component:
    """A number of its own kind, with a sentence below."""
    body = [
        html.H2(title, className="tile-title"),
        html.Div(value, className="tile-value"),
        html.P(note, className="tile-note"),
    ]
    if href:
        body.append(dcc.Link("See the rows", href=href, className="action"))
    return _frame(name, body)


def written(request: PageRequest, measured: Measured) -> str:
    """The value as a reader writes it, exact."""
    unit, value = measured.metric.unit, measured.value
    if unit == "money":
        return request.money(value)
    return request.formats.share(value) if unit == "share" else request.formats.number(value)


def _tile(request: PageRequest, name: str, measured: Measured | None) -> Component:
    metric = metric_of(name)
    title = html.H2(metric.title, className="tile-title")
    state = state_of(request.manifest, metric.tables)
    head = html.Div([title, state_badge(state)], className="tile-head")
    if measured is None or measured.value is None:
        return _frame(name, [head, html.P(_no_data(request, name), className="tile-note")])
    return _frame(
        name,
        [
            head,
            html.Div(written(request, measured), className="tile-value"),
            _change(request, measured),
            dcc.Link(
                "Explain this number",
                href=request.link(f"/explain/{name}"),
                className="action",
                title=f"Explain this number: {metric.title}",
            ),
        ],
    )


def _frame(name: str, body: Sequence[Component]) -> Component:
    framed = dmc.Card(list(body), withBorder=True, radius="md", padding="md")
    return html.Section(framed, className="tile", id=f"tile-{name}")


def _missing(request: PageRequest, name: str) -> str | None:
    return missing_reason(request.manifest, metric_of(name).tables)


def _no_data(request: PageRequest, name: str) -> str:
    view, formats = request.view, request.formats
    reason = _missing(request, name)
    if reason:
        return f"No data, because {reason}"
    return (
        f"No data, because no order line lies between {formats.day(view.from_date)} and "
        f"{formats.day(view.to_date)} under these filters; the data runs from "
        f"{formats.day(request.choices.first_date)} to {formats.day(request.choices.last_date)}."
    )


def _change(request: PageRequest, measured: Measured) -> Component:
    change = measured.change
    if change is None:
        reason = measured.change_unavailable_reason or "No comparison: there was nothing before."
        return html.P(reason, className="tile-note")
    arrow = "▲" if change > 0 else "▼" if change < 0 else "■"
    is_good = (change >= 0) == measured.metric.is_higher_better
    kind = "change-good" if is_good else "change-bad"
    before = request.view.before()
    period = f"{request.formats.day(before.from_date)} – {request.formats.day(before.to_date)}"
    return html.P(
        [
            html.Span(f"{arrow} {request.formats.change(change)}", className=kind),
            html.Span(f" against {period}"),
        ],
        className="tile-note",
    )
