"""Optional feed of the generic contract: daily exchange rates."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="fx_rates",
    title="Exchange rates per day.",
    owner="finance@example.com",
    role="reference",
    date_formats=("%Y-%m-%d",),
    date_column="rate_date",
    deduplication_key=(
        "rate_date",
        "from_currency",
        "to_currency",
    ),
    layouts=(
        Layout(
            name="fx_rates",
            columns=(
                Column("rate_date", "rate_date", "date", required=True),
                Column("from_currency", "from_currency", required=True),
                Column("to_currency", "to_currency", required=True),
                Column("rate", "rate", "decimal", scale=8, required=True),
            ),
        ),
    ),
)
