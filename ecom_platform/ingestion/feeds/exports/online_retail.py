"""UCI Online Retail II: invoices of a British web shop, two yearly sheets, one below the other."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

FEED = FeedSpec(
    name="online_retail",
    title="Invoice lines of the web shop in the UCI data set Online Retail II.",
    owner="webshop@example.com",
    role="transactions",
    date_formats=("%m/%d/%Y %H:%M",),
    date_column="invoiced_at",
    file_timezone="Europe/London",
    day_timezone="Europe/London",
    money="quantity * unit_price",
    deduplication_key=("invoice",),
    order_key=("invoice",),
    restates="order",
    repeats_within_file=True,
    layouts=(
        Layout(
            name="invoice_lines",
            columns=(
                Column("invoice", "Invoice", required=True),
                Column("stock_code", "StockCode", required=True),
                Column("description", "Description"),
                Column("quantity", "Quantity", "integer", required=True),
                Column("invoiced_at", "InvoiceDate", "timestamp", required=True),
                Column("unit_price", "Price", "decimal", scale=4, required=True),
                Column("customer_code", "Customer ID", "code"),
                Column("country", "Country"),
            ),
        ),
    ),
)
