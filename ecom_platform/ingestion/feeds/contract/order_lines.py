"""The generic contract: order lines of any shop. Use it to load your own data."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

# wider than either factor, because DuckDB fails where a product has more digits than both
LIST_AMOUNT = "cast(quantity as decimal(20, 3)) * unit_price"

FEED = FeedSpec(
    name="order_lines",
    title="Order lines of any shop, in the platform's own contract.",
    owner="webshop@example.com",
    role="transactions",
    date_formats=(
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d",
        "%Y-%m-%d %H:%M:%S.%f",
        "%Y-%m-%dT%H:%M:%S.%f",
        "%Y-%m-%dT%H:%M",
        "%d.%m.%Y %H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%d.%m.%Y",
    ),
    date_column="ordered_at",
    money=f"coalesce(amount, {LIST_AMOUNT} - coalesce(discount_amount, 0))",
    currency="currency",
    deduplication_key=("channel", "order_id", "line_id"),
    order_key=("channel", "order_id"),
    restates="order",
    stated_at="updated_at",
    row_checks={
        "unit_price is not null or amount is not null": "neither unit_price nor amount is stated",
        r"coalesce(not regexp_matches(cell_errors, '\b(discount_amount|amount): '), true)": (
            "the discount or the amount is a spreadsheet error"
        ),
    },
    layouts=(
        Layout(
            name="order_lines",
            optional=frozenset(
                {
                    "partner_id",
                    "customer_id",
                    "amount",
                    "discount_amount",
                    "tax_amount",
                    "unit_cost",
                    "line_kind",
                    "ship_country",
                    "ship_region",
                    "ship_city",
                    "ship_postal_code",
                    "updated_at",
                }
            ),
            columns=(
                Column("order_id", "order_id", required=True),
                Column("line_id", "line_id", required=True),
                Column("ordered_at", "ordered_at", "timestamp", required=True),
                Column("channel", "channel", required=True),
                Column("partner_id", "partner_id"),
                Column("customer_id", "customer_id"),
                Column("sku", "sku", required=True),
                Column("quantity", "quantity", "decimal", scale=3, required=True),
                Column("unit_price", "unit_price", "decimal", scale=6),
                Column("discount_amount", "discount_amount", "decimal", scale=4),
                Column("tax_amount", "tax_amount", "decimal", scale=4),
                Column("amount", "amount", "decimal", scale=4),
                Column("unit_cost", "unit_cost", "decimal", scale=4),
                Column("currency", "currency", required=True),
                Column(
                    "status",
                    "status",
                    "choice",
                    required=True,
                    choices=("cancelled", "pending", "shipped", "delivered", "returned", "lost"),
                ),
                Column("line_kind", "line_kind", "choice", choices=("goods", "service")),
                Column("ship_country", "ship_country"),
                Column("ship_region", "ship_region"),
                Column("ship_city", "ship_city"),
                Column("ship_postal_code", "ship_postal_code"),
                Column("updated_at", "updated_at", "timestamp"),
            ),
        ),
    ),
)
