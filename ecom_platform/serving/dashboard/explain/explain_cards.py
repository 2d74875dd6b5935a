"""The cards that explain a number; which of them stand on a page belongs in `explain_page.py`."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.metric_values import format_value
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.explain.explain_order_lines import Part
from ecom_platform.serving.queries.metrics.table_metric import Unit


def parts_card(
    request: PageRequest, rows: str, unit: Unit, parts: Sequence[Part], sentences: Sequence[str]
) -> Component:
    """Every row with its fate; `rows` is what they are called."""
    heads = ("What became of them", rows, "Would add" if unit in {"money", "count"} else "Value")
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in heads]))
    body = html.Tbody([_part(request, unit, part) for part in parts])
    table = html.Table([head, body], className="plain numbers", id="parts")
    return card(
        [
            html.H2("What counts, and what was left out"),
            html.P(sentences[0]),
            scrollable_table(table, "What counts and what was left out"),
            *[html.P(one) for one in sentences[1:]],
        ],
        "parts",
        is_wide=True,
    )


def _part(request: PageRequest, unit: Unit, part: Part) -> Component:
    amount = "not added" if part.amount is None else format_value(request, unit, part.amount)
    cells = (request.formats.number(part.lines), amount)
    return html.Tr([html.Td(part.reason), *[html.Td(cell) for cell in cells]])


def sql_card(statements: Sequence[tuple[str, str]]) -> Component:
    """Statements that can be asked as they stand, each with what it is."""
    blocks = [
        block
        for words, sql in statements
        for block in (html.P(words), html.Pre(html.Code(sql), tabIndex=0))
    ]
    return card([html.H2("In SQL"), *blocks], "sql", is_wide=True)


def made_of_card(definition: str, parts: Sequence[tuple[str, str]]) -> Component:
    """What a ratio is, with titles and addresses of its two parts."""
    return card(
        [
            html.H2("What it is"),
            html.P(f"{definition} Its two parts stand beside it, each explained."),
            html.P([dcc.Link(title, href=href) for title, href in parts], className="actions"),
        ],
        "words",
        is_wide=True,
    )
