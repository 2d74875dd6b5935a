"""The wholesale ledger: two layouts of sales and two style lists, one below the other."""

from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout

_DATE = Column("sale_date", "DATE", "date", required=True)
_MONTH = Column("month_label", "Months")
_CUSTOMER = Column("customer_name", "CUSTOMER", "verbatim", required=True)
_STYLE = Column("style", "Style")
_SKU = Column("sku", "SKU")
_SIZE = Column("size", "Size")
_PIECES = Column("pieces", "PCS", "integer", required=True)
_RATE = Column("rate", "RATE", "decimal", scale=4, required=True)
_GROSS = Column("gross_amount", "GROSS AMT", "decimal", required=True)
_STOCK = Column("stock", "Stock", "integer")

FEED = FeedSpec(
    name="international_sale_report",
    title="Sales to trade accounts abroad, as kept in the wholesale ledger.",
    owner="wholesale@example.com",
    role="transactions",
    date_formats=("%m-%d-%y",),
    date_column="sale_date",
    money="gross_amount",
    deduplication_key=("layout", "sale_date", "customer_name"),
    order_key=("layout", "sale_date", "customer_name"),
    restates="order",
    repeats_within_file=True,
    row_checks={
        "sale_date is null or month_label is null "
        "or strftime(sale_date, '%b-%y') = month_label": "the date is not in the month beside it",
    },
    layouts=(
        Layout(
            name="sales",
            ignored=frozenset({"index"}),
            columns=(
                _DATE,
                _MONTH,
                _CUSTOMER,
                _STYLE,
                _SKU,
                _SIZE,
                _PIECES,
                _RATE,
                _GROSS,
            ),
        ),
        Layout(
            name="sales_with_stock",
            ignored=frozenset({"index"}),
            columns=(
                _CUSTOMER,
                _DATE,
                _MONTH,
                _STYLE,
                _SKU,
                _PIECES,
                _RATE,
                _GROSS,
                _STOCK,
            ),
        ),
        Layout(name="style_stock", columns=(_STYLE, _STOCK), is_inner=True),
        Layout(name="style_list", columns=(_SKU,), is_inner=True),
    ),
)
