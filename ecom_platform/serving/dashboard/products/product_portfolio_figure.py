"""The card 'What carries the revenue, and what grows': products by share of revenue and growth."""

from collections.abc import Sequence
from math import sqrt

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.products.product_labels import product_count
from ecom_platform.serving.queries.products import product_portfolio as questions
from ecom_platform.serving.queries.products.product_portfolio import Portfolio, PortfolioProduct

MOST_BUBBLES = 300  # the products that kept most
MOST_GROWTH = 3.0  # products that grew more are drawn at this edge
_CLASSES = ("star", "cash cow", "question mark", "dog", None)
_SYMBOLS = {
    "star": "star",
    "cash cow": "circle",
    "question mark": "diamond",
    "dog": "square",
    None: "circle-open",
}
_TICKS = {"0.001%": 1e-5, "0.01%": 1e-4, "0.1%": 1e-3, "1%": 1e-2, "10%": 0.1, "100%": 1.0}
_SMALLEST, _LARGEST = 7, 32


def portfolio_content(request: PageRequest, feed: str) -> FigureContent:
    """The bubble chart of the largest products of a feed, or why no product can be placed."""
    portfolio = questions.portfolio(request.connection, request.view, feed, MOST_BUBBLES)
    if not portfolio.products:
        no_sales = "Nothing was sold under these filters."
        return FigureContent(None, portfolio.reasons[0][0] if portfolio.reasons else no_sales)
    figure = product_portfolio(request, portfolio.products, feed)
    rows = request.link("/rows/products", **{"is.feed": feed})
    return FigureContent(figure, _portfolio_sentences(request, portfolio), rows)


def product_portfolio(
    request: PageRequest, products: Sequence[PortfolioProduct], feed: str
) -> Figure:
    """A bubble per product by its share of recent money and its growth; a click opens its row.

    The size of a bubble is the money kept of the product, its symbol and colour are its class.
    """
    largest = max(float(product.kept_amount) for product in products)
    traces = []
    for growth_share_class in _CLASSES:
        of_class = [
            product for product in products if product.growth_share_class == growth_share_class
        ]
        if of_class:
            traces.append(_class_bubbles(request, growth_share_class, of_class, largest, feed))
    return figure_style.figure(
        traces,
        request.theme,
        "Share of recent money (%)",
        "Growth (%)",
        height=440,
        xaxis={"type": "log", "tickvals": list(_TICKS.values()), "ticktext": list(_TICKS)},
        yaxis={"tickformat": "+.0%", "range": [-1.15, MOST_GROWTH + 0.25]},
        showlegend=True,
    )


def _portfolio_sentences(request: PageRequest, portfolio: Portfolio) -> str:
    """Which product kept most, and why some are missing or at the edge."""
    number, share = request.formats.number, request.formats.share
    best = portfolio.products[0]
    change = request.formats.change(best.growth)
    sentences = [
        f"{best.product_id} kept most, {request.short_money(best.kept_amount)}.",
        f"Its share of recent money is {share(best.recent_share)} ({change}).",
    ]
    beyond = sum(product.growth > MOST_GROWTH for product in portfolio.products)
    if beyond:
        growth_limit = share(MOST_GROWTH, 0)
        sentences.append(
            f"{number(beyond)} grew by more than {growth_limit} and are drawn at the upper edge."
        )
    if portfolio.placed > len(portfolio.products):
        sentences.append(
            f"The figure shows the {number(len(portfolio.products))} largest of "
            f"{number(portfolio.placed)} products."
        )
    sentences += [
        f"Growth is not known for {product_count(request, count)}: {reason}"
        for reason, count in portfolio.reasons
    ]
    return " ".join(sentences)


def _class_bubbles(
    request: PageRequest,
    growth_share_class: str | None,
    products: Sequence[PortfolioProduct],
    largest: float,
    feed: str,
) -> Trace:
    """The bubbles of the products of one growth-share class."""
    return figure_style.points(
        [product.recent_share for product in products],
        [min(product.growth, MOST_GROWTH) for product in products],
        (growth_share_class or "not classed").capitalize(),
        MEANING[growth_share_class or "unknown"],
        marker={
            "size": [_bubble_diameter(product, largest) for product in products],
            "symbol": _SYMBOLS[growth_share_class],
            "opacity": 0.7,
            "line": {"width": 1, "color": "#FFFFFF"},
        },
        customdata=[
            request.link("/rows/products", **{"is.product_id": product.product_id, "is.feed": feed})
            for product in products
        ],
        hovertext=[_hover_text(request, product) for product in products],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _bubble_diameter(product: PortfolioProduct, largest: float) -> float:
    """The diameter, so that the area of a bubble is proportional to its money."""
    return max(_SMALLEST, _LARGEST * sqrt(float(product.kept_amount) / largest))


def _hover_text(request: PageRequest, product: PortfolioProduct) -> str:
    """The class of a product, its share, growth and money, and what to do."""
    formats = request.formats
    return (
        f"{product.product_id}<br>{product.growth_share_class or 'not classed'}: "
        f"{formats.share(product.recent_share, 2)} of recent money, "
        f"{formats.change(product.growth)}<br>{request.money(product.kept_amount)} kept in all; "
        f"to do: {product.priority or 'not known'}"
    )
