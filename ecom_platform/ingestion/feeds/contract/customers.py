"""Optional feed of the generic contract: customers."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="customers",
    title="Customers with country, sign-up day and acquisition channel.",
    owner="webshop@example.com",
    role="reference",
    date_formats=("%Y-%m-%d",),
    deduplication_key=("customer_id",),
    layouts=(
        Layout(
            name="customers",
            optional=frozenset({"customer_name", "country", "signup_date", "acquisition_channel"}),
            columns=(
                Column("customer_id", "customer_id", required=True),
                Column("customer_name", "customer_name"),
                Column("country", "country"),
                Column("signup_date", "signup_date", "date"),
                Column("acquisition_channel", "acquisition_channel"),
            ),
        ),
    ),
)
