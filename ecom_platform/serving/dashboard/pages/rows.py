"""Rows behind a mark: any published table, seen through the view and what the link says."""

from dash import html

from ecom_platform.serving.dashboard.page import Content, Page, PageRequest
from ecom_platform.serving.dashboard.parts.cards import card, reason_box
from ecom_platform.serving.dashboard.parts.tables import rows_table
from ecom_platform.serving.dashboard.parts.words import title_of
from ecom_platform.serving.queries.row_sources import RowSource, source_of
from ecom_platform.serving.queries.states import missing_reason

PREFIX = "is."


def equal_parameters(parameters: dict[str, str]) -> dict[str, str]:
    """The columns a link gives a value: `is.product_id=X`."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in parameters.items()
        if name.startswith(PREFIX)
    }


def _render(request: PageRequest) -> Content:
    source = source_of(request.subject)
    reason = missing_reason(request.manifest, [source.table])
    if reason:
        return [reason_box(reason)]
    equal = equal_parameters(dict(request.parameters))
    table = rows_table(
        request, source.name, equal=equal, metric=request.parameters.get("metric"), height=620
    )
    return [
        card(
            [html.H2(source.title), html.P(_said(request, source, equal)), table],
            "rows",
            is_wide=True,
        )
    ]


def _said(request: PageRequest, source: RowSource, equal: dict[str, str]) -> str:
    view = request.view
    parts = []
    if "order_date" in source.filters:
        parts.append(
            f"from {request.formats.day(view.from_date)} to {request.formats.day(view.to_date)}"
        )
    chosen = {
        "currency": view.currency,
        "channel": view.channel,
        "partner_id": view.partner,
        "category": view.category,
    }
    parts += [
        f"{title_of(name)} {value}"
        for name, value in chosen.items()
        if name in source.filters and value
    ]
    parts += [f"{title_of(name)} {value}" for name, value in equal.items()]
    return f"Table {source.table}: {', '.join(parts) or 'all rows'}."


ROWS = Page(
    path="/rows",
    title="Rows",
    question="Which rows stand behind what you saw?",
    render=_render,
    has_subject=True,
    is_in_menu=False,
)
