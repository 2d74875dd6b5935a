"""Tiles: one headline number each, with its change, its state and a link to its explanation."""

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from ecom_platform.serving.dashboard.components.metric_value_text import format_value
from ecom_platform.serving.dashboard.components.state_badge import state_badge
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.explain.explain_table_rows import measure_table_metric
from ecom_platform.serving.queries.explain.metric_registry import table_metric_named
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric, measure
from ecom_platform.serving.queries.metrics.order_line_metrics import order_line_metric
from ecom_platform.serving.queries.quality.table_states import missing_reason, state_of

NO_VALUE = "–"


def metric_tiles(request: PageRequest, names: Sequence[str]) -> Component:
    """A row of tiles, one for each of these metrics of order lines.

    Args:
        request: of the page.
        names: of metrics, such as `kept_amount`, in the order of the tiles.
    """
    names_with_tables = [name for name in names if not _missing_table_reason(request, name)]
    measured = measure(
        request.connection, request.view, names_with_tables, request.choices.first_date
    )
    return html.Div(
        [_order_line_metric_tile(request, name, measured.get(name)) for name in names],
        className="tiles",
    )


def table_tile(
    request: PageRequest,
    name: str,
    note: str,
    *,
    equal: Mapping[str, str] | None = None,
    title: str | None = None,
) -> Component:
    """A tile with a metric of a published table.

    Args:
        request: of the page.
        name: of the metric, such as `silent_customers`.
        note: a sentence below the number.
        equal: the values that columns of the counted rows must have.
        title: of the tile; that of the metric when None.
    """
    number = table_metric_named(name)
    value = measure_table_metric(request.connection, number, request.view, equal or {})
    parameters = {f"is.{column}": text for column, text in (equal or {}).items()}
    return _tile_frame(
        name if title is None else f"{name}-{title.lower().replace(' ', '-')}",
        [
            _tile_head(request, title or number.title, number.tables),
            html.Div(format_value(request, number.unit, value), className="tile-value"),
            html.P(note, className="tile-note"),
            _explain_link(request, name, title or number.title, parameters),
        ],
    )


def unknown_tile(name: str, title: str, reason: str) -> Component:
    """A tile for a number that is not known, with the reason."""
    return _tile_frame(
        name,
        [
            html.H2(title, className="tile-title"),
            html.Div(NO_VALUE, className="tile-value"),
            html.P(reason, className="tile-note"),
        ],
    )


def sentence_tile(
    name: str, title: str, value: str, note: str, sentences: Sequence[str]
) -> Component:
    """A tile for a number that is in no published table, with its explanation to unfold.

    Args:
        name: unique on the page.
        title: of the tile.
        value: the number as text.
        note: a sentence below the number.
        sentences: the explanation, one paragraph each.
    """
    return _tile_frame(
        name,
        [
            html.H2(title, className="tile-title"),
            html.Div(value, className="tile-value"),
            html.P(note, className="tile-note"),
            html.Details(
                [
                    html.Summary("Explain this number"),
                    *[html.P(sentence) for sentence in sentences],
                ],
                className="tile-note",
            ),
        ],
    )


def _order_line_metric_tile(
    request: PageRequest, name: str, measured: MeasuredMetric | None
) -> Component:
    """A tile with a metric of order lines and its change, or why it has no value."""
    metric = order_line_metric(name)
    if measured is not None and measured.value_unavailable_reason:
        return unknown_tile(name, metric.title, measured.value_unavailable_reason)
    head = _tile_head(request, metric.title, metric.tables)
    if measured is None or measured.value is None:
        return _tile_frame(
            name, [head, html.P(_no_data_sentence(request, name), className="tile-note")]
        )
    return _tile_frame(
        name,
        [
            head,
            html.Div(format_value(request, metric.unit, measured.value), className="tile-value"),
            _change_note(request, measured),
            _explain_link(request, name, metric.title, {}),
        ],
    )


def _tile_head(request: PageRequest, title: str, tables: Sequence[str]) -> Component:
    """The title of a tile, beside the state of its tables."""
    heading = html.H2(title, className="tile-title")
    return html.Div(
        [heading, state_badge(state_of(request.manifest, tables), request.formats)],
        className="tile-head",
    )


def _explain_link(
    request: PageRequest, name: str, title: str, parameters: Mapping[str, str]
) -> Component:
    """A link to the page that explains the number of the tile."""
    return dcc.Link(
        "Explain this number",
        href=request.link(f"/explain/{name}", **parameters),
        className="action",
        title=f"Explain this number: {title}",
    )


def _tile_frame(name: str, body: Sequence[Component]) -> Component:
    """A framed tile with the id `tile-<name>`."""
    framed = dmc.Card(list(body), withBorder=True, radius="md", padding="md")
    return html.Section(framed, className="tile", id=f"tile-{name}")


def _missing_table_reason(request: PageRequest, name: str) -> str | None:
    """Why the tables of a metric cannot be shown; None when readers get all of them."""
    return missing_reason(request.manifest, order_line_metric(name).tables)


def _no_data_sentence(request: PageRequest, name: str) -> str:
    """Why a metric has no value: a missing table, or no order line under the filters."""
    view, formats = request.view, request.formats
    reason = _missing_table_reason(request, name)
    if reason:
        return f"No data, because {reason}"
    return (
        f"No data, because there is no order line between {formats.day(view.from_date)} and "
        f"{formats.day(view.to_date)} under these filters; the data runs from "
        f"{formats.day(request.choices.first_date)} to {formats.day(request.choices.last_date)}."
    )


def _change_note(request: PageRequest, measured: MeasuredMetric) -> Component:
    """The change against the period before, or why there is no comparison."""
    change = measured.change
    if change is None:
        reason = measured.change_unavailable_reason or (
            "No comparison: there are no earlier days to compare with."
        )
        return html.P(reason, className="tile-note")
    arrow = "▲" if change > 0 else "▼" if change < 0 else "■"
    is_good = (change >= 0) == measured.metric.is_higher_better
    css_class = "change-good" if is_good else "change-bad"
    before = request.view.before()
    period = f"{request.formats.day(before.from_date)} – {request.formats.day(before.to_date)}"
    return html.P(
        [
            html.Span(f"{arrow} {request.formats.change(change)}", className=css_class),
            html.Span(f" against {period}"),
        ],
        className="tile-note",
    )
