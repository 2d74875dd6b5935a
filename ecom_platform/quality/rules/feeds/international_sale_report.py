"""Rules of the wholesale ledger."""

from ecom_platform.ingestion.feeds.exports.international_sale_report import FEED
from ecom_platform.quality.rules.rule import DayMeasure, Declare, Row, exact
from ecom_platform.quality.rules.shared_checks.price_outliers import price_outliers

MAX_PIECES = 10_000
_SALES = "layout in ('sales', 'sales_with_stock')"
_GOODS = f"{_SALES} and coalesce(sku, '') not similar to '(SHIPPING|TAG|LABEL).*'"
_rule = Declare(FEED.table, FEED.owner, "gross_amount", "'INR'")

RULES = (
    _rule(
        "pieces_are_plausible",
        "validity",
        f"A line of sales has 1 to {MAX_PIECES:,} pieces. Other numbers come from a shifted "
        "column: the ledger has no returns. Check the line in the ledger.",
        exact(f"not {_SALES} or pieces between 1 and {MAX_PIECES}"),
    ),
    _rule(
        "rate_is_positive",
        "validity",
        "A line of sales has a rate above zero. Other rates come from a shifted column. Check the "
        "line in the ledger.",
        Row(f"not {_SALES} or rate > 0"),
    ),
    _rule(
        "amount_is_pieces_times_rate",
        "business",
        "The gross amount of a line is at most pieces times rate, and at least half of that. "
        "Otherwise one of the three columns is wrong. Check the invoice.",
        Row(f"not {_SALES} or gross_amount between 0.5 * pieces * rate - 1 and pieces * rate + 1"),
    ),
    _rule(
        "stock_is_not_negative",
        "business",
        "No stock next to a sale or in a style list is negative. Otherwise the column has shifted "
        "or was overwritten. Ask products.",
        Row("stock is null or stock >= 0"),
    ),
    _rule(
        "customers_have_names",
        "validity",
        "A customer's name contains letters. A number or a date instead means that columns were "
        "swapped. Check the header.",
        Row(f"not {_SALES} or regexp_matches(customer_name, '[A-Za-z]{{2}}')"),
    ),
    _rule(
        "rates_are_near_the_usual",
        "business",
        "No article is sold at five times or a fifth of its usual rate. A factor was applied, or "
        "the decimal sign has changed. Check the invoice.",
        price_outliers(
            FEED.table,
            f"case when {_GOODS} then gross_amount / nullif(pieces, 0) end",
            "style",
            pieces="pieces",
            currency="'INR'",
        ),
    ),
    _rule(
        "mean_rate",
        "distribution",
        "A piece costs on average about what it usually does. A factor of three comes from "
        "another unit or currency. Check the invoices.",
        DayMeasure(
            "mean",
            value="gross_amount",
            weight="pieces",
            where=_GOODS,
            error_below=0.3,
            error_above=3.3,
        ),
    ),
)
