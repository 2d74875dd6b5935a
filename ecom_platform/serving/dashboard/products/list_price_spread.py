"""The card 'Where list prices disagree': one product with different prices on marketplaces."""

from collections.abc import Sequence
from decimal import Decimal

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.products import price_parity
from ecom_platform.serving.queries.products.price_parity import PriceSpread

_LONGEST_NAME = 18


def price_spread_content(request: PageRequest) -> FigureContent:
    """The largest spreads, or why there are none."""
    parity = price_parity.price_parity(request.connection, request.view)
    number = request.formats.number
    if not parity.compared:
        reason = parity.reason or "No price list names a product under these filters."
        return FigureContent(None, reason)
    if not parity.largest:
        return FigureContent(
            None,
            f"The list prices of all {number(parity.compared)} products that can be compared are "
            "the same on every marketplace.",
        )
    largest_spread = parity.largest[0]
    sentence = (
        f"List prices of {number(parity.differing)} of {number(parity.compared)} products disagree "
        f"between marketplaces, by up to {request.money(largest_spread.spread)} "
        f"({largest_spread.name}). "
        f"The figure shows the {number(len(parity.largest))} styles that disagree most."
    )
    figure = list_price_spread(request, parity.largest)
    return FigureContent(figure, sentence, request.link("/rows/list-prices"))


def list_price_spread(request: PageRequest, spreads: Sequence[PriceSpread]) -> Figure:
    """A line from the lowest to the highest list price of each style; a click opens its products.

    Args:
        request: of the page.
        spreads: the one that disagrees most first.
    """
    bottom_up = list(spreads)[::-1]
    names = [_shortened(spread.name) for spread in bottom_up]
    common = {
        "customdata": [
            request.link("/rows/products", **{f"is.{spread.column}": spread.name})
            for spread in bottom_up
        ],
        "hovertext": [_hover_text(request, spread) for spread in bottom_up],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    line = {**_spread_line(bottom_up, names), **common}
    lowest = [spread.lowest for spread in bottom_up]
    highest = [spread.highest for spread in bottom_up]
    points_of_ends = [
        _price_points("Lowest list price", "lowest", "circle", lowest),
        _price_points("Highest list price", "highest", "diamond", highest),
    ]
    ends = [{**points, "y": names, **common} for points in points_of_ends]
    return figure_style.figure(
        [line, *ends],
        request.theme,
        f"List price ({request.view.currency})",
        "",
        height=110 + 26 * len(bottom_up),
        yaxis={"type": "category", "ticksuffix": "  "},
    )


def _spread_line(spreads: Sequence[PriceSpread], names: Sequence[str]) -> Trace:
    """The thin bar between the lowest and the highest price of each style."""
    return figure_style.bars(
        [spread.spread for spread in spreads],
        names,
        "PriceSpread",
        figure_style.GREY,
        orientation="h",
        base=figure_style.as_floats([spread.lowest for spread in spreads]),
        width=0.15,
        showlegend=False,
    )


def _price_points(title: str, meaning: str, symbol: str, prices: Sequence[Decimal]) -> Trace:
    """The points of the lowest or of the highest prices, still without their positions."""
    return figure_style.points(
        figure_style.as_floats(prices), [], title, MEANING[meaning], marker={"symbol": symbol}
    )


def _hover_text(request: PageRequest, spread: PriceSpread) -> str:
    """The lowest and the highest price of a style, and how far they are apart."""
    return (
        f"{spread.name}: {request.money(spread.lowest)} to {request.money(spread.highest)}<br>"
        f"{request.money(spread.spread)} apart, {request.formats.number(spread.products)} products"
    )


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
