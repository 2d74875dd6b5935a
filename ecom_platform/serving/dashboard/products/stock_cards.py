"""What stands in the cards about stock and list prices, which belong to products of all feeds."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.cards import FigureContent, reason_box
from ecom_platform.serving.dashboard.figures.share_bars import share_bars
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.products import product_figures as figures
from ecom_platform.serving.queries.groups import Group
from ecom_platform.serving.queries.products import price_parity, stock
from ecom_platform.serving.queries.products.stock import DeadProduct, DeadStock

NEAR_END = ("sold out", "high")
_ORDER = ("sold out", "high", "medium", "low", "none")


def risks(request: PageRequest) -> FigureContent:
    """Stocked products by the risk to sell what is not there."""
    groups = stock.risks(request.connection, request.view)
    if not groups:
        return FigureContent(None, no_stock(request))
    ordered = sorted(groups, key=_place)
    near = sum(one.count for one in groups if one.name in NEAR_END)
    total = sum(one.count for one in groups)
    number = request.formats.number
    told = (
        f"{number(near)} of {number(total)} stocked products are sold out or last only days; "
        f"{number(stock.pieces_of(groups))} pieces lie in stock. 'None' are those without demand."
    )
    figure = share_bars(
        request,
        ordered,
        "Products",
        "Pieces in stock",
        lambda one: _risk_rows(request, one),
        amount_meaning="pieces",
    )
    href = request.link("/rows/products", **{"is.is_stock_row": "true"})
    return FigureContent(figure, f"{told} {_day_of_stock(request)}", href)


def dead_stock(request: PageRequest) -> Sequence[Component]:
    """The largest stocks that nobody buys, in words and a table."""
    if not stock.risks(request.connection, request.view):
        return [reason_box(no_stock(request))]
    found = stock.dead_stock(request.connection, request.view)
    told = [html.P(_dead_told(request, found)), html.P(_day_of_stock(request), className="says")]
    if not found.largest:
        return told
    rows = [_dead_row(request, one) for one in found.largest]
    head = html.Thead(html.Tr([html.Th("Product"), html.Th("Last sale"), html.Th("Pieces")]))
    href = request.link("/rows/products", **{"is.is_stock_row": "true", "is.is_dead_stock": "true"})
    return [
        *told,
        html.Table([head, html.Tbody(rows)], className="plain"),
        html.Div(dcc.Link("See the rows", href=href, className="action"), className="actions"),
    ]


def parity(request: PageRequest) -> FigureContent:
    """The products whose list prices disagree most."""
    found = price_parity.parity(request.connection, request.view)
    number = request.formats.number
    if not found.compared:
        return FigureContent(
            None, found.reason or "No price list names a product under these filters."
        )
    if not found.largest:
        return FigureContent(
            None,
            f"The list prices of all {number(found.compared)} products that can be compared are "
            "the same on every marketplace.",
        )
    first = found.largest[0]
    told = (
        f"List prices of {number(found.differing)} of {number(found.compared)} products disagree "
        f"between marketplaces, at most by {request.money(first.spread)} ({first.name}). "
        f"Drawn are the {number(len(found.largest))} styles that disagree most."
    )
    return FigureContent(
        figures.spreads(request, found.largest), told, request.link("/rows/list-prices")
    )


def no_stock(request: PageRequest) -> str:
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


def _dead_told(request: PageRequest, found: DeadStock) -> str:
    number = request.formats.number
    untold = ""
    if found.untold:
        untold = f" Of {number(found.untold)} it cannot be told: {found.untold_reason}"
    if not found.products:
        return f"Every stocked product that can be judged was sold lately.{untold}"
    return (
        f"Without a sale in any channel for long: {number(found.pieces)} pieces, products: "
        f"{number(found.products)}.{untold}"
    )


def _dead_row(request: PageRequest, one: DeadProduct) -> Component:
    href = request.link("/rows/products", **{"is.product_id": one.product_id})
    last = request.formats.day(one.last_sale_date) if one.last_sale_date else "never sold"
    return html.Tr(
        [
            html.Td(dcc.Link(one.product_id, href=href)),
            html.Td(last),
            html.Td(request.formats.number(one.quantity)),
        ]
    )


def _day_of_stock(request: PageRequest) -> str:
    found = stock.stock_day(request.connection, request.view)
    if found.undated:
        return (
            "The stock list bears no date, so cover and dead stock rest on a day that nobody knows."
        )
    return f"Stock as of {request.formats.day(found.newest)}."


def _place(group: Group) -> int:
    return _ORDER.index(group.name) if group.name in _ORDER else len(_ORDER)


def _risk_rows(request: PageRequest, group: Group) -> str:
    named = {"is.oversell_risk": group.name}
    unnamed = {"is.stock_cover_unavailable_reason": group.reason}
    chosen = named if group.name else unnamed
    return request.link("/rows/products", **{"is.is_stock_row": "true", **chosen})
