"""Figures of products: growth against share, and how far list prices disagree."""

from collections.abc import Sequence
from math import sqrt

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.products.price_parity import Spread
from ecom_platform.serving.queries.products.product_portfolio import Placed

MOST_GROWTH = 3.0
CLASSES = ("star", "cash cow", "question mark", "dog", None)
_SYMBOLS = {
    "star": "star",
    "cash cow": "circle",
    "question mark": "diamond",
    "dog": "square",
    None: "circle-open",
}
_STEPS = {"0.001%": 1e-5, "0.01%": 1e-4, "0.1%": 1e-3, "1%": 1e-2, "10%": 0.1, "100%": 1.0}
_SMALLEST, _LARGEST = 7, 32
_LONGEST_NAME = 18


def portfolio(request: PageRequest, products: Sequence[Placed], feed: str) -> Figure:
    """Each product by its share of recent money and its growth; a mark leads to its row."""
    largest = max(float(one.kept_amount) for one in products)
    traces = [
        _bubbles(request, one_class, of_class, largest, feed)
        for one_class in CLASSES
        if (of_class := [one for one in products if one.growth_share_class == one_class])
    ]
    return style.figure(
        traces,
        request.theme,
        "Part of recent money (%)",
        "Growth (%)",
        height=440,
        xaxis={"type": "log", "tickvals": list(_STEPS.values()), "ticktext": list(_STEPS)},
        yaxis={"tickformat": "+.0%", "range": [-1.15, MOST_GROWTH + 0.25]},
        showlegend=True,
    )


def spreads(request: PageRequest, found: Sequence[Spread]) -> Figure:
    """From the lowest to the highest list price of the products that disagree most."""
    ordered = list(found)[::-1]
    names = [shortened(one.name) for one in ordered]
    links = [request.link("/rows/products", **{f"is.{one.column}": one.name}) for one in ordered]
    common = {
        "customdata": links,
        "hovertext": [
            f"{one.name}: {request.money(one.lowest)} to {request.money(one.highest)}<br>"
            f"{request.money(one.spread)} apart, {request.formats.number(one.products)} products"
            for one in ordered
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    line: Trace = {
        **style.bars(
            [one.spread for one in ordered],
            names,
            "Spread",
            style.GREY,
            orientation="h",
            base=style.as_floats([one.lowest for one in ordered]),
            width=0.15,
            showlegend=False,
        ),
        **common,
    }
    ends = [
        {
            **style.points(style.as_floats(prices), [], title, colour, marker={"symbol": symbol}),
            "y": names,
            **common,
        }
        for title, colour, symbol, prices in (
            ("Lowest list price", MEANING["lowest"], "circle", [one.lowest for one in ordered]),
            ("Highest list price", MEANING["highest"], "diamond", [one.highest for one in ordered]),
        )
    ]
    return style.figure(
        [line, *ends],
        request.theme,
        f"List price ({request.view.currency})",
        "",
        height=110 + 26 * len(ordered),
        yaxis={"type": "category", "ticksuffix": "  "},
    )


def shortened(name: str) -> str:
    """A name as it fits beside an axis on a phone."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _bubbles(
    request: PageRequest,
    one_class: str | None,
    products: Sequence[Placed],
    largest: float,
    feed: str,
) -> Trace:
    return style.points(
        [one.recent_share for one in products],
        [min(one.growth, MOST_GROWTH) for one in products],
        (one_class or "not classed").capitalize(),
        MEANING[one_class or "unknown"],
        marker={
            "size": [_size(one, largest) for one in products],
            "symbol": _SYMBOLS[one_class],
            "opacity": 0.7,
            "line": {"width": 1, "color": "#FFFFFF"},
        },
        customdata=[
            request.link("/rows/products", **{"is.product_id": one.product_id, "is.feed": feed})
            for one in products
        ],
        hovertext=[_told(request, one) for one in products],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _size(product: Placed, largest: float) -> float:
    return max(_SMALLEST, _LARGEST * sqrt(float(product.kept_amount) / largest))


def _told(request: PageRequest, product: Placed) -> str:
    formats = request.formats
    return (
        f"{product.product_id}<br>{product.growth_share_class or 'not classed'}: "
        f"{formats.share(product.recent_share, 2)} of recent money, "
        f"{formats.change(product.growth)}<br>{request.money(product.kept_amount)} kept in all; "
        f"to do: {product.priority or 'not known'}"
    )
