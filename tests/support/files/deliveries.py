"""Hand-made deliveries, for tests that damage them."""

import gzip
from datetime import date, timedelta

from ecom_platform.fault_injection.fault import Delivery, Files
from ecom_platform.fault_injection.text_table import TextTable, read_table

LINES = 40
FIRST_DAY = date(2025, 6, 10)
FORMER_DAYS = 7

SHOP_HEADER = (
    "order_id,line_id,ordered_at,channel,partner_id,customer_id,sku,quantity,unit_price,"
    "discount_amount,tax_amount,unit_cost,currency,status,ship_country,ship_city"
)
MARKET_HEADER = (
    "index,Order ID,Date,Status,Fulfilment,Sales Channel ,SKU,Category,Size,Qty,currency,Amount,"
    "ship-city,ship-state,B2B,fulfilled-by"
)
LEDGER_HEADER = "index,DATE,Months,CUSTOMER,Style,SKU,Size,PCS,RATE,GROSS AMT"
STOCK = "index,SKU Code,Design No.,Stock,Category,Size,Color\n" + "".join(
    f"{n},A-{n},D-{n},{n + 1}.0,KURTA,M,Red\n" for n in range(20)
)
PRICES = "index,Sku,Style Id,TP,MRP Old,Amazon MRP\n" + "".join(
    f"{n},A-{n},A,{100 + n},{'Nill' if n == 3 else 300 + n},350\n" for n in range(20)
)
PARTNERS = "partner_id,partner_name,partner_type,commission_pct\n" + "".join(
    f"P-{n},Name {n},seller,1{n}.50\n" for n in range(4)
)
RATES = "rate_date,from_currency,to_currency,rate\n2025-06-10,EUR,USD,1.25000000\n"
SHOP_STATES = ("delivered",) * 6 + ("shipped",) * 3 + ("cancelled",)
MARKET_STATES = ("Shipped",) * 7 + ("Cancelled",) + ("Shipped - Delivered to Buyer",) * 2


def delivery(feed: str, night: int = 1) -> Delivery:
    """The delivery of a feed in a night, with the files of the days before it."""
    if feed in {"order_lines", "amazon_sale_report", "international_sale_report"}:
        days = [FIRST_DAY + timedelta(days=number) for number in range(FORMER_DAYS + night)]
        files = [_sales(feed, day) for day in days]
        return Delivery(feed, night, days[-1], files[-1], tuple(files[:-1]))
    texts = {"stock_report": STOCK, "price_list": PRICES, "partners": PARTNERS, "fx_rates": RATES}
    return Delivery(feed, night, FIRST_DAY, {f"{feed}.csv": texts[feed].encode()})


def tables(files: Files) -> list[TextTable]:
    """The files as tables."""
    return [read_table(name, content) for name, content in files.items()]


def only_table(files: Files) -> TextTable:
    """The one file as a table."""
    (table,) = tables(files)
    return table


def _sales(feed: str, day: date) -> Files:
    if feed == "order_lines":
        return {f"{feed} {day}.csv": _text(SHOP_HEADER, [_shop(day, n) for n in range(LINES)])}
    if feed == "amazon_sale_report":
        text = _text(MARKET_HEADER, [_market(day, n) for n in range(LINES)])
        return {f"{feed} {day}.csv.gz": gzip.compress(text, mtime=0)}
    return {f"{feed} {day}.csv": _text(LEDGER_HEADER, [_ledger(day, n) for n in range(LINES)])}


def _text(header: str, lines: list[str]) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def _shop(day: date, n: int) -> str:
    order, state = f"W-{day:%m%d}{n:04d}", SHOP_STATES[n % 10]
    return (
        f"{order},1,{day} {n % 24:02d}:30:00,Webshop,SEL-{n % 7 // 2},C{n:04d},HAL-{n},"
        f"{1 + n % 3},{10 + n}.5000,{'' if n % 2 else '1.00'},2.00,6.2500,EUR,{state},"
        f"{'GB' if n % 4 == 0 else 'DE'},Town {n}"
    )


def _market(day: date, n: int) -> str:
    amount = "" if n % 10 == 0 else f"{300 + n}.00"
    return (
        f"{n},402-{day:%m%d}{n:04d},{day:%m-%d-%y},{MARKET_STATES[n % 10]},"
        f"{'Merchant' if n % 10 > 7 else 'Amazon'},Amazon.in,kr-{n},{'Set' if n % 3 else 'Top'},M,"
        f"1,{'INR' if amount else ''},{amount},PUNE,GOA,{'True' if n == 1 else 'False'},"
    )


def _ledger(day: date, n: int) -> str:
    article = f"ST-{n},ST-{n}-M,M"
    return f"{n},{day:%m-%d-%y},{day:%b-%y},SHOP {n % 4},{article},1.00,{90 + n}.50,{90 + n}.00"
