"""A table that sorts, filters and scrolls through any number of rows; the server pages them.

Small tables that fit into a card are in `plain_tables.py`.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import dash_ag_grid as dag
from dash import html

from ecom_platform.serving.column_titles import title_of
from ecom_platform.serving.dashboard.components.html_attributes import aria_label
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.rows.row_columns import Column, columns_of
from ecom_platform.serving.queries.rows.row_filters import RowRequest, where_clause
from ecom_platform.serving.queries.rows.row_sources import (
    LINE_RECORDS,
    RowSource,
    source_of,
)

_FILTERS = {
    "number": "agNumberColumnFilter",
    "date": "agDateColumnFilter",
    "boolean": "agTextColumnFilter",
    "text": "agTextColumnFilter",
}
_EVERY_COLUMN = {
    "sortable": True,
    "resizable": True,
    "width": 150,
    "wrapHeaderText": True,
    "autoHeaderHeight": True,
}
_THEMES = {
    "light": "themeQuartz.withParams({fontSize: 13, accentColor: '#0072B2'})",
    "dark": "themeQuartz.withParams({fontSize: 13, accentColor: '#56B4E9', "
    "backgroundColor: '#242424', foregroundColor: '#E4E7EB', browserColorScheme: 'dark'})",
}


def rows_table(
    request: PageRequest,
    source_name: str,
    *,
    equal: Mapping[str, str] | None = None,
    number: str | None = None,
    columns: tuple[str, ...] = (),
    height: int = 420,
) -> Component:
    """The rows of a source under the view, with links to download them as CSV and XLSX.

    Args:
        request: of the page.
        source_name: which rows, by their name in links, such as `order-lines`.
        equal: the values that columns must have.
        number: the name of a metric; the table then holds only the rows that it counts.
        columns: which to show, in this order; all when empty. A version may lack some.
        height: of the table, in pixels.

    Raises:
        ViewError: there is no such source, or it lacks a column of `equal`.
    """
    source = source_of(source_name)
    column_by_name = {column.name: column for column in columns_of(request.connection, source)}
    where_clause(RowRequest(equal=equal or {}), list(column_by_name))  # raises, if one is unknown
    shown_columns = [
        column_by_name[name] for name in columns or column_by_name if name in column_by_name
    ]
    link_parameters = {f"is.{name}": value for name, value in (equal or {}).items()}
    if number:
        link_parameters["number"] = number
    suffix = f"&{urlencode(link_parameters)}" if link_parameters else ""
    return html.Div(
        [
            dag.AgGrid(
                id={"type": "rows", "url": request.rows_link(source_name) + suffix},
                columnDefs=[
                    _column_definition(column, request, source) for column in shown_columns
                ],
                rowModelType="infinite",
                defaultColDef=_EVERY_COLUMN,
                dashGridOptions={
                    "cacheBlockSize": 100,
                    "maxBlocksInCache": 20,
                    "rowBuffer": 10,
                    "enableCellTextSelection": True,
                    "theme": {"function": _THEMES[request.theme]},
                },
                style={"height": f"{height}px"},
            ),
            html.Div(
                [
                    _download_link(request, source_name, ".csv", suffix, "CSV"),
                    _download_link(request, source_name, ".xlsx", suffix, "XLSX"),
                ],
                className="actions",
            ),
        ],
        className="rows-table",
        role="region",
        **aria_label(source.title),
    )


def _column_definition(
    column: Column, request: PageRequest, source: RowSource
) -> dict[str, object]:
    """A column as AG Grid wants it: its title, filter, number format and link."""
    locale = request.formats.tag
    definition: dict[str, object] = {
        "field": column.name,
        "headerName": title_of(column.name),
        "filter": _FILTERS[column.kind],
    }
    if column.kind == "number":
        definition["type"] = "rightAligned"
        decimals = "null" if column.decimals is None else column.decimals
        definition["valueFormatter"] = {
            "function": f"writtenNumber(params, '{locale}', {decimals})"
        }
    if column.kind == "text":
        definition["tooltipField"] = column.name  # a sentence is longer than a cell
    if column.kind == "date":
        definition["valueFormatter"] = {"function": f"writtenDay(params, '{locale}')"}
    if source.lookup is LINE_RECORDS and column.name in LINE_RECORDS.columns:
        definition["cellRenderer"] = "RecordLink"
        definition["cellRendererParams"] = {"pattern": request.link("/record/{order_line_id}")}
        if column.kind == "number":
            definition |= {"pinned": "right", "width": 165}  # the link must never scroll away
    return definition


def _download_link(
    request: PageRequest, source: str, ending: str, suffix: str, title: str
) -> Component:
    """A link that downloads the rows of the table as a file."""
    href = request.rows_link(source, ending) + suffix
    return html.A(title, href=href, className="action", download=f"{source}{ending}")
