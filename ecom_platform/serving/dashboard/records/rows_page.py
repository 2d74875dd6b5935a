"""The page of rows: any published table, limited by the filters and the conditions of the link."""

from dash import html

from ecom_platform.serving.dashboard.components.cards import card, reason_box
from ecom_platform.serving.dashboard.components.rows_table import rows_table
from ecom_platform.serving.dashboard.page import Content, Page, PageRequest
from ecom_platform.serving.dashboard.records.row_selection import describe_row_selection
from ecom_platform.serving.queries.quality.table_states import missing_reason
from ecom_platform.serving.queries.rows.row_sources import source_of

PREFIX = "is."


def column_values(parameters: dict[str, str]) -> dict[str, str]:
    """The columns that a link gives a value, by name.

    Example:
        >>> column_values({"is.product_id": "X", "currency": "EUR"})
        {'product_id': 'X'}
    """
    return {
        name.removeprefix(PREFIX): value
        for name, value in parameters.items()
        if name.startswith(PREFIX)
    }


def _render(request: PageRequest) -> Content:
    """The rows of the source in the link, or why its table is missing."""
    source = source_of(request.subject)
    reason = missing_reason(request.manifest, [source.table])
    if reason:
        return [reason_box(reason)]
    equal = column_values(dict(request.parameters))
    table = rows_table(
        request, source.name, equal=equal, number=request.parameters.get("number"), height=620
    )
    return [
        card(
            [html.H2(source.title), html.P(describe_row_selection(request, source, equal)), table],
            "rows",
            is_wide=True,
        )
    ]


ROWS = Page(
    path="/rows",
    title="Rows",
    question="Which rows make up the number or figure that you clicked on?",
    render=_render,
    has_subject=True,
    is_in_menu=False,
)
