"""Rules of the generic order lines that compare their newest days with those before them."""

from ecom_platform.ingestion.feeds.contract.order_lines import FEED, LIST_AMOUNT
from ecom_platform.quality.rules.rule import DayMeasure, Declare
from ecom_platform.quality.rules.shared_checks.price_outliers import price_outliers
from ecom_platform.quality.rules.shared_checks.repeated_values import single_value_days
from ecom_platform.quality.rules.shared_checks.unknown_values import unknown_values

_SOLD = "quantity > 0"
_GOODS = "quantity > 0 and coalesce(line_kind, 'goods') = 'goods'"
_rule = Declare(FEED.table, FEED.owner, FEED.money, "currency")

_COMPARED = (
    _rule(
        "prices_are_near_the_usual",
        "business",
        "No article is sold at five times or a fifth of its usual price. A factor was applied, "
        "the decimal sign has changed, or two columns were swapped. Ask for a new export. A few "
        "such prices are genuine, so up to one line in a hundred is told and holds nothing.",
        price_outliers(
            FEED.table,
            "unit_price",
            "sku, currency",
            pieces="quantity",
            currency="currency",
            goods=_GOODS,
        ),
    ),
    _rule(
        "lines_have_more_than_one_status",
        "distribution",
        "The lines of a day have more than one status. Otherwise a filter was left on in the "
        "export, or the column was overwritten. Ask for a new export.",
        single_value_days(FEED.table, "status", "'pending', 'shipped'"),
    ),
    _rule(
        "channels_are_known",
        "validity",
        "Most lines are of channels that occurred before. Otherwise a channel was renamed, or a "
        "new one has begun. Ask the web shop.",
        unknown_values(FEED.table, "channel", 0.2, FEED.money),
        "warn",
    ),
    _rule(
        "countries_are_known",
        "validity",
        "Nearly all lines go to countries that occurred before. Otherwise columns were swapped. "
        "Ask for a new export.",
        unknown_values(FEED.table, "ship_country", 0.3, FEED.money),
    ),
    _rule(
        "skus_are_known",
        "coverage",
        "Most goods lines are of articles sold in the weeks before. Otherwise the article numbers "
        "have changed. Ask products whether a new season has begun.",
        unknown_values(
            FEED.table,
            "case when coalesce(line_kind, 'goods') = 'goods' then sku end",
            0.5,
            FEED.money,
        ),
        "warn",
    ),
)

_VOLUMES = (
    _rule(
        "lines_per_day",
        "volume",
        "A day has about as many lines as is usual for its weekday. Fewer may come from a "
        "truncated export, more from a doubled export or a sale. Compare with the shop.",
        DayMeasure("count", error_below=0.35, error_above=5, fills_late=True),
    ),
    _rule(
        "lines_per_channel",
        "volume",
        "Each channel has about its usual number of lines. When only one falls silent, the export "
        "is broken. Ask the web shop.",
        DayMeasure("count", dimension="channel", error_below=0.1, error_above=8, fills_late=True),
    ),
    _rule(
        "lines_per_partner",
        "volume",
        "Each partner has about its usual number of lines. When only one falls silent, it has "
        "left, or the export has lost it. Ask partners.",
        DayMeasure(
            "count",
            dimension="partner_id",
            where="partner_id is not null",
            min_rows=10,
            error_above=10,
            fills_late=True,
        ),
    ),
    _rule(
        "lines_per_country",
        "volume",
        "Each country has about its usual number of lines. When only one falls silent, the market "
        "is lost, or the export has lost it. Ask the web shop.",
        DayMeasure("count", dimension="ship_country", min_rows=15, error_above=10, fills_late=True),
    ),
    _rule(
        "lines_per_currency",
        "volume",
        "Each currency has about its usual number of lines. When one replaces another, amounts "
        "were labelled with the wrong currency. Ask the web shop.",
        DayMeasure("count", dimension="currency", error_below=0.15, error_above=5, fills_late=True),
    ),
    _rule(
        "money_per_currency",
        "volume",
        "A day has about as much money in each currency as usual. A factor of five comes from "
        "another unit, not from business. Check prices and quantities.",
        DayMeasure(
            "count",
            value=FEED.money,
            dimension="currency",
            where=_SOLD,
            error_below=0.15,
            error_above=5,
            fills_late=True,
        ),
    ),
)

_SHARES = (
    _rule(
        "mean_price",
        "distribution",
        "A piece costs on average about what it usually does. A factor of two comes from a "
        "changed price list, a factor of three from another unit. Compare single orders.",
        DayMeasure(
            "mean",
            value=LIST_AMOUNT,
            weight="quantity",
            dimension="currency",
            where=_GOODS,
            error_below=0.33,
            error_above=3,
        ),
    ),
    _rule(
        "pieces_per_line",
        "distribution",
        "A line has on average about as many pieces as usual. Otherwise the column has shifted, "
        "or a dealer has bought. Check the largest lines.",
        DayMeasure("mean", value="quantity", where=_GOODS, error_below=0.3, error_above=3),
    ),
    _rule(
        "share_cancelled",
        "distribution",
        "About as many lines as usual are cancelled. More of them mean an operational problem, or "
        "a status that is filled wrongly. Ask the web shop.",
        DayMeasure("share", value="status = 'cancelled'", direction="high", error_above=0.6),
    ),
    _rule(
        "share_returned",
        "distribution",
        "No more lines are returned than on days that are long past. More of them mean a bad "
        "batch, or a status that is filled wrongly. Ask the web shop.",
        DayMeasure("share", value="status = 'returned'", direction="high", error_above=0.6),
    ),
    _rule(
        "share_free_of_charge",
        "distribution",
        "About as many lines as usual have a price of zero. More of them mean that the export has "
        "lost prices. Ask for a new export.",
        DayMeasure("share", value="unit_price = 0", direction="high", error_above=0.2),
    ),
    _rule(
        "share_taken_back",
        "distribution",
        "About as many lines as usual have negative pieces. A jump means a flipped sign. Ask for "
        "a new export.",
        DayMeasure("share", value="quantity < 0", direction="high", error_above=0.15),
    ),
    _rule(
        "share_without_customer",
        "completeness",
        "About as many lines as usual lack a customer. More of them mean that customer ids were "
        "lost, and every customer would look silent. Ask for a new export.",
        DayMeasure("share", value="customer_id is null", direction="high", error_above=0.2),
    ),
    _rule(
        "share_without_cost",
        "completeness",
        "About as many goods lines as usual lack a cost. With more of them, margins would rest on "
        "fewer lines. Ask for a new export.",
        DayMeasure(
            "share", value="unit_cost is null", where=_GOODS, direction="high", error_above=0.5
        ),
    ),
    _rule(
        "share_sold_below_cost",
        "business",
        "About as many goods lines as usual are sold below their cost. A jump means a cost in "
        "another unit or currency. Compare with the product list.",
        DayMeasure(
            "share",
            value="unit_cost > unit_price",
            where=f"{_GOODS} and unit_cost is not null",
            direction="high",
            error_above=0.3,
        ),
    ),
    _rule(
        "share_by_night",
        "distribution",
        "About as many lines as usual are ordered between midnight and six. A shift means another "
        "time zone in the export. Compare the time of an order with the shop.",
        DayMeasure(
            "share",
            value="hour(ordered_at) < 6",
            error_below=0.2,
            error_above=0.2,
            fills_late=True,
        ),
    ),
    _rule(
        "share_in_the_evening",
        "distribution",
        "About as many lines as usual are ordered after six in the evening. A shift means another "
        "time zone in the export. Compare the time of an order with the shop.",
        DayMeasure(
            "share",
            value="hour(ordered_at) >= 18",
            error_below=0.2,
            error_above=0.2,
            fills_late=True,
        ),
    ),
)

RULES = (*_COMPARED, *_VOLUMES, *_SHARES)
