"""The cards about the stock of all feeds: what is running out and what no longer sells."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.cards import FigureContent, reason_box
from ecom_platform.serving.dashboard.figures.share_bars import share_bars
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.products.product_labels import product_count
from ecom_platform.serving.queries.grouped_rows import Group
from ecom_platform.serving.queries.products import stock
from ecom_platform.serving.queries.products.stock import DeadProduct, DeadStock

_RUNNING_OUT = ("sold out", "high")
_ORDER = ("sold out", "high", "medium", "low", "none")


def stock_risk_content(request: PageRequest) -> FigureContent:
    """Stocked products by the risk that they are sold while none is left."""
    groups = stock.risks(request.connection, request.view)
    if not groups:
        return FigureContent(None, no_stock_reason(request))
    number = request.formats.number
    running_out = sum(group.count for group in groups if group.name in _RUNNING_OUT)
    total = sum(group.count for group in groups)
    sentence = (
        f"{number(running_out)} of {number(total)} products on stock lists are sold out or last "
        f"only days; {number(stock.pieces_of(groups))} pieces are in stock. 'None' means without "
        "demand. "
        f"{_stock_day_sentence(request)}"
    )
    figure = share_bars(
        request,
        sorted(groups, key=_risk_position),
        "Products",
        "Pieces in stock",
        lambda group: _risk_rows_link(request, group),
        amount_meaning="pieces",
    )
    href = request.link("/rows/products", **{"is.is_stock_row": "true"})
    return FigureContent(figure, sentence, href)


def dead_stock_content(request: PageRequest) -> Sequence[Component]:
    """The largest stocks that nobody buys, in a sentence and a table."""
    if not stock.risks(request.connection, request.view):
        return [reason_box(no_stock_reason(request))]
    stock_summary = stock.dead_stock(request.connection, request.view)
    sentences = [
        html.P(_dead_stock_sentence(request, stock_summary)),
        html.P(_stock_day_sentence(request), className="says"),
    ]
    if not stock_summary.largest:
        return sentences
    head = html.Thead(html.Tr([html.Th("Product"), html.Th("Last sale"), html.Th("Pieces")]))
    body = html.Tbody([_dead_product_row(request, product) for product in stock_summary.largest])
    href = request.link("/rows/products", **{"is.is_stock_row": "true", "is.is_dead_stock": "true"})
    return [
        *sentences,
        html.Table([head, body], className="plain"),
        html.Div(dcc.Link("See the rows", href=href, className="action"), className="actions"),
    ]


def no_stock_reason(request: PageRequest) -> str:
    """Why no stock is counted under the view."""
    others = [
        currency
        for currency in stock.currencies_with_stock(request.connection)
        if currency != request.view.currency
    ]
    reason = stock.no_stock_reason(request.connection, request.view)
    if reason is None and others:
        named = " and ".join(others)
        return (
            "Stock belongs to a product, not to a currency, and is counted once, under "
            f"{named}. Choose {others[0]} above to see it."
        )
    delivered = request.manifest.empty_tables.get("marts.fct_stock_levels")
    return delivered or reason or "No stock list names a product under these filters."


def _dead_stock_sentence(request: PageRequest, stock_summary: DeadStock) -> str:
    """How much stock no longer sells, and for how many products this is not known."""
    unknown = ""
    if stock_summary.unknown:
        count = product_count(request, stock_summary.unknown)
        unknown = f" For {count} this is not known: {stock_summary.unknown_reason}"
    if not stock_summary.products:
        return f"Every product in stock whose sales are known has sold recently.{unknown}"
    return (
        "These products have not sold in any channel for a long time: "
        f"{request.formats.quantity(stock_summary.pieces)} pieces of "
        f"{product_count(request, stock_summary.products)}.{unknown}"
    )


def _dead_product_row(request: PageRequest, product: DeadProduct) -> Component:
    """A product that nobody buys: its last sale and its pieces."""
    href = request.link("/rows/products", **{"is.product_id": product.product_id})
    last_sale = (
        request.formats.day(product.last_sale_date) if product.last_sale_date else "never sold"
    )
    return html.Tr(
        [
            html.Td(dcc.Link(product.product_id, href=href)),
            html.Td(last_sale),
            html.Td(request.formats.quantity(product.quantity)),
        ]
    )


def _stock_day_sentence(request: PageRequest) -> str:
    """The day of the stock, or that the stock list has no date."""
    stock_day = stock.stock_day(request.connection, request.view)
    if stock_day.undated:
        return (
            "The stock list has no date, so it is not known for which day the stock cover and the "
            "dead stock are."
        )
    return f"Stock as of {request.formats.day(stock_day.newest)}."


def _risk_position(group: Group) -> int:
    return _ORDER.index(group.name) if group.name in _ORDER else len(_ORDER)


def _risk_rows_link(request: PageRequest, group: Group) -> str:
    """A link to the products with a risk; without a risk, those with the same reason."""
    column, value = (
        ("oversell_risk", group.name)
        if group.name
        else ("stock_cover_unavailable_reason", group.reason)
    )
    return request.link("/rows/products", **{"is.is_stock_row": "true", f"is.{column}": value})
