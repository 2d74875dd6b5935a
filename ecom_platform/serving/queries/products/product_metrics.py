"""The headline metrics of products: sales of one feed, and stock and list prices of all feeds."""

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.table_metric import TableMetric

_NOT_SOLD = Exclusion(
    "not sold in this feed, only on a stock or price list", "coalesce(line_count, 0) = 0"
)
_NO_STOCK = Exclusion("not in stock, or counted under another feed", "not is_stock_row")
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
PRODUCT_METRICS = (
    TableMetric(
        name="class_a_products",
        title="Products of class A",
        unit="count",
        definition="The products that bring most of the kept money of the feed: the largest "
        "products, one after another, until together they reach the share of class A.",
        source="products",
        sql="count(*)",
        row_filter="abc_class = 'A' and line_count > 0",
        exclusions=(
            _NOT_SOLD,
            Exclusion("without a class", "abc_class is null"),
            Exclusion("of another class", "abc_class <> 'A'", "abc_class"),
        ),
        columns=_SOLD_COLUMNS,
        required_choices=("feed",),
    ),
    TableMetric(
        name="star_products",
        title="Stars",
        unit="count",
        definition="Products with a high share of the feed's revenue and high growth, both "
        "compared with the other products of the feed.",
        source="products",
        sql="count(*)",
        row_filter="growth_share_class = 'star' and line_count > 0",
        exclusions=(
            _NOT_SOLD,
            Exclusion(
                "cannot be classified",
                "growth_share_class is null",
                "growth_share_unavailable_reason",
            ),
            Exclusion("of another class", "growth_share_class <> 'star'", "growth_share_class"),
        ),
        columns=_SOLD_COLUMNS,
        required_choices=("feed",),
    ),
    TableMetric(
        name="sold_out_products",
        title="Sold out",
        unit="count",
        definition="Products on a stock list with no more pieces in stock than are already "
        "ordered. A product that several feeds sell counts once.",
        source="products",
        sql="count(*)",
        row_filter="is_stock_row and oversell_risk = 'sold out'",
        exclusions=(
            _NO_STOCK,
            Exclusion("risk unknown", "oversell_risk is null", "stock_cover_unavailable_reason"),
            Exclusion("with another risk", "oversell_risk <> 'sold out'", "oversell_risk"),
        ),
        columns=_STOCK_COLUMNS,
    ),
    TableMetric(
        name="dead_stock_pieces",
        title="Dead stock",
        unit="count",
        definition="Pieces in stock of products that nobody bought or ordered for a long time, in "
        "any channel. A product that several feeds sell counts once.",
        source="products",
        sql="coalesce(sum(stock_quantity), 0)::decimal(18, 3)",
        row_filter="is_stock_row and is_dead_stock",
        exclusions=(
            _NO_STOCK,
            Exclusion("unknown", "is_dead_stock is null", "dead_stock_unavailable_reason"),
            Exclusion("bought or ordered recently, or no piece left", "not is_dead_stock"),
        ),
        columns=_STOCK_COLUMNS,
    ),
    TableMetric(
        name="disagreeing_list_prices",
        title="List prices that disagree",
        unit="count",
        definition="Different products whose list price differs between marketplaces. A product "
        "that several feeds sell counts once.",
        source="products",
        sql="count(distinct product_id)",
        row_filter="list_price_spread > 0",
        exclusions=(
            Exclusion(
                "cannot be compared", "list_price_spread is null", "list_price_unavailable_reason"
            ),
            Exclusion("the same price everywhere", "list_price_spread = 0"),
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
