"""Optional feed of the generic contract: sale days and holidays."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="events",
    title="Sale days and holidays.",
    owner="marketing@example.com",
    role="reference",
    date_formats=("%Y-%m-%d",),
    date_column="event_date",
    deduplication_key=(
        "event_date",
        "event_name",
        "channel",
    ),
    layouts=(
        Layout(
            name="events",
            optional=frozenset({"channel"}),
            columns=(
                Column("event_date", "event_date", "date", required=True),
                Column("event_name", "event_name", required=True),
                Column(
                    "event_kind",
                    "event_kind",
                    "choice",
                    required=True,
                    choices=("sale day", "holiday"),
                ),
                Column("channel", "channel"),
            ),
        ),
    ),
)
