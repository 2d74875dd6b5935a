"""The rate card of two warehouse providers, with the scope of work in prose below it."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="warehouse_rates",
    title="Rates and service terms of two warehouse providers, side by side.",
    owner="operations@example.com",
    role="reference",
    restates="file",
    layouts=(
        Layout(
            name="comparison",
            ignored=frozenset({"index"}),
            columns=(
                Column("heading", "Shiprocket"),
                Column("shiprocket", "Unnamed: 1"),
                Column("increff", "INCREFF"),
            ),
        ),
    ),
)
