"""The five tiles of the products page: class A, stars, sold out, dead stock, list prices."""

from dash import html

from ecom_platform.serving.dashboard.components.tiles import table_tile, unknown_tile
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.products.stock_cards import no_stock_reason
from ecom_platform.serving.queries.products import (
    price_parity,
    product_portfolio,
    stock,
)


def product_tiles(request: PageRequest, feed: str) -> Component:
    """The tiles of one feed; stock and list prices are those of all feeds."""
    return html.Div(
        [
            _class_a_tile(request, feed),
            _stars_tile(request, feed),
            _sold_out_tile(request),
            _dead_stock_tile(request),
            _list_prices_tile(request),
        ],
        className="tiles tiles-five",
    )


def _class_a_tile(request: PageRequest, feed: str) -> Component:
    """The tile with the number of products of class A."""
    concentration = product_portfolio.concentration(request.connection, request.view, feed)
    sold, share = request.formats.number(concentration.sold), concentration.share
    note = (
        f"Of {sold} sold; they brought {request.formats.share(share)} of the kept money."
        if share is not None
        else "No money was kept of the products sold."
    )
    return table_tile(request, "class_a_products", note, equal={"feed": feed})


def _stars_tile(request: PageRequest, feed: str) -> Component:
    """The tile with the number of stars, or why there are none."""
    groups = product_portfolio.growth_classes(request.connection, request.view, feed)
    stars = next((group for group in groups if group.name == "star"), None)
    if stars is None:
        no_star = "No product has both a high share and high growth."
        reason = next((group.reason for group in groups if group.reason), None)
        has_classes = any(group.name for group in groups)
        return unknown_tile("growing", "Stars", no_star if has_classes else reason or no_star)
    share = request.formats.share(stars.amount_share)
    note = f"High share and high growth; they brought {share} of the kept money."
    return table_tile(request, "star_products", note, equal={"feed": feed})


def _sold_out_tile(request: PageRequest) -> Component:
    """The tile with the number of sold-out products, or why stock is not known."""
    groups = stock.risks(request.connection, request.view)
    if not groups:
        return unknown_tile("ending", "Sold out", no_stock_reason(request))
    number = request.formats.number
    counts = {group.name: group.count for group in groups}
    note = (
        f"{number(counts.get('high', 0))} more last only days, of "
        f"{number(sum(counts.values()))} products on a stock list."
    )
    return table_tile(request, "sold_out_products", note)


def _dead_stock_tile(request: PageRequest) -> Component:
    """The tile with the pieces that nobody buys, or why it is not known."""
    title = "Dead stock"
    if not stock.risks(request.connection, request.view):
        return unknown_tile("dead", title, no_stock_reason(request))
    stock_summary = stock.dead_stock(request.connection, request.view)
    if not stock_summary.products and stock_summary.unknown:
        return unknown_tile("dead", title, stock_summary.unknown_reason or "Sales are not known.")
    note = f"Pieces of {request.formats.number(stock_summary.products)} products that nobody buys."
    return table_tile(request, "dead_stock_pieces", note)


def _list_prices_tile(request: PageRequest) -> Component:
    """The tile with the list prices that disagree, or why none can be compared."""
    title = "List prices that disagree"
    parity = price_parity.price_parity(request.connection, request.view)
    if not parity.compared:
        return unknown_tile("prices", title, parity.reason or "There is no price list.")
    note = f"Of {request.formats.number(parity.compared)} products on two marketplaces or more."
    return table_tile(request, "disagreeing_list_prices", note)
