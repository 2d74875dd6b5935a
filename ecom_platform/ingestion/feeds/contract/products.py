"""Optional feed of the generic contract: products with price and cost, by effective date."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="products",
    title="Products with price, cost and stock, each row valid from its date.",
    owner="products@example.com",
    role="reference",
    date_formats=("%Y-%m-%d",),
    date_column="effective_date",
    deduplication_key=(
        "sku",
        "effective_date",
    ),
    layouts=(
        Layout(
            name="products",
            optional=frozenset(
                {
                    "effective_date",
                    "style",
                    "category",
                    "color",
                    "size",
                    "list_price",
                    "unit_cost",
                    "currency",
                    "stock",
                }
            ),
            columns=(
                Column("sku", "sku", required=True),
                Column("effective_date", "effective_date", "date"),
                Column("style", "style"),
                Column("category", "category"),
                Column("color", "color"),
                Column("size", "size"),
                Column("list_price", "list_price", "decimal", scale=4),
                Column("unit_cost", "unit_cost", "decimal", scale=4),
                Column("currency", "currency"),
                Column("stock", "stock", "decimal", scale=3),
            ),
        ),
    ),
)
