"""The five numbers at the top of the page of products."""

from dash import html

from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.pages.stock_cards import no_stock
from ecom_platform.serving.dashboard.parts.tiles import plain_tile
from ecom_platform.serving.queries import price_parity, products, stock

NO_VALUE = "–"


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
    title = "Products of class A"
    found = products.concentration(request.connection, request.view, feed)
    number = request.formats.number
    note = (
        f"Of {number(found.sold)} sold; they brought {request.formats.share(found.share)} of the "
        "kept money."
        if found.share is not None
        else "No money was kept of the products sold."
    )
    href = request.link("/rows/products", **{"is.feed": feed, "is.abc_class": "A"})
    return plain_tile("carrying", title, number(found.leading), note, href)


def _growing(request: PageRequest, feed: str) -> Component:
    title = "Stars"
    groups = products.growth_classes(request.connection, request.view, feed)
    stars = next((one for one in groups if one.name == "star"), None)
    if stars is None:
        reason = next((one.reason for one in groups if one.reason), None)
        has_classes = any(one.name for one in groups)
        told = "No product has both a high share and high growth."
        return plain_tile("growing", title, NO_VALUE, told if has_classes else reason or told)
    note = (
        f"High share and growing; they brought {request.formats.share(stars.amount_share)} of the "
        "kept money."
    )
    href = request.link("/rows/products", **{"is.feed": feed, "is.growth_share_class": "star"})
    return plain_tile("growing", title, request.formats.number(stars.count), note, href)


def _ending(request: PageRequest) -> Component:
    title = "Sold out"
    groups = stock.risks(request.connection, request.view)
    if not groups:
        return plain_tile("ending", title, NO_VALUE, no_stock(request))
    number = request.formats.number
    counts = {one.name: one.count for one in groups}
    note = (
        f"{number(counts.get('high', 0))} more last only days, of "
        f"{number(sum(counts.values()))} products on a stock list."
    )
    risk = {"is.is_stock_row": "true", "is.oversell_risk": "sold out"}
    href = request.link("/rows/products", **risk)
    return plain_tile("ending", title, number(counts.get("sold out", 0)), note, href)


def _dead(request: PageRequest) -> Component:
    title = "Dead stock"
    if not stock.risks(request.connection, request.view):
        return plain_tile("dead", title, NO_VALUE, no_stock(request))
    found = stock.dead_stock(request.connection, request.view)
    if not found.products and found.untold:
        return plain_tile("dead", title, NO_VALUE, found.untold_reason or "It cannot be told.")
    note = f"Pieces of {request.formats.number(found.products)} products that nobody buys."
    dead = {"is.is_stock_row": "true", "is.is_dead_stock": "true"}
    href = request.link("/rows/products", **dead)
    return plain_tile("dead", title, request.formats.number(found.pieces), note, href)


def _disagreeing(request: PageRequest) -> Component:
    title = "List prices that disagree"
    found = price_parity.parity(request.connection, request.view)
    if not found.compared:
        return plain_tile("prices", title, NO_VALUE, found.reason or "There is no price list.")
    note = f"Of {request.formats.number(found.compared)} products on two marketplaces or more."
    href = request.link("/rows/list-prices")
    return plain_tile("prices", title, request.formats.number(found.differing), note, href)
