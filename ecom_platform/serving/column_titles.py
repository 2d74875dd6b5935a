"""Names of columns and codes as a person writes them."""

_SMALL = {"id": "ID", "sku": "SKU", "abc": "ABC", "rfm": "RFM", "mase": "MASE", "pct": "%"}


def title_of(column: str) -> str:
    """The title of a column: `kept_amount_90_days` is 'Kept amount 90 days'."""
    words = [_SMALL.get(word, word) for word in column.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def name_of_feed(feed: str) -> str:
    """A feed by its title: `amazon_sale_report` is 'Amazon sale report'."""
    return title_of(feed)
