"""Rules of the Online Retail report, before anything is derived from it."""

from ecom_platform.ingestion.feeds.exports.online_retail import FEED
from ecom_platform.quality.rules.common_sql import reused_orders, unknown_values
from ecom_platform.quality.rules.rule import DayMeasure, Declare, Query, Row

_rule = Declare(FEED.table, FEED.owner, FEED.money, "'GBP'")

_ROWS = (
    _rule(
        "invoice_has_its_form",
        "validity",
        "An invoice number is six digits, with a letter before it for credits and adjustments. "
        "Anything else is a shifted column. Ask for a new export.",
        Row("regexp_full_match(invoice, '[A-Z]?[0-9]{6}')"),
    ),
    _rule(
        "quantity_is_not_zero",
        "validity",
        "A line has pieces, or takes some back. One without is an emptied column. Ask for a new "
        "export.",
        Row("quantity <> 0"),
    ),
    _rule(
        "only_adjustments_have_negative_prices",
        "validity",
        "No price is negative but on an adjustment (A...). Money would be counted with the wrong "
        "sign. Ask for a new export.",
        Row("unit_price >= 0 or starts_with(invoice, 'A')"),
    ),
    _rule(
        "negative_pieces_are_credits",
        "business",
        "Pieces are only taken back on a credit note (C...), or without money as an adjustment of "
        "stock. Otherwise a sale lost its sign. Ask for a new export.",
        Row("quantity > 0 or starts_with(invoice, 'C') or unit_price = 0"),
    ),
    _rule(
        "an_invoice_has_one_customer",
        "integrity",
        "All lines of an invoice have one customer and one country. Otherwise columns have "
        "shifted. Ask for a new export.",
        Query(
            failing="""
                select {day} as day, invoice, sum(quantity * unit_price) as amount
                from raw.online_retail where {days} group by all
                having count(distinct customer_code) > 1 or count(distinct country) > 1
                order by day, invoice
            """,
            finding="Invoice {invoice} of {day} has several customers or countries.",
        ),
    ),
    _rule(
        "an_invoice_has_one_day",
        "uniqueness",
        "An invoice number is used on one day. Otherwise a second invoice uses its number. Compare "
        "with the shop.",
        reused_orders(FEED.table, "invoice", "true", FEED.money),
    ),
    _rule(
        "countries_are_known",
        "validity",
        "Nearly all lines go to countries that occurred before. Otherwise columns have changed "
        "places. Ask for a new export.",
        unknown_values(FEED.table, "country", 0.3, FEED.money),
    ),
)

_DAYS = (
    _rule(
        "lines_per_day",
        "volume",
        "A day has as many lines as its weekday usually has. Fewer may be a truncated export, more "
        "a doubled one. Compare with the shop.",
        DayMeasure("count", error_below=0.1, error_above=8, fills_late=True),
        "warn",
    ),
    _rule(
        "share_taken_back",
        "distribution",
        "As many lines take pieces back as usual. A jump is a flipped sign. Ask for a new export.",
        DayMeasure("share", value="quantity < 0", direction="high", error_above=0.3),
        "warn",
    ),
    _rule(
        "share_without_customer",
        "completeness",
        "As many lines lack a customer as usual. More means the identity was lost. Ask for a new "
        "export.",
        DayMeasure("share", value="customer_code is null", direction="high", error_above=0.6),
        "warn",
    ),
    _rule(
        "share_free_of_charge",
        "distribution",
        "As many lines have a price of zero as usual. More means prices were lost in the export. "
        "Ask for a new export.",
        DayMeasure("share", value="unit_price = 0", direction="high", error_above=0.2),
        "warn",
    ),
)

RULES = (*_ROWS, *_DAYS)
