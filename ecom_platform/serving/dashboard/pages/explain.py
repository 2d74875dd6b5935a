"""Explain one number: in words, in SQL, by its rows, by what was left out, by its checks."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.parts.cards import card, reason_box
from ecom_platform.serving.dashboard.parts.tables import rows_table
from ecom_platform.serving.dashboard.parts.tiles import metric_tiles
from ecom_platform.serving.queries.explain import Explanation, Part, daily_sql, explain
from ecom_platform.serving.queries.metrics import LINES, Metric, Ratio, metric_of
from ecom_platform.serving.queries.states import missing_reason, state_of

_COLUMNS = (
    "order_date",
    "order_id",
    "order_state",
    "quantity",
    "amount",
    "currency",
    "product_id",
    "channel",
    "partner_id",
    "category",
    "order_line_id",
)


def _render(request: PageRequest) -> Content:
    metric = metric_of(request.subject)
    if isinstance(metric, Ratio):
        return _ratio(request, metric)
    reason = missing_reason(request.manifest, [*metric.tables, LINES])
    if reason:
        return [metric_tiles(request, [metric.name]), reason_box(reason)]
    explanation = explain(request.connection, metric, request.view)
    return [
        metric_tiles(request, [metric.name]),
        _words(request, explanation),
        _lines(request, explanation),
        _rows(request, metric),
        _sql(metric, explanation, request),
        _checks(request, metric),
    ]


def _ratio(request: PageRequest, ratio: Ratio) -> Content:
    return [
        metric_tiles(request, [ratio.name, ratio.over, ratio.under]),
        card(
            [
                html.H2("What it is"),
                html.P(f"{ratio.definition} Its two parts stand beside it, each explained."),
                html.P(
                    [
                        dcc.Link(metric_of(part).title, href=request.link(f"/explain/{part}"))
                        for part in (ratio.over, ratio.under)
                    ],
                    className="actions",
                ),
            ],
            "words",
            is_wide=True,
        ),
    ]


def _words(request: PageRequest, found: Explanation) -> Component:
    value, again = (_written(request, found.metric, one) for one in (found.value, found.recomputed))
    verdict = (
        f"Summed again from the order lines it is {again}: the same to the last digit."
        if found.agrees
        else f"Summed again from the order lines it is {again}, but the tile says {value}. Do not "
        "use this number, and tell the owner of the platform."
    )
    colour = "green" if found.agrees else "red"
    return card(
        [
            html.H2("What it is"),
            html.P(found.metric.definition),
            dmc.Alert(verdict, color=colour, variant="light", id="agreement"),
        ],
        "words",
        is_wide=True,
    )


def _lines(request: PageRequest, found: Explanation) -> Component:
    total = sum(part.lines for part in found.parts)
    head = html.Thead(html.Tr([html.Th("Order lines"), html.Th("Lines"), html.Th("Would add")]))
    body = html.Tbody([_part(request, found.metric, part) for part in found.parts])
    lines = request.formats.number(total)
    return card(
        [
            html.H2("What counts, and what was left out"),
            html.P(f"Of {lines} order lines in these days and filters, each stands in one row."),
            html.Table([head, body], className="plain", id="parts"),
            html.P(_unread(request)),
        ],
        "parts",
        is_wide=True,
    )


def _part(request: PageRequest, metric: Metric, part: Part) -> Component:
    amount = "not added" if part.amount is None else _written(request, metric, part.amount)
    return html.Tr(
        [html.Td(part.reason), html.Td(request.formats.number(part.lines)), html.Td(amount)]
    )


def _unread(request: PageRequest) -> str:
    unread = sum(feed.quarantined_rows for feed in request.manifest.feeds)
    folded = sum(feed.repeated_rows for feed in request.manifest.feeds)
    number = request.formats.number
    return (
        f"Over all days, {number(unread)} delivered rows could not be read and wait in quarantine, "
        f"and {number(folded)} rows that say again what another file said are counted once."
    )


def _rows(request: PageRequest, metric: Metric) -> Component:
    return card(
        [
            html.H2("The lines that count"),
            rows_table(request, "order-lines", metric=metric.name, columns=_COLUMNS),
        ],
        "lines",
        is_wide=True,
    )


def _sql(metric: Metric, found: Explanation, request: PageRequest) -> Component:
    daily = daily_sql(metric, request.view)
    blocks: list[Component] = [html.H2("In SQL")]
    if daily:
        blocks += [html.P("As the tile reads it:"), _code(daily)]
    blocks += [html.P("As it is summed again, with 'ecom query':"), _code(found.sql)]
    return card(blocks, "sql", is_wide=True)


def _code(sql: str) -> Component:
    return html.Pre(html.Code(sql), tabIndex=0)


def _checks(request: PageRequest, metric: Metric) -> Component:
    tables = tuple(dict.fromkeys([*metric.tables, LINES]))
    state = state_of(request.manifest, tables)
    return card(
        [
            html.H2("The checks behind it"),
            html.P(state.sentence),
            *[_passed(request, table) for table in tables],
        ],
        "checks",
        is_wide=True,
    )


def _passed(request: PageRequest, table: str) -> Component:
    names: Sequence[str] = request.manifest.passed_checks.get(table, [])
    return html.Details(
        [
            html.Summary(f"{table}: {len(names)} checks passed"),
            html.Ul([html.Li(name) for name in names]),
        ]
    )


def _written(request: PageRequest, metric: Metric, value: object) -> str:
    formats = request.formats
    return request.money(value) if metric.unit == "money" else formats.number(value)  # type: ignore[arg-type]


EXPLAIN = Page(
    path="/explain",
    title="Explain this number",
    question="What is it, which rows make it, and what was left out and why?",
    render=_render,
    has_subject=True,
    is_in_menu=False,
)
