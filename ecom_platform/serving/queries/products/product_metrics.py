"""The headline numbers of products: what sold within one feed, and stock and lists of all feeds."""

from ecom_platform.serving.queries.metrics.left_out import LeftOut
from ecom_platform.serving.queries.metrics.table_metric import TableNumber

_NOT_SOLD = LeftOut(
    "not sold in this feed, only on a stock or price list", "coalesce(line_count, 0) = 0"
)
_NO_STOCK = LeftOut("not in stock, or counted under another feed", "not is_stock_row")
_SOLD_COLUMNS = (
    "product_id",
    "category",
    "kept_amount",
    "abc_class",
    "growth_share_class",
    "growth_share",
    "recent_share_of_revenue",
    "line_count",
)
_STOCK_COLUMNS = (
    "product_id",
    "category",
    "stock_quantity",
    "oversell_risk",
    "stock_cover_days",
    "is_dead_stock",
    "last_sale_date",
    "stock_date",
    "feed",
)
PRODUCT_NUMBERS = (
    TableNumber(
        name="class_a_products",
        title="Products of class A",
        unit="count",
        definition="Products that carry most of the kept money of the feed: the largest ones, one "
        "after the other, until they have brought the part of class A together.",
        source="products",
        sql="count(*)",
        counts="abc_class = 'A' and line_count > 0",
        left_out=(
            _NOT_SOLD,
            LeftOut("without a class", "abc_class is null"),
            LeftOut("of another class", "abc_class <> 'A'", "abc_class"),
        ),
        columns=_SOLD_COLUMNS,
        within=("feed",),
    ),
    TableNumber(
        name="star_products",
        title="Stars",
        unit="count",
        definition="Products with a high share of the feed's own revenue that grow: both high "
        "against the other products of the feed.",
        source="products",
        sql="count(*)",
        counts="growth_share_class = 'star' and line_count > 0",
        left_out=(
            _NOT_SOLD,
            LeftOut(
                "cannot be placed", "growth_share_class is null", "growth_share_unavailable_reason"
            ),
            LeftOut("placed elsewhere", "growth_share_class <> 'star'", "growth_share_class"),
        ),
        columns=_SOLD_COLUMNS,
        within=("feed",),
    ),
    TableNumber(
        name="sold_out_products",
        title="Sold out",
        unit="count",
        definition="Products on a stock list of which no more pieces lie there than are already "
        "ordered. A product that several feeds sell counts once.",
        source="products",
        sql="count(*)",
        counts="is_stock_row and oversell_risk = 'sold out'",
        left_out=(
            _NO_STOCK,
            LeftOut("risk not known", "oversell_risk is null", "stock_cover_unavailable_reason"),
            LeftOut("with another risk", "oversell_risk <> 'sold out'", "oversell_risk"),
        ),
        columns=_STOCK_COLUMNS,
    ),
    TableNumber(
        name="dead_stock_pieces",
        title="Dead stock",
        unit="count",
        definition="Pieces in stock of products that nobody bought or ordered for long, in any "
        "channel. Stock belongs to the product: one that several feeds sell counts once.",
        source="products",
        sql="coalesce(sum(stock_quantity), 0)::bigint",
        counts="is_stock_row and is_dead_stock",
        left_out=(
            _NO_STOCK,
            LeftOut("it cannot be told", "is_dead_stock is null", "dead_stock_unavailable_reason"),
            LeftOut("bought or ordered lately, or no piece left", "not is_dead_stock"),
        ),
        columns=_STOCK_COLUMNS,
    ),
    TableNumber(
        name="disagreeing_list_prices",
        title="List prices that disagree",
        unit="count",
        definition="Different products whose list prices are not the same on all marketplaces "
        "that name one. A product that several feeds sell counts once.",
        source="products",
        sql="count(distinct product_id)",
        counts="list_price_spread > 0",
        left_out=(
            LeftOut(
                "cannot be compared", "list_price_spread is null", "list_price_unavailable_reason"
            ),
            LeftOut("the same price everywhere", "list_price_spread = 0"),
        ),
        columns=(
            "product_id",
            "style",
            "category",
            "lowest_list_price",
            "highest_list_price",
            "list_price_spread",
            "feed",
        ),
    ),
)
