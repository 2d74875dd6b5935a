"""Rules of the Amazon sale report, on its raw rows: before anything is derived from them."""

from ecom_platform.ingestion.feeds.amazon_sale_report import FEED
from ecom_platform.quality.common_checks import (
    one_word_for_all,
    price_outliers,
    repeated_lines,
    reused_orders,
    unknown_words,
)
from ecom_platform.quality.outcome import Severity
from ecom_platform.quality.rule import DayMeasure, Query, Row, Rule, RuleKind, Unique

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
_PENDING = "'Pending', 'Pending - Waiting for Pick Up', 'Shipping'"
_PROGRAMME = "sales_channel || '/' || fulfilment"


def _rule(
    name: str,
    about: str,
    kind: RuleKind,
    check: Row | Unique | Query | DayMeasure,
    severity: Severity = "error",
) -> Rule:
    is_row = isinstance(check, (Row, Unique))
    return Rule(
        name=name,
        table=FEED.table,
        about=about,
        kind=kind,
        check=check,
        severity=severity,
        owner=FEED.owner,
        money=FEED.money if is_row else "",
        currency="currency",
    )


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_ROWS = (
    _rule(
        "quantity_is_plausible",
        f"A line has 0 to {MAX_PIECES} pieces. More is a shifted column or a wrong unit. Compare "
        "the column Qty with the order in Seller Central.",
        "validity",
        Row(f"quantity between 0 and {MAX_PIECES}"),
    ),
    _rule(
        "amount_is_not_negative",
        "No line has a negative amount: Amazon reports returns as a status. Ask for a new export.",
        "validity",
        Row("amount is null or amount >= 0"),
    ),
    _rule(
        "price_of_a_piece_is_plausible",
        f"No piece costs more than {MAX_PRICE:,} rupees. A factor or the decimal sign has changed. "
        "Ask for a new export.",
        "validity",
        Row(f"amount is null or amount <= {MAX_PRICE} * greatest(quantity, 1)"),
    ),
    _rule(
        "amount_and_currency_go_together",
        "A line has a currency exactly when it has an amount. Otherwise columns have shifted. Ask "
        "for a new export.",
        "validity",
        Row("(amount is null) = (currency is null)"),
    ),
    _rule(
        "currency_is_the_sellers",
        "Every amount is in rupees, the currency of the seller account. Another one would be added "
        "to rupees. Find out whether the account has changed, and declare the currency.",
        "validity",
        Row("currency is null or currency = 'INR'"),
    ),
    _rule(
        "status_is_known",
        "Every status is a word the platform can place on the ladder from booked to kept. A new "
        "word would leave its money nowhere. Place it in int_amazon_order_lines and here.",
        "validity",
        Row(f"status in ({_words(STATUSES)})"),
    ),
    _rule(
        "fulfilment_is_known",
        "A line is fulfilled by Amazon or Merchant. The sales programme is made of it. Place the "
        "new word in int_amazon_order_lines and here.",
        "validity",
        Row("fulfilment in ('Amazon', 'Merchant')"),
    ),
    _rule(
        "sales_channel_is_known",
        "A line is sold on Amazon.in or Non-Amazon. A new marketplace is a new partner. Place it "
        "in int_amazon_order_lines and here.",
        "validity",
        Row("sales_channel in ('Amazon.in', 'Non-Amazon')"),
    ),
    _rule(
        "order_id_has_its_form",
        "An order number is three, seven and seven digits. Anything else is a shifted column or a "
        "spreadsheet's work. Ask for a new export.",
        "validity",
        Row("regexp_full_match(order_id, '[A-Z]?[0-9]{2,3}-[0-9]{7}-[0-9]{7}')"),
    ),
    _rule(
        "sku_belongs_to_its_style",
        "A SKU begins with its style, in capitals. Padded, prefixed or small ones match no product "
        "and no stock. Ask for a new export.",
        "validity",
        Row("style is null or (starts_with(sku, upper(style)) and sku = upper(sku))"),
    ),
    _rule(
        "postal_code_has_its_form",
        "A postal code is six digits. Others are a spreadsheet's numbers or a shifted column. Ask "
        "for a new export.",
        "validity",
        Row("ship_postal_code is null or regexp_full_match(ship_postal_code, '[0-9]{6}')"),
    ),
    _rule(
        "asin_has_its_form",
        "An ASIN is B and nine letters or digits. Anything else is a shifted column. Ask for a new "
        "export.",
        "validity",
        Row("asin is null or regexp_full_match(asin, 'B[A-Z0-9]{9}')"),
    ),
    _rule(
        "country_is_india",
        "Amazon.in ships within India. Another country is a shifted column or a new programme. Ask "
        "marketplaces which.",
        "validity",
        Row("ship_country is null or ship_country = 'IN'"),
        "warn",
    ),
    _rule(
        "delivered_lines_went_by_courier",
        "A line on its way, delivered or returned was not left unshipped or cancelled by the "
        "courier. Otherwise one of two columns is wrong. Look at both in Seller Central.",
        "business",
        Row(
            "status not like 'Shipped - %' or courier_status is null or courier_status = 'Shipped'"
        ),
    ),
    _rule(
        "cancelled_lines_did_not_ship",
        "A cancelled line was not shipped by the courier. Its money would be missing from what was "
        "kept. Look at the order in Seller Central.",
        "business",
        Row("status <> 'Cancelled' or courier_status is null or courier_status <> 'Shipped'"),
    ),
    _rule(
        "only_merchant_lines_are_tracked",
        "Only lines the merchant ships have steps after 'Shipped'. On others the columns have "
        "shifted. Ask for a new export.",
        "business",
        Row("status not like 'Shipped - %' or fulfilment = 'Merchant'"),
    ),
    _rule(
        "a_line_stands_once",
        "No line stands twice with the same content in one order. A few always do; it is told so "
        "that someone looks. Compare the order in Seller Central.",
        "uniqueness",
        Query(
            failing="""
                with repeated as (
                    select {day} as day, order_id, sku, count(*) as times, sum(amount) as amount
                    from raw.amazon_sale_report where {judged}
                    group by all having count(*) > 1
                ), of_days as (
                    select day, cast(sum(times - 1) as bigint) as extra_count, sum(amount) as amount
                    from repeated group by day
                )
                select of_days.day, extra_count, amount, day_lines
                from of_days inner join (
                    select {day} as day, count(*) as day_lines from raw.amazon_sale_report
                    where {judged} group by all
                ) using (day)
                where extra_count > greatest(3, 0.01 * day_lines) order by day
            """,
            finding="{extra_count} of {day_lines} lines of {day} repeat a line of their own order.",
        ),
    ),
)

_COMPARED = (
    _rule(
        "prices_are_near_the_usual",
        "No article is sold at five times or a fifth of its usual price. A factor, the decimal "
        "sign or two columns have changed places. Ask for a new export.",
        "business",
        price_outliers(FEED.table, "amount / nullif(quantity, 0)", "sku", "amount"),
    ),
    _rule(
        "styles_have_their_usual_prices",
        "No style is sold at five times or a fifth of its usual price. It sees articles that sell "
        "too seldom to have a price of their own. Ask for a new export.",
        "business",
        price_outliers(FEED.table, "amount / nullif(quantity, 0)", "style", "amount"),
    ),
    _rule(
        "lines_do_not_repeat_each_other",
        "Lines of different orders do not say the same down to the postal code. Lines that were "
        "copied under new numbers would count twice. Compare with Seller Central.",
        "uniqueness",
        repeated_lines(
            FEED.table,
            "sku, quantity, amount, ship_city, ship_postal_code, fulfilment",
            "order_id",
            "amount",
        ),
    ),
    _rule(
        "an_order_has_one_day",
        "An order number stands on one day. On another it is a second order under a used number, "
        "and either would count wrongly. Compare with Seller Central.",
        "uniqueness",
        reused_orders(FEED.table, "order_id", "true", "amount"),
    ),
    _rule(
        "lines_have_more_than_one_status",
        "The lines of a day do not all have one status. A filter was left on in the export, or the "
        "column was filled. Ask for a new export.",
        "distribution",
        one_word_for_all(FEED.table, "status", _PENDING),
    ),
    _rule(
        "states_are_states",
        "Nearly all lines go to states that occurred before. Otherwise city and state, or other "
        "columns, have changed places. Ask for a new export.",
        "validity",
        unknown_words(FEED.table, "upper(ship_state)", 0.2, "amount"),
    ),
    _rule(
        "skus_are_known",
        "Most lines are of articles sold in the weeks before. Otherwise their names have changed "
        "and match neither stock nor products. Ask products for a new season.",
        "coverage",
        unknown_words(FEED.table, "sku", 0.5, "amount"),
        "warn",
    ),
)

_DAYS = (
    _rule(
        "lines_per_day",
        "A day has as many lines as its weekday usually has. Fewer may be a truncated export, more "
        "a doubled one; or a sale. Compare with Seller Central.",
        "volume",
        DayMeasure("count", error_below=0.2, error_above=5, fills_late=True),
        "warn",
    ),
    _rule(
        "lines_per_programme",
        "Each sales programme has about its usual lines. One alone that falls silent is a broken "
        "export or a stopped listing. Ask marketplaces.",
        "volume",
        DayMeasure("count", dimension=_PROGRAMME, error_below=0.1, error_above=8, fills_late=True),
        "warn",
    ),
    _rule(
        "lines_per_category",
        "Each category has about its usual lines. One alone that doubles or falls silent is a "
        "doubled section, a renamed category or a stock-out. Ask marketplaces.",
        "volume",
        DayMeasure("count", dimension="category", error_below=0.1, error_above=8, fills_late=True),
        "warn",
    ),
    _rule(
        "money_per_day",
        "A day has about as much money as usual. Ten times more or less is no business but another "
        "unit. Look at prices and quantities.",
        "volume",
        DayMeasure("count", value="amount", error_below=0.15, error_above=5, fills_late=True),
        "warn",
    ),
    _rule(
        "mean_price",
        "A piece costs on average what it usually does. A factor of two is a changed price list, a "
        "factor of three another unit or currency. Compare single orders.",
        "distribution",
        DayMeasure(
            "mean",
            value="amount",
            weight="quantity",
            where="amount > 0 and quantity > 0",
            error_below=0.33,
            error_above=3,
        ),
        "warn",
    ),
    _rule(
        "pieces_per_line",
        "A line has on average as many pieces as usual. Otherwise the column has shifted or a "
        "dealer bought. Look at the largest lines.",
        "distribution",
        DayMeasure("mean", value="quantity", error_below=0.3, error_above=3),
        "warn",
    ),
    _rule(
        "share_cancelled",
        "As many lines are cancelled as usual. More is an operational problem or a wrongly filled "
        "status. Ask marketplaces.",
        "distribution",
        DayMeasure("share", value="status = 'Cancelled'", direction="high", error_above=0.6),
        "warn",
    ),
    _rule(
        "share_without_amount",
        "As many lines lack an amount as usual. More means the column was lost in the export. Ask "
        "for a new export.",
        "completeness",
        DayMeasure("share", value="amount is null", direction="high", error_above=0.3),
        "warn",
    ),
    _rule(
        "share_free_of_charge",
        "As many lines have a price of zero as usual. More means prices were lost in the export. "
        "Ask for a new export.",
        "distribution",
        DayMeasure(
            "share",
            value="amount = 0",
            where="amount is not null",
            direction="high",
            error_above=0.2,
        ),
        "warn",
    ),
    _rule(
        "share_business",
        "As many lines are of businesses as usual. A flipped flag turns it round. Ask for a new "
        "export.",
        "distribution",
        DayMeasure("share", value="is_b2b", error_above=0.3, error_below=0.3),
        "warn",
    ),
    _rule(
        "share_without_address",
        "Nearly every line has a postal code. Without it no market area can be told. Ask for a new "
        "export.",
        "completeness",
        DayMeasure("share", value="ship_postal_code is null", direction="high", error_above=0.3),
        "warn",
    ),
    _rule(
        "share_by_merchant",
        "The merchant ships its usual share. A jump is a flipped column or a closed warehouse. Ask "
        "marketplaces.",
        "distribution",
        DayMeasure("share", value="fulfilment = 'Merchant'", error_above=0.5, error_below=0.5),
        "warn",
    ),
)

RULES = (*_ROWS, *_COMPARED, *_DAYS)
