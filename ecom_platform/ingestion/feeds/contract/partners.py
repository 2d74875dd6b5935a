"""Optional feed of the generic contract: partners and their terms, by effective date."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="partners",
    title="Partners with type, region, commission and target, each row valid from its date.",
    owner="partners@example.com",
    role="reference",
    date_formats=("%Y-%m-%d",),
    date_column="effective_date",
    deduplication_key=(
        "partner_id",
        "effective_date",
    ),
    layouts=(
        Layout(
            name="partners",
            optional=frozenset(
                {"effective_date", "region", "commission_pct", "monthly_target_amount", "currency"}
            ),
            columns=(
                Column("partner_id", "partner_id", required=True),
                Column("effective_date", "effective_date", "date"),
                Column("partner_name", "partner_name", required=True),
                Column(
                    "partner_type",
                    "partner_type",
                    "choice",
                    required=True,
                    choices=("seller", "trade account", "sales programme"),
                ),
                Column("region", "region"),
                Column("commission_pct", "commission_pct", "decimal", scale=4),
                Column("monthly_target_amount", "monthly_target_amount", "decimal", scale=4),
                Column("currency", "currency"),
            ),
        ),
    ),
)
