"""Price lists: a transfer price in one or two tiers, and the list price on each marketplace."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

_NULLS = ("Nill",)
_ARTICLE = (
    Column("sku", "Sku", required=True),
    Column("style_id", "Style Id"),
    Column("catalog", "Catalog", nulls=_NULLS),
    Column("category", "Category", nulls=_NULLS),
    Column("weight", "Weight", "decimal", scale=4, nulls=_NULLS),
)


def _price(name: str, header: str) -> Column:
    """A column of amounts in which "Nill" means that there is no price."""
    return Column(name, header, "decimal", nulls=_NULLS)


_LIST_PRICES = (
    _price("mrp_old", "MRP Old"),
    _price("final_mrp_old", "Final MRP Old"),
    _price("ajio_mrp", "Ajio MRP"),
    _price("amazon_mrp", "Amazon MRP"),
    _price("amazon_fba_mrp", "Amazon FBA MRP"),
    _price("flipkart_mrp", "Flipkart MRP"),
    _price("limeroad_mrp", "Limeroad MRP"),
    _price("myntra_mrp", "Myntra MRP"),
    _price("paytm_mrp", "Paytm MRP"),
    _price("snapdeal_mrp", "Snapdeal MRP"),
)

FEED = FeedSpec(
    name="price_list",
    title="Transfer prices and list prices per article and marketplace, one file per month.",
    owner="products@example.com",
    role="reference",
    restates="file",
    layouts=(
        Layout(
            name="one_tier",
            ignored=frozenset({"index"}),
            columns=(*_ARTICLE, _price("tp", "TP"), *_LIST_PRICES),
        ),
        Layout(
            name="two_tier",
            ignored=frozenset({"index"}),
            columns=(*_ARTICLE, _price("tp_1", "TP 1"), _price("tp_2", "TP 2"), *_LIST_PRICES),
        ),
    ),
)
