"""The stock report: one row per stocked article, an undated snapshot unless its name has a date."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="stock_report",
    title="Pieces in stock per article, with its design, category, size and colour.",
    owner="products@example.com",
    role="reference",
    restates="file",
    layouts=(
        Layout(
            name="stock_report",
            ignored=frozenset({"index"}),
            columns=(
                Column("sku", "SKU Code"),
                Column("design", "Design No."),
                Column("stock", "Stock", "integer", required=True),
                Column("category", "Category"),
                Column("size", "Size"),
                Column("color", "Color"),
            ),
        ),
    ),
)
