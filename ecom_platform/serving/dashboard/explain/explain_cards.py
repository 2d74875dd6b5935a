"""The cards that explain a number: definition, rows that count, rows left out, SQL statements."""

from collections.abc import Mapping, Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.metric_value_text import format_value
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.components.rows_table import rows_table
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.explain.explain_order_lines import ReasonTotal
from ecom_platform.serving.queries.metrics.table_metric import Unit

DO_NOT_USE = "Do not use this number, and tell the owner of the platform."


def definition_card(definition: str, verdict: str, *, agrees: bool) -> Component:
    """The definition of the number, and whether its rows give the value on the tile.

    Args:
        definition: of the number.
        verdict: a sentence with the value that its rows give.
        agrees: whether that is the value on the tile.
    """
    message = (
        callout("good", "It agrees", verdict)
        if agrees
        else callout("bad", "It does not agree", verdict)
    )
    return _words_card(definition, message)


def unknown_card(definition: str, reason: str) -> Component:
    """The definition of a number that is not known, and why there is none.

    Args:
        definition: of the number.
        reason: as a sentence.
    """
    return _words_card(definition, callout("careful", "There is no number", reason))


def _words_card(definition: str, message: Component) -> Component:
    """The definition of the number, above a message on its value."""
    return card(
        [html.H2("What it is"), html.P(definition), html.Div(message, id="agreement")],
        "words",
        is_wide=True,
    )


def ratio_card(definition: str, parts: Sequence[tuple[str, str]]) -> Component:
    """The definition of a ratio, with links to explain its numerator and its denominator.

    Args:
        definition: of the ratio.
        parts: title and address of the numerator, then of the denominator.
    """
    return card(
        [
            html.H2("What it is"),
            html.P(f"{definition} The tiles above show both numbers; each has its explanation."),
            html.P([dcc.Link(title, href=href) for title, href in parts], className="actions"),
        ],
        "words",
        is_wide=True,
    )


def left_out_card(
    request: PageRequest,
    rows: str,
    unit: Unit,
    parts: Sequence[ReasonTotal],
    sentences: Sequence[str],
) -> Component:
    """How many rows count, and how many are left out for which reason.

    Args:
        request: of the page.
        rows: what a row is called, such as 'Order lines'.
        unit: of the number.
        parts: the rows grouped by reason, the counted ones first.
        sentences: the first goes above the table, the others below it.
    """
    amounts = "Would add" if unit in {"money", "count"} else "Value"
    titles = ("Counted, or why not", rows, amounts)
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in titles]))
    body = html.Tbody([_part_row(request, unit, part) for part in parts])
    table = html.Table([head, body], className="plain numbers", id="parts")
    return card(
        [
            html.H2("What counts, and what was left out"),
            html.P(sentences[0]),
            scrollable_table(table, "What counts and what was left out"),
            *[html.P(sentence) for sentence in sentences[1:]],
        ],
        "parts",
        is_wide=True,
    )


def _part_row(request: PageRequest, unit: Unit, part: ReasonTotal) -> Component:
    """The rows that count, or are left out for one reason: how many, and their amount."""
    amount = "not added" if part.amount is None else format_value(request, unit, part.amount)
    cells = (part.reason, request.formats.number(part.lines), amount)
    return html.Tr([html.Td(cell) for cell in cells])


def counted_rows_card(
    request: PageRequest,
    source: str,
    number: str,
    columns: tuple[str, ...],
    equal: Mapping[str, str],
) -> Component:
    """The rows that the number counts, to scroll through and to download.

    Args:
        request: of the page.
        source: which rows, by their name in links.
        number: the name of the metric that counts them.
        columns: to show, in this order.
        equal: the values that columns must have.
    """
    title = "The lines that count" if source == "order-lines" else "The rows that count"
    table = rows_table(request, source, equal=equal, number=number, columns=columns)
    return card([html.H2(title), table], "lines", is_wide=True)


def sql_card(statements: Sequence[tuple[str, str]]) -> Component:
    """SQL statements that can be run as they are, each below a sentence that says what it gives."""
    blocks = [
        block
        for sentence, sql in statements
        for block in (html.P(sentence), html.Pre(html.Code(sql), tabIndex=0))
    ]
    return card([html.H2("In SQL"), *blocks], "sql", is_wide=True)
