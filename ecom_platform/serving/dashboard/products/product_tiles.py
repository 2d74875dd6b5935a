"""The five numbers at the top of the page of products."""

from dash import html

from ecom_platform.serving.dashboard.components.tiles import table_tile, unknown_tile
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.products.stock_cards import no_stock
from ecom_platform.serving.queries.products import (
    price_parity,
    product_portfolio,
    stock,
)


def product_tiles(request: PageRequest, feed: str) -> Component:
    """What carries, what grows, what runs out, what is dead, what disagrees."""
    return html.Div(
        [
            _carrying(request, feed),
            _growing(request, feed),
            _ending(request),
            _dead(request),
            _disagreeing(request),
        ],
        className="tiles tiles-five",
    )


def _carrying(request: PageRequest, feed: str) -> Component:
    found = product_portfolio.concentration(request.connection, request.view, feed)
    number = request.formats.number
    note = (
        f"Of {number(found.sold)} sold; they brought {request.formats.share(found.share)} of the "
        "kept money."
        if found.share is not None
        else "No money was kept of the products sold."
    )
    return table_tile(request, "class_a_products", note, equal={"feed": feed})


def _growing(request: PageRequest, feed: str) -> Component:
    title = "Stars"
    groups = product_portfolio.growth_classes(request.connection, request.view, feed)
    stars = next((one for one in groups if one.name == "star"), None)
    if stars is None:
        reason = next((one.reason for one in groups if one.reason), None)
        has_classes = any(one.name for one in groups)
        told = "No product has both a high share and high growth."
        return unknown_tile("growing", title, told if has_classes else reason or told)
    note = (
        f"High share and growing; they brought {request.formats.share(stars.amount_share)} of the "
        "kept money."
    )
    return table_tile(request, "star_products", note, equal={"feed": feed})


def _ending(request: PageRequest) -> Component:
    title = "Sold out"
    groups = stock.risks(request.connection, request.view)
    if not groups:
        return unknown_tile("ending", title, no_stock(request))
    number = request.formats.number
    counts = {one.name: one.count for one in groups}
    note = (
        f"{number(counts.get('high', 0))} more last only days, of "
        f"{number(sum(counts.values()))} products on a stock list."
    )
    return table_tile(request, "sold_out_products", note)


def _dead(request: PageRequest) -> Component:
    title = "Dead stock"
    if not stock.risks(request.connection, request.view):
        return unknown_tile("dead", title, no_stock(request))
    found = stock.dead_stock(request.connection, request.view)
    if not found.products and found.unknown:
        return unknown_tile("dead", title, found.unknown_reason or "It cannot be told.")
    note = f"Pieces of {request.formats.number(found.products)} products that nobody buys."
    return table_tile(request, "dead_stock_pieces", note)


def _disagreeing(request: PageRequest) -> Component:
    title = "List prices that disagree"
    found = price_parity.price_parity(request.connection, request.view)
    if not found.compared:
        return unknown_tile("prices", title, found.reason or "There is no price list.")
    note = f"Of {request.formats.number(found.compared)} products on two marketplaces or more."
    return table_tile(request, "disagreeing_list_prices", note)
