"""The role of each header of a feed, so that a fault is declared once for several feeds.

When a feed has no column for a role, the faults that need this role do not list the feed.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class HeaderRoles:
    """The headers of one feed by their role; empty where the feed has no such column.

    Attributes:
        money: amounts and prices that belong together.
        price: the amount a row is worth, or the price of a piece.
        neighbours: two text columns side by side.
        droppable: columns by how much is lost with them, the least important first.
        cancelled: the status of a cancelled line, `returned` that of a returned line.
    """

    day: str = ""
    order: str = ""
    sku: str = ""
    quantity: str = ""
    price: str = ""
    money: tuple[str, ...] = ()
    currency: str = ""
    status: str = ""
    partner: str = ""
    channel: str = ""
    category: str = ""
    market: str = ""
    customer: str = ""
    cost: str = ""
    discount: str = ""
    flag: str = ""
    text: str = ""
    neighbours: tuple[str, str] = ("", "")
    droppable: tuple[str, ...] = ()
    cancelled: str = ""
    returned: str = ""
    stock: str = ""


_LIST_PRICES = (
    "TP", "TP 1", "TP 2", "MRP Old", "Final MRP Old", "Ajio MRP", "Amazon MRP", "Amazon FBA MRP",
    "Flipkart MRP", "Limeroad MRP", "Myntra MRP", "Paytm MRP", "Snapdeal MRP",
)  # fmt: skip

HEADER_ROLES = MappingProxyType(
    {
        "order_lines": HeaderRoles(
            day="ordered_at",
            order="order_id",
            sku="sku",
            quantity="quantity",
            price="unit_price",
            money=("unit_price", "discount_amount", "tax_amount", "unit_cost"),
            currency="currency",
            status="status",
            partner="partner_id",
            channel="channel",
            market="ship_country",
            customer="customer_id",
            cost="unit_cost",
            discount="discount_amount",
            text="ship_city",
            neighbours=("partner_id", "customer_id"),
            droppable=("ship_city", "discount_amount", "unit_price"),
            cancelled="cancelled",
            returned="returned",
        ),
        "amazon_sale_report": HeaderRoles(
            day="Date",
            order="Order ID",
            sku="SKU",
            quantity="Qty",
            price="Amount",
            money=("Amount",),
            currency="currency",
            status="Status",
            partner="Fulfilment",
            channel="Sales Channel",
            category="Category",
            market="ship-state",
            flag="B2B",
            text="ship-city",
            neighbours=("Category", "Size"),
            droppable=("fulfilled-by", "Category", "Amount"),
            cancelled="Cancelled",
            returned="Shipped - Returned to Seller",
        ),
        "international_sale_report": HeaderRoles(
            day="DATE",
            order="CUSTOMER",
            sku="SKU",
            quantity="PCS",
            price="GROSS AMT",
            money=("RATE", "GROSS AMT"),
            partner="CUSTOMER",
            text="CUSTOMER",
            neighbours=("CUSTOMER", "Style"),
            droppable=("Size", "RATE", "GROSS AMT"),
        ),
        "stock_report": HeaderRoles(sku="SKU Code", stock="Stock", category="Category"),
        "price_list": HeaderRoles(sku="Sku", money=_LIST_PRICES),
        "products": HeaderRoles(sku="sku", money=("list_price",), cost="unit_cost", stock="stock"),
        "partners": HeaderRoles(partner="partner_id", price="commission_pct"),
        "fx_rates": HeaderRoles(day="rate_date", currency="from_currency", price="rate"),
    }
)

SHOP, MARKETPLACE, LEDGER = "order_lines", "amazon_sale_report", "international_sale_report"
SALES = (SHOP, MARKETPLACE, LEDGER)
