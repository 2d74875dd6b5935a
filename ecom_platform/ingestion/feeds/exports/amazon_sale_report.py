"""Amazon's sale report: one row per order line, extracts of a month with overlapping edge days."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="amazon_sale_report",
    title="Order lines of the Amazon seller account, as exported from Seller Central.",
    owner="marketplaces@example.com",
    role="transactions",
    date_formats=("%m-%d-%y",),
    date_column="order_date",
    money="amount",
    currency="currency",
    deduplication_key=("order_id", "sku"),
    order_key=("order_id",),
    restates="order",
    layouts=(
        Layout(
            name="sale_report",
            ignored=frozenset({"index", "Unnamed: 22"}),
            columns=(
                Column("order_id", "Order ID", required=True),
                Column("order_date", "Date", "date", required=True),
                Column("status", "Status", required=True),
                Column("fulfilment", "Fulfilment", required=True),
                Column("sales_channel", "Sales Channel", required=True),
                Column("ship_service_level", "ship-service-level"),
                Column("style", "Style"),
                Column("sku", "SKU", required=True),
                Column("category", "Category"),
                Column("size", "Size"),
                Column("asin", "ASIN"),
                Column("courier_status", "Courier Status"),
                Column("quantity", "Qty", "integer", required=True),
                Column("currency", "currency"),
                Column("amount", "Amount", "decimal"),
                Column("ship_city", "ship-city"),
                Column("ship_state", "ship-state"),
                Column("ship_postal_code", "ship-postal-code", "code"),
                Column("ship_country", "ship-country"),
                Column("promotion_ids", "promotion-ids"),
                Column("is_b2b", "B2B", "boolean"),
                Column("fulfilled_by", "fulfilled-by"),
            ),
        ),
    ),
)
