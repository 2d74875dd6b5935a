"""Rules of the rows of the Amazon sale report."""

from ecom_platform.ingestion.feeds.exports.amazon_sale_report import FEED
from ecom_platform.quality.rules.rule import Declare, Query, Row, exact

MAX_PIECES = 100
MAX_PRICE = 25_000  # INR a piece; the dearest article of the catalogue is a tenth of it
STATUSES = (
    "Cancelled",
    "Pending",
    "Pending - Waiting for Pick Up",
    "Shipped",
    "Shipped - Damaged",
    "Shipped - Delivered to Buyer",
    "Shipped - Lost in Transit",
    "Shipped - Out for Delivery",
    "Shipped - Picked Up",
    "Shipped - Rejected by Buyer",
    "Shipped - Returned to Seller",
    "Shipped - Returning to Seller",
    "Shipping",
)


_rule = Declare(FEED.table, FEED.owner, FEED.money, "currency")


def _sql_list(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


RULES = (
    _rule(
        "quantity_is_plausible",
        "validity",
        f"A line has 0 to {MAX_PIECES} pieces. More of them mean a shifted column or a wrong unit. "
        "Compare the column Qty with the order in Seller Central.",
        exact(f"quantity between 0 and {MAX_PIECES}"),
    ),
    _rule(
        "amount_is_not_negative",
        "validity",
        "No line has a negative amount: Amazon reports returns as a status. Ask for a new export.",
        Row("amount is null or amount >= 0"),
    ),
    _rule(
        "price_of_a_piece_is_plausible",
        "validity",
        f"No piece costs more than {MAX_PRICE:,} rupees. Otherwise a factor was applied, or the "
        "decimal sign has changed. Ask for a new export.",
        Row(f"amount is null or amount <= {MAX_PRICE} * greatest(quantity, 1)"),
    ),
    _rule(
        "amount_and_currency_go_together",
        "validity",
        "A line has a currency if and only if it has an amount. Otherwise columns have shifted. "
        "Ask for a new export.",
        Row("(amount is null) = (currency is null)"),
    ),
    _rule(
        "currency_is_the_sellers",
        "validity",
        "Every amount is in rupees, the currency of the seller account. Amounts in another "
        "currency would be added to rupees. Find out whether the account has changed, and declare "
        "the currency.",
        Row("currency is null or currency = 'INR'"),
    ),
    _rule(
        "status_is_known",
        "validity",
        "Every status has a place on the revenue ladder from booked to kept. The money of a new "
        "status would be missing from the ladder. Add it to int_amazon_order_lines and to this "
        "rule.",
        Row(f"status in ({_sql_list(STATUSES)})"),
    ),
    _rule(
        "fulfilment_is_known",
        "validity",
        "A line is fulfilled by Amazon or Merchant. The sales programme is derived from it. Add "
        "the new value to int_amazon_order_lines and to this rule.",
        Row("fulfilment in ('Amazon', 'Merchant')"),
    ),
    _rule(
        "sales_channel_is_known",
        "validity",
        "A line is sold on Amazon.in or Non-Amazon. A new marketplace is a new partner. Add it to "
        "int_amazon_order_lines and to this rule.",
        Row("sales_channel in ('Amazon.in', 'Non-Amazon')"),
    ),
    _rule(
        "order_id_has_its_form",
        "validity",
        "An order number has three, seven and seven digits. Anything else comes from a shifted "
        "column, or was changed by a spreadsheet. Ask for a new export.",
        Row("regexp_full_match(order_id, '[A-Z]?[0-9]{2,3}-[0-9]{7}-[0-9]{7}')"),
    ),
    _rule(
        "sku_belongs_to_its_style",
        "validity",
        "A SKU begins with its style, in capitals. A SKU with blanks, a prefix or small letters "
        "matches no product and no stock. Ask for a new export.",
        Row("style is null or (starts_with(sku, upper(style)) and sku = upper(sku))"),
    ),
    _rule(
        "postal_code_has_its_form",
        "validity",
        "A postal code has six digits. Anything else comes from a shifted column, or was changed "
        "by a spreadsheet. Ask for a new export.",
        Row("ship_postal_code is null or regexp_full_match(ship_postal_code, '[0-9]{6}')"),
    ),
    _rule(
        "asin_has_its_form",
        "validity",
        "An ASIN is B and nine letters or digits. Anything else comes from a shifted column. Ask "
        "for a new export.",
        Row("asin is null or regexp_full_match(asin, 'B[A-Z0-9]{9}')"),
    ),
    _rule(
        "country_is_india",
        "validity",
        "Amazon.in ships within India. Another country means a shifted column or a new programme. "
        "Ask marketplaces which.",
        Row("ship_country is null or ship_country = 'IN'"),
        "warn",
    ),
    _rule(
        "delivered_lines_went_by_courier",
        "business",
        "A line that is on its way, delivered or returned was shipped by the courier. Otherwise "
        "the status or the courier status is wrong. Compare both in Seller Central.",
        Row(
            "status not like 'Shipped - %' or courier_status is null or courier_status = 'Shipped'"
        ),
    ),
    _rule(
        "cancelled_lines_did_not_ship",
        "business",
        "A cancelled line was not shipped by the courier. Otherwise its money would be missing "
        "from kept revenue. Check the order in Seller Central.",
        Row("status <> 'Cancelled' or courier_status is null or courier_status <> 'Shipped'"),
    ),
    _rule(
        "only_merchant_lines_are_tracked",
        "business",
        "Only lines that the merchant ships have a status after 'Shipped'. On other lines the "
        "columns have shifted. Ask for a new export.",
        Row("status not like 'Shipped - %' or fulfilment = 'Merchant'"),
    ),
    _rule(
        "a_line_stands_once",
        "uniqueness",
        "At most 1 % of the lines of a day, or three lines, repeat a line of their own order. "
        "More of them are copies, which would count twice. Compare the orders in Seller Central.",
        Query(
            failing="""
                with repeated as (
                    select {day} as day, order_id, sku, count(*) as times, sum(amount) as amount
                    from raw.amazon_sale_report where {evaluated}
                    group by all having count(*) > 1
                ), of_days as (
                    select day, cast(sum(times - 1) as bigint) as extra_count, sum(amount) as amount
                    from repeated group by day
                )
                select of_days.day, extra_count, amount, day_lines
                from of_days inner join (
                    select {day} as day, count(*) as day_lines from raw.amazon_sale_report
                    where {evaluated} group by all
                ) using (day)
                where extra_count > greatest(3, 0.01 * day_lines) order by day
            """,
            finding="{extra_count} of {day_lines} lines of {day} repeat a line of their own order.",
        ),
    ),
)
