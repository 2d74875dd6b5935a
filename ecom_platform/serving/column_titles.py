"""Names of columns and feeds as a person writes them.

Numbers and dates become text in `number_formats.py`.
"""

_ABBREVIATIONS = {"id": "ID", "sku": "SKU", "abc": "ABC", "rfm": "RFM", "mase": "MASE", "pct": "%"}


def title_of(column: str) -> str:
    """The title of a column.

    Example:
        >>> title_of("kept_amount_90_days")
        'Kept amount 90 days'
        >>> title_of("sku")
        'SKU'
    """
    words = [_ABBREVIATIONS.get(word, word) for word in column.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def name_of_feed(feed: str) -> str:
    """The title of a feed.

    Example:
        >>> name_of_feed("amazon_sale_report")
        'Amazon sale report'
    """
    return title_of(feed)
