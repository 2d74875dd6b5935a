"""Explain one number: in words, in SQL, by its rows, by what was left out, by its checks."""

from collections.abc import Mapping
from dataclasses import replace

from dash import html

from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.cards import card, reason_box
from ecom_platform.serving.dashboard.components.checks_card import checks_card
from ecom_platform.serving.dashboard.components.metric_values import format_value
from ecom_platform.serving.dashboard.components.rows_table import rows_table
from ecom_platform.serving.dashboard.components.tiles import metric_tiles, table_tile
from ecom_platform.serving.dashboard.explain.explain_cards import made_of_card, parts_card, sql_card
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.records.row_selection import describe_row_selection
from ecom_platform.serving.dashboard.records.rows_page import column_values
from ecom_platform.serving.queries.explain.explain_order_lines import (
    Explanation,
    daily_sql,
    explain,
)
from ecom_platform.serving.queries.explain.explain_table_rows import (
    TableExplanation,
    explain_number,
    statement_of,
)
from ecom_platform.serving.queries.explain.metric_registry import number_of
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    LINES,
    Metric,
    Ratio,
    metric_of,
)
from ecom_platform.serving.queries.metrics.table_metric import (
    TableNumber,
    TableRatio,
)
from ecom_platform.serving.queries.quality.table_states import missing_reason
from ecom_platform.serving.queries.rows.row_sources import RowSource, source_of

_COLUMNS = (
    "order_date",
    "order_id",
    "order_state",
    "quantity",
    "amount",
    "file_name",
    "record_number",
    "currency",
    "product_id",
    "channel",
    "partner_id",
    "category",
    "order_line_id",
)
_ASKED = "As the tile reads it, and as 'ecom query' takes it:"
_WRONG = "Do not use this number, and tell the owner of the platform."


def _render(request: PageRequest) -> Content:
    number = number_of(request.subject)
    equal = column_values(dict(request.parameters))
    if isinstance(number, Metric):
        return _metric(request, number)
    if isinstance(number, Ratio):
        return _ratio(request, number)
    if isinstance(number, TableRatio):
        return _table_ratio(request, number, equal)
    return _table_number(request, number, equal)


def _metric(request: PageRequest, metric: Metric) -> Content:
    tables = [*metric.tables, LINES]
    reason = missing_reason(request.manifest, tables)
    if reason:
        return [metric_tiles(request, [metric.name]), reason_box(reason)]
    found = explain(request.connection, metric, request.view)
    daily = daily_sql(metric, request.view)
    statements = [("As the tile reads it:", daily)] if daily else []
    total = request.formats.number(sum(part.lines for part in found.parts))
    said = f"Of {total} order lines in these days and filters, each stands in one row."
    return [
        metric_tiles(request, [metric.name]),
        _metric_words(request, found),
        parts_card(request, "Order lines", metric.unit, found.parts, [said, _unread(request)]),
        _rows(request, "order-lines", metric.name, _COLUMNS, {}),
        sql_card([*statements, ("As it is summed again, with 'ecom query':", found.sql)]),
        checks_card(request, tables),
    ]


def _ratio(request: PageRequest, ratio: Ratio) -> Content:
    parts = (ratio.over, ratio.under)
    links = [(metric_of(part).title, request.link(f"/explain/{part}")) for part in parts]
    return [
        metric_tiles(request, [ratio.name, *parts]),
        made_of_card(ratio.definition, links),
    ]


def _table_ratio(request: PageRequest, ratio: TableRatio, equal: Mapping[str, str]) -> Content:
    reason = missing_reason(request.manifest, ratio.tables)
    if reason:
        return [reason_box(reason)]
    request = _within(request, ratio.over)
    chosen = {f"is.{column}": value for column, value in equal.items()}
    parts = (ratio.over, ratio.under)
    links = [(part.title, request.link(f"/explain/{part.name}", **chosen)) for part in parts]
    tiles = [table_tile(request, one.name, "", equal=equal) for one in (ratio, *parts)]
    sql = statement_of(request.connection, ratio, request.view, equal)
    return [
        html.Div(tiles, className="tiles"),
        made_of_card(ratio.definition, links),
        sql_card([(_ASKED, sql)]),
        checks_card(request, ratio.tables),
    ]


def _table_number(request: PageRequest, number: TableNumber, equal: Mapping[str, str]) -> Content:
    reason = missing_reason(request.manifest, number.tables)
    if reason:
        return [reason_box(reason)]
    request = _within(request, number)
    found = explain_number(request.connection, number, request.view, equal)
    total = request.formats.number(sum(part.lines for part in found.parts))
    source = source_of(number.source)
    said = (
        f"{describe_row_selection(request, source, equal)} Each of its {total} rows stands in one line"
        f"{', in whatever currency' if 'currency' in source.filters else ''}."
        f"{_unheeded(source)}"
    )
    tile = table_tile(request, number.name, "", equal=equal)
    return [
        html.Div(tile, className="tiles"),
        _table_words(request, found),
        parts_card(request, "Rows", number.unit, found.parts, [said]),
        _rows(request, number.source, number.name, number.columns, equal),
        sql_card([(_ASKED, found.sql)]),
        checks_card(request, number.tables),
    ]


def _unheeded(source: RowSource) -> str:
    """Which filters of the page the rows do not know."""
    names = {
        "order_date": "days",
        "currency": "currency",
        "channel": "channel",
        "partner_id": "partner",
        "category": "category",
    }
    unknown = [name for column, name in names.items() if column not in source.filters]
    return f" These filters above do not change it: {', '.join(unknown)}." if unknown else ""


def _within(request: PageRequest, number: TableNumber) -> PageRequest:
    """A partner that is chosen as a column is not chosen as a filter too."""
    if "partner_id" not in number.within:
        return request
    return replace(request, view=replace(request.view, partner=None))


def _metric_words(request: PageRequest, found: Explanation) -> Component:
    unit = found.metric.unit
    value, again = (format_value(request, unit, one) for one in (found.value, found.recomputed))
    verdict = (
        f"Summed again from the order lines it is {again}: the same to the last digit."
        if found.agrees
        else f"Summed again from the order lines it is {again}, but the tile says {value}. {_WRONG}"
    )
    return _words(found.metric.definition, verdict, agrees=found.agrees)


def _table_words(request: PageRequest, found: TableExplanation) -> Component:
    unit, counted = found.number.unit, found.parts[0]
    value, again = (format_value(request, unit, one) for one in (found.value, counted.amount))
    one = "The 1 row that counts makes"
    many = f"The {request.formats.number(counted.lines)} rows that count make"
    made = f"{one if counted.lines == 1 else many} {again}"
    verdict = (
        f"{made}: the same as the tile, to the last digit."
        if found.agrees
        else f"{made}, but the tile says {value}. {_WRONG}"
    )
    return _words(found.number.definition, verdict, agrees=found.agrees)


def _words(definition: str, verdict: str, *, agrees: bool) -> Component:
    return card(
        [
            html.H2("What it is"),
            html.P(definition),
            html.Div(
                callout("good", "It agrees", verdict)
                if agrees
                else callout("bad", "It does not agree", verdict),
                id="agreement",
            ),
        ],
        "words",
        is_wide=True,
    )


def _unread(request: PageRequest) -> str:
    unread = sum(feed.quarantined_rows for feed in request.manifest.feeds)
    folded = sum(feed.repeated_rows for feed in request.manifest.feeds)
    number = request.formats.number
    return (
        f"Over all days, {number(unread)} delivered rows could not be read and wait in quarantine, "
        f"and {number(folded)} rows that say again what another file said are counted once."
    )


def _rows(
    request: PageRequest,
    source: str,
    number: str,
    columns: tuple[str, ...],
    equal: Mapping[str, str],
) -> Component:
    title = "The lines that count" if source == "order-lines" else "The rows that count"
    table = rows_table(request, source, equal=equal, number=number, columns=columns)
    return card([html.H2(title), table], "lines", is_wide=True)


EXPLAIN = Page(
    path="/explain",
    title="Explain this number",
    question="What is it, which rows make it, and what was left out and why?",
    render=_render,
    has_subject=True,
    is_in_menu=False,
)
