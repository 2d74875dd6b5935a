"""The generic contract: order lines of any shop. Use it to load your own data."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="order_lines",
    title="Order lines of any shop, in the platform's own contract.",
    owner="webshop@example.com",
    role="transactions",
    date_formats=("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"),
    date_column="ordered_at",
    money="quantity * unit_price - coalesce(discount_amount, 0)",
    currency="currency",
    deduplication_key=("channel", "order_id", "line_id"),
    order_key=("channel", "order_id"),
    restates="order",
    stated_at="updated_at",
    layouts=(
        Layout(
            name="order_lines",
            optional=frozenset(
                {
                    "partner_id",
                    "customer_id",
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
                Column("quantity", "quantity", "integer", required=True),
                Column("unit_price", "unit_price", "decimal", scale=4, required=True),
                Column("discount_amount", "discount_amount", "decimal"),
                Column("tax_amount", "tax_amount", "decimal"),
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
