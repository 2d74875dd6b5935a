"""Products: what carries the revenue, what grows, what stock is dead, where prices disagree."""

from ecom_platform.serving.dashboard.components.cards import (
    figure_card,
    grid,
    reason_box,
    text_card,
)
from ecom_platform.serving.dashboard.components.feed_selector import feed_selector
from ecom_platform.serving.dashboard.components.rows_table import rows_table
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.products import product_cards as cards
from ecom_platform.serving.dashboard.products import stock_cards
from ecom_platform.serving.dashboard.products.product_tiles import product_tiles
from ecom_platform.serving.queries.groups import chosen_feed
from ecom_platform.serving.queries.products import product_portfolio
from ecom_platform.serving.queries.quality.table_states import missing_reason

_TABLES = [product_portfolio.TABLE]
_COLUMNS = (
    "investment_priority_rank",
    "product_id",
    "category",
    "product_score",
    "investment_priority",
    "investment_reason",
    "kept_amount",
    "growth_share",
    "growth_unavailable_reason",
    "stock_cover_days",
)


def _render(request: PageRequest) -> Content:
    missing = missing_reason(request.manifest, _TABLES)
    if missing:
        return [reason_box(missing)]
    feeds = product_portfolio.feeds_with_products(request.connection, request.view)
    feed = chosen_feed(feeds, request.parameters.get("feed"))
    if feed is None:
        reason = request.manifest.empty_tables.get(product_portfolio.TABLE)
        nothing = f"No product was sold in {request.view.currency} under these filters."
        return [reason_box(reason or nothing)]
    more = "Stock and list prices are those of all feeds." if len(feeds) > 1 else ""
    return [
        feed_selector(request, PRODUCTS.path, feed, feeds, more),
        product_tiles(request, feed),
        grid([*_sold(request, feed), *_stocked(request)]),
    ]


def _sold(request: PageRequest, feed: str) -> list[Component]:
    return [
        figure_card(
            request,
            "portfolio",
            "What carries the revenue, and what grows",
            _TABLES,
            lambda request: cards.portfolio(request, feed),
            is_wide=True,
        ),
        figure_card(
            request,
            "todo",
            "What to do with the products",
            _TABLES,
            lambda request: cards.priorities(request, feed),
        ),
        figure_card(
            request,
            "stages",
            "Where products stand in their life",
            _TABLES,
            lambda request: cards.lifecycle_stages(request, feed),
        ),
        text_card(
            request,
            "ranking",
            "The products with the highest scores",
            _TABLES,
            lambda request: [
                rows_table(
                    request,
                    "product-priorities",
                    equal={"feed": feed},
                    columns=_COLUMNS,
                    height=380,
                )
            ],
            is_wide=True,
        ),
    ]


def _stocked(request: PageRequest) -> list[Component]:
    return [
        figure_card(request, "cover", "What runs out", _TABLES, stock_cards.risks),
        text_card(request, "dead", "Stock that nobody buys", _TABLES, stock_cards.dead_stock),
        figure_card(
            request,
            "parity",
            "Where list prices disagree",
            _TABLES,
            stock_cards.parity,
            is_wide=True,
        ),
    ]


PRODUCTS = Page(
    path="/products",
    title="Products",
    question="Which products carry the revenue, which grow, what stock is dead or runs out, where "
    "do list prices disagree?",
    render=_render,
    filters=("currency", "category"),
)
