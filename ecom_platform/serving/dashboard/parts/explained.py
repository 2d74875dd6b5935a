"""The cards that explain a number; which of them stand on a page belongs in `pages/explain.py`."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.parts.cards import card
from ecom_platform.serving.dashboard.parts.notices import scrolling
from ecom_platform.serving.dashboard.parts.written import written
from ecom_platform.serving.queries.explain import Part
from ecom_platform.serving.queries.states import state_of
from ecom_platform.serving.queries.table_number import Unit


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
            scrolling(table, "What counts and what was left out"),
            *[html.P(one) for one in sentences[1:]],
        ],
        "parts",
        is_wide=True,
    )


def _part(request: PageRequest, unit: Unit, part: Part) -> Component:
    amount = "not added" if part.amount is None else written(request, unit, part.amount)
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


def checks_card(request: PageRequest, tables: Sequence[str]) -> Component:
    """Which checks these tables passed, in which version."""
    manifest = request.manifest
    names = tuple(dict.fromkeys(tables))
    return card(
        [
            html.H2("The checks behind it"),
            html.P(state_of(manifest, names).sentence),
            *[_passed(request, table) for table in names],
            html.P(f"All of it is of version {manifest.version}, made by run {manifest.run_id}."),
        ],
        "checks",
        is_wide=True,
    )


def _passed(request: PageRequest, table: str) -> Component:
    names = request.manifest.passed_checks.get(table, [])
    passed = "1 check" if len(names) == 1 else f"{len(names)} checks"
    return html.Details(
        [
            html.Summary(f"{table}: {passed} passed"),
            html.Ul([html.Li(name) for name in names]),
        ]
    )


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
