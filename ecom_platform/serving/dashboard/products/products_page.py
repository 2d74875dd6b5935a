"""The page of products: what carries revenue, what grows, dead stock, list prices that disagree."""

from ecom_platform.serving.dashboard.components.cards import (
    figure_card,
    grid,
    reason_box,
    text_card,
)
from ecom_platform.serving.dashboard.components.feed_selector import feed_selector
from ecom_platform.serving.dashboard.components.rows_table import rows_table
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.products.list_price_spread import price_spread_content
from ecom_platform.serving.dashboard.products.product_group_cards import (
    lifecycle_stages_content,
    priorities_content,
)
from ecom_platform.serving.dashboard.products.product_portfolio_figure import portfolio_content
from ecom_platform.serving.dashboard.products.product_tiles import product_tiles
from ecom_platform.serving.dashboard.products.stock_cards import (
    dead_stock_content,
    stock_risk_content,
)
from ecom_platform.serving.queries.grouped_rows import chosen_feed
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
    """The page of one feed with products, or why there is none."""
    missing = missing_reason(request.manifest, _TABLES)
    if missing:
        return [reason_box(missing)]
    feeds = product_portfolio.feeds_with_products(request.connection, request.view)
    feed = chosen_feed(feeds, request.parameters.get("feed"))
    if feed is None:
        reason = request.manifest.empty_tables.get(product_portfolio.TABLE)
        no_sales = f"No product was sold in {request.view.currency} under these filters."
        return [reason_box(reason or no_sales)]
    more = "Stock and list prices are those of all feeds." if len(feeds) > 1 else ""
    return [
        feed_selector(request, PRODUCTS.path, feed, feeds, more),
        product_tiles(request, feed),
        grid([*_sales_cards(request, feed), *_stock_cards(request)]),
    ]


def _sales_cards(request: PageRequest, feed: str) -> list[Component]:
    """The cards on the sales of one feed."""
    return [
        figure_card(
            request,
            "portfolio",
            "What carries the revenue, and what grows",
            _TABLES,
            lambda asked: portfolio_content(asked, feed),
            is_wide=True,
        ),
        figure_card(
            request,
            "todo",
            "What to do with the products",
            _TABLES,
            lambda asked: priorities_content(asked, feed),
        ),
        figure_card(
            request,
            "stages",
            "Where products are in their life cycle",
            _TABLES,
            lambda asked: lifecycle_stages_content(asked, feed),
        ),
        text_card(
            request,
            "ranking",
            "The products with the highest scores",
            _TABLES,
            lambda asked: [
                rows_table(
                    asked,
                    "product-priorities",
                    equal={"feed": feed},
                    columns=_COLUMNS,
                    height=380,
                )
            ],
            is_wide=True,
        ),
    ]


def _stock_cards(request: PageRequest) -> list[Component]:
    """The cards on stock and list prices, which are those of all feeds."""
    return [
        figure_card(request, "cover", "What runs out", _TABLES, stock_risk_content),
        text_card(request, "dead", "Stock that nobody buys", _TABLES, dead_stock_content),
        figure_card(
            request,
            "parity",
            "Where list prices disagree",
            _TABLES,
            price_spread_content,
            is_wide=True,
        ),
    ]


PRODUCTS = Page(
    path="/products",
    title="Products",
    question="Which products carry the revenue, which grow, which stock is dead or runs out, and "
    "where do list prices disagree?",
    render=_render,
    filters=("currency", "category"),
)
