"""Rules of the Amazon sale report that compare its newest days with those before them."""

from ecom_platform.ingestion.feeds.exports.amazon_sale_report import FEED
from ecom_platform.quality.rules.rule import DayMeasure, Declare
from ecom_platform.quality.rules.shared_checks.price_outliers import price_outliers
from ecom_platform.quality.rules.shared_checks.repeated_values import (
    repeated_lines,
    single_value_days,
)
from ecom_platform.quality.rules.shared_checks.reused_orders import reused_orders
from ecom_platform.quality.rules.shared_checks.unknown_values import unknown_values

_PENDING = "'Pending', 'Pending - Waiting for Pick Up', 'Shipping'"
_PROGRAMME = "sales_channel || '/' || fulfilment"
_rule = Declare(FEED.table, FEED.owner, FEED.money, "currency")

_COMPARED = (
    _rule(
        "prices_are_near_the_usual",
        "business",
        "No article is sold at five times or a fifth of its usual price. A factor was applied, "
        "the decimal sign has changed, or two columns were swapped. Ask for a new export.",
        price_outliers(
            FEED.table,
            "amount / nullif(quantity, 0)",
            "sku",
            pieces="quantity",
            currency="currency",
        ),
    ),
    _rule(
        "styles_have_their_usual_prices",
        "business",
        "No style is sold at five times or a fifth of its usual price. The rule covers articles "
        "that sell too seldom to have a usual price of their own. Ask for a new export.",
        price_outliers(
            FEED.table,
            "amount / nullif(quantity, 0)",
            "style",
            pieces="quantity",
            currency="currency",
        ),
    ),
    _rule(
        "lines_do_not_repeat_each_other",
        "uniqueness",
        "Lines of different orders are not equal down to the postal code. Lines copied under new "
        "order numbers would count twice. Compare with Seller Central.",
        repeated_lines(
            FEED.table,
            "sku, quantity, amount, ship_city, ship_postal_code, fulfilment",
            "order_id",
            "amount",
            share=0.05,
        ),
    ),
    _rule(
        "an_order_has_one_day",
        "uniqueness",
        "An order number occurs on one day only. On another day it is a second order under a used "
        "number, and both would be counted wrongly. Compare with Seller Central.",
        reused_orders(FEED.table, "order_id", "true", "amount"),
    ),
    _rule(
        "lines_have_more_than_one_status",
        "distribution",
        "The lines of a day have more than one status. Otherwise a filter was left on in the "
        "export, or the column was overwritten. Ask for a new export.",
        single_value_days(FEED.table, "status", _PENDING),
    ),
    _rule(
        "states_are_states",
        "validity",
        "Nearly all lines go to states that occurred before. Otherwise city and state, or other "
        "columns, were swapped. Ask for a new export.",
        unknown_values(FEED.table, "upper(ship_state)", 0.2, "amount"),
    ),
    _rule(
        "skus_are_known",
        "coverage",
        "Most lines are of articles sold in the weeks before. Otherwise the article numbers have "
        "changed and match neither stock nor products. Ask products whether a new season has "
        "begun.",
        unknown_values(FEED.table, "sku", 0.5, "amount"),
        "warn",
    ),
)

_DAYS = (
    _rule(
        "lines_per_day",
        "volume",
        "A day has about as many lines as is usual for its weekday. Fewer may come from a "
        "truncated export, more from a doubled export or a sale. Compare with Seller Central.",
        DayMeasure("count", error_below=0.35, error_above=5, fills_late=True),
    ),
    _rule(
        "lines_per_programme",
        "volume",
        "Each sales programme has about its usual number of lines. When only one falls silent, "
        "the export is broken or the listing was stopped. Ask marketplaces.",
        DayMeasure("count", dimension=_PROGRAMME, error_below=0.1, error_above=8, fills_late=True),
    ),
    _rule(
        "lines_per_category",
        "volume",
        "Each category has about its usual number of lines. When only one doubles or falls "
        "silent, a section was doubled, the category was renamed, or its stock ran out. Ask "
        "marketplaces.",
        DayMeasure("count", dimension="category", error_below=0.1, error_above=8, fills_late=True),
    ),
    _rule(
        "lines_per_state",
        "volume",
        "Each state has about its usual number of lines. When only one falls silent, it cannot be "
        "served, or the export has lost it. Ask marketplaces.",
        DayMeasure(
            "count",
            dimension="upper(ship_state)",
            where="ship_state is not null",
            error_above=10,
            fills_late=True,
        ),
    ),
    _rule(
        "money_per_day",
        "volume",
        "A day has about as much money as usual. A factor of ten comes from another unit, not "
        "from business. Check prices and quantities.",
        DayMeasure("count", value="amount", error_below=0.15, error_above=5, fills_late=True),
    ),
    _rule(
        "mean_price",
        "distribution",
        "A piece costs on average about what it usually does. A factor of two comes from a "
        "changed price list, a factor of three from another unit or currency. Compare single "
        "orders.",
        DayMeasure(
            "mean",
            value="amount",
            weight="quantity",
            where="amount > 0 and quantity > 0",
            error_below=0.33,
            error_above=3,
        ),
    ),
    _rule(
        "pieces_per_line",
        "distribution",
        "A line has on average about as many pieces as usual. Otherwise the column has shifted, "
        "or a dealer has bought. Check the largest lines.",
        DayMeasure("mean", value="quantity", error_below=0.3, error_above=3),
    ),
    _rule(
        "share_cancelled",
        "distribution",
        "About as many lines as usual are cancelled. More of them mean an operational problem, or "
        "a status that is filled wrongly. Ask marketplaces.",
        DayMeasure("share", value="status = 'Cancelled'", direction="high", error_above=0.6),
    ),
    _rule(
        "share_without_amount",
        "completeness",
        "About as many lines as usual lack an amount. More of them mean that the export has lost "
        "the column. Ask for a new export.",
        DayMeasure("share", value="amount is null", direction="high", error_above=0.3),
    ),
    _rule(
        "share_free_of_charge",
        "distribution",
        "About as many lines as usual have a price of zero. More of them mean that the export has "
        "lost prices. Ask for a new export.",
        DayMeasure(
            "share",
            value="amount = 0",
            where="amount is not null",
            direction="high",
            error_above=0.2,
        ),
    ),
    _rule(
        "share_business",
        "distribution",
        "About as many lines as usual are of businesses. A flipped flag inverts the share. Ask "
        "for a new export.",
        DayMeasure("share", value="is_b2b", error_above=0.3, error_below=0.3),
    ),
    _rule(
        "share_without_address",
        "completeness",
        "About as many lines as usual lack a postal code. A line without one belongs to no market "
        "area. Ask for a new export.",
        DayMeasure("share", value="ship_postal_code is null", direction="high", error_above=0.3),
    ),
    _rule(
        "share_by_merchant",
        "distribution",
        "The merchant ships about its usual share of the lines. A jump means a flipped column or "
        "a closed warehouse. Ask marketplaces.",
        DayMeasure("share", value="fulfilment = 'Merchant'", error_above=0.5, error_below=0.5),
    ),
)

RULES = (*_COMPARED, *_DAYS)
