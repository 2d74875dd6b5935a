"""Rules of the Online Retail report."""

from ecom_platform.ingestion.feeds.exports.online_retail import FEED
from ecom_platform.quality.rules.rule import DayMeasure, Declare, Query, Row
from ecom_platform.quality.rules.shared_checks.reused_orders import reused_orders
from ecom_platform.quality.rules.shared_checks.unknown_values import unknown_values

_rule = Declare(FEED.table, FEED.owner, FEED.money, "'GBP'")

_ROWS = (
    _rule(
        "invoice_has_its_form",
        "validity",
        "An invoice number has six digits, after a letter for credits and adjustments. Anything "
        "else comes from a shifted column. Ask for a new export.",
        Row("regexp_full_match(invoice, '[A-Z]?[0-9]{6}')"),
    ),
    _rule(
        "quantity_is_not_zero",
        "validity",
        "No line has a quantity of zero. Such a line comes from an emptied column. Ask for a new "
        "export.",
        Row("quantity <> 0"),
    ),
    _rule(
        "only_adjustments_have_negative_prices",
        "validity",
        "Only an adjustment (A...) has a negative price. Otherwise money would be counted with "
        "the wrong sign. Ask for a new export.",
        Row("unit_price >= 0 or starts_with(invoice, 'A')"),
    ),
    _rule(
        "negative_pieces_are_credits",
        "business",
        "Only credit notes (C...) and stock adjustments without money have negative pieces. "
        "Otherwise the sign of a sale is wrong. Ask for a new export.",
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
        "An invoice number is used on one day. Otherwise a second invoice uses the number. "
        "Compare with the shop.",
        reused_orders(FEED.table, "invoice", "true", FEED.money),
    ),
    _rule(
        "countries_are_known",
        "validity",
        "Nearly all lines go to countries that occurred before. Otherwise columns were swapped. "
        "Ask for a new export.",
        unknown_values(FEED.table, "country", 0.3, FEED.money),
    ),
)

_DAYS = (
    _rule(
        "lines_per_day",
        "volume",
        "A day has about as many lines as is usual for its weekday. Fewer may come from a "
        "truncated export, more from a doubled one. Compare with the shop.",
        DayMeasure("count", error_below=0.1, error_above=8, fills_late=True),
    ),
    _rule(
        "share_taken_back",
        "distribution",
        "About as many lines as usual have negative pieces. A jump means a flipped sign. Ask for "
        "a new export.",
        DayMeasure("share", value="quantity < 0", direction="high", error_above=0.3),
    ),
    _rule(
        "share_without_customer",
        "completeness",
        "About as many lines as usual lack a customer. More of them mean that customer ids were "
        "lost. Ask for a new export.",
        DayMeasure("share", value="customer_code is null", direction="high", error_above=0.6),
    ),
    _rule(
        "share_free_of_charge",
        "distribution",
        "About as many lines as usual have a price of zero. More of them mean that the export has "
        "lost prices. Ask for a new export.",
        DayMeasure("share", value="unit_price = 0", direction="high", error_above=0.2),
    ),
)

RULES = (*_ROWS, *_DAYS)
