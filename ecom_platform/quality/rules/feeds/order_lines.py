"""Rules of the rows of the generic order lines."""

from ecom_platform.ingestion.feeds.contract.order_lines import FEED
from ecom_platform.quality.rules.rule import Declare, Query, Row
from ecom_platform.quality.rules.shared_checks.repeated_values import repeated_lines
from ecom_platform.quality.rules.shared_checks.reused_orders import reused_orders
from ecom_platform.quality.rules.shared_checks.unknown_values import not_listed

MAX_PIECES_FACTOR = 10  # times the largest line of the weeks before
_MONEY = FEED.money
_GOODS = "coalesce(line_kind, 'goods') = 'goods'"

_rule = Declare(FEED.table, FEED.owner, _MONEY, "currency")

RULES = (
    _rule(
        "quantity_is_not_zero",
        "validity",
        "No line has a quantity of zero. Such a line comes from a shifted or emptied column. Ask "
        "for a new export.",
        Row("quantity <> 0"),
    ),
    _rule(
        "unit_price_is_not_negative",
        "validity",
        "No unit price is negative: returned goods have negative pieces. Otherwise money would be "
        "counted with the wrong sign. Ask for a new export.",
        Row("unit_price >= 0"),
    ),
    _rule(
        "discount_is_within_the_price",
        "business",
        "A discount is at most the price of its line, and has the same sign. Otherwise a sale "
        "would cost money. Check the unit and the sign of the column.",
        Row(
            "discount_amount is null or (abs(discount_amount) <= abs(quantity * unit_price) "
            "and discount_amount * quantity >= 0)"
        ),
    ),
    _rule(
        "tax_is_within_the_amount",
        "business",
        "The tax contained in a line is at most half its amount, and has the same sign. More "
        "means that price and tax are in different units. Compare with the invoice.",
        Row(
            "tax_amount is null or (abs(tax_amount) <= "
            "0.5 * abs(quantity * unit_price - coalesce(discount_amount, 0)) + 0.02 "
            "and tax_amount * quantity >= 0)"
        ),
    ),
    _rule(
        "tax_is_worth_mentioning",
        "business",
        "The tax contained in a line is zero, or at least 0.5 % of its amount. Less means that "
        "prices were multiplied and taxes were not. Compare with the invoice.",
        Row(
            "tax_amount is null or tax_amount = 0 or abs(tax_amount) >= "
            "0.005 * abs(quantity * unit_price - coalesce(discount_amount, 0)) - 0.02"
        ),
    ),
    _rule(
        "currency_has_its_code",
        "validity",
        "A currency code is three capital letters. No exchange rate is found for anything else. "
        "Ask for a new export.",
        Row("regexp_full_match(currency, '[A-Z]{3}')"),
    ),
    _rule(
        "updates_follow_orders",
        "business",
        "No line was updated before it was ordered. Otherwise the times of one column are "
        "shifted. Check the time zone of the export.",
        Row("updated_at is null or updated_at >= ordered_at"),
    ),
    _rule(
        "unit_cost_is_not_negative",
        "validity",
        "No cost is negative. Otherwise margins would be too high. Ask for a new export.",
        Row("unit_cost is null or unit_cost >= 0"),
    ),
    _rule(
        "skus_have_no_blanks",
        "validity",
        "No article number contains a blank or a control character. Otherwise it would match no "
        "product. Ask for a new export.",
        Row("not regexp_matches(sku, '\\s')"),
    ),
    _rule(
        "postal_codes_are_no_numbers",
        "validity",
        "No postal code ends in '.0'. Otherwise a spreadsheet has turned postal codes into "
        "numbers, and leading zeros are lost. Ask for a new export.",
        Row("ship_postal_code is null or ship_postal_code not like '%.0'"),
    ),
    _rule(
        "an_order_has_one_currency",
        "integrity",
        "All lines of an order have one customer, one channel and one currency. Otherwise two "
        "orders share a number, or columns have shifted. Compare with the shop.",
        Query(
            failing=f"""
                select {{day}} as day, order_id, sum({_MONEY}) as amount
                from raw.order_lines where {{days}} group by all
                having count(distinct customer_id) > 1 or count(distinct channel) > 1
                    or count(distinct currency) > 1
                order by day, order_id
            """,
            finding="Order {order_id} of {day} has several customers, channels or currencies.",
        ),
    ),
    _rule(
        "an_order_has_one_day",
        "uniqueness",
        "An order number is used on one day; only returned goods occur on a later day. Otherwise "
        "a second order uses the number. Compare with the shop.",
        reused_orders(FEED.table, "order_id", "quantity > 0", _MONEY),
    ),
    _rule(
        "lines_do_not_repeat_each_other",
        "uniqueness",
        "Lines of different orders are not equal down to the second. Lines copied under new order "
        "numbers would count twice. Compare with the shop.",
        repeated_lines(
            FEED.table,
            "ordered_at, sku, quantity, unit_price, customer_id, channel",
            "order_id",
            _MONEY,
            share=0.01,
        ),
    ),
    _rule(
        "pieces_are_near_the_usual",
        "business",
        f"No line has more than {MAX_PIECES_FACTOR} times the pieces of the largest line of the "
        "weeks before. Otherwise a factor was applied, or two columns were swapped. Ask the "
        "customer.",
        Query(
            failing=f"""
                with before as (
                    select max(abs(quantity)) as most, count(*) as row_count
                    from raw.order_lines where {{history}}
                )
                select {{day}} as day, order_id, quantity, most, {_MONEY} as amount, currency
                from raw.order_lines cross join before
                where {{evaluated}} and row_count >= 100
                    and abs(quantity) > {MAX_PIECES_FACTOR} * most
                order by day, order_id
            """,
            finding="Order {order_id} of {day} has a line of {quantity} pieces; {most} was the "
            "most before.",
        ),
    ),
    _rule(
        "most_skus_are_listed",
        "coverage",
        "At least nine of ten goods lines are of listed products. Otherwise article numbers have "
        "changed, and neither cost nor category is found. Ask for a new export.",
        not_listed(FEED.table, "sku", _GOODS, listed="raw.products", share=0.1, money=_MONEY),
    ),
    _rule(
        "skus_are_listed",
        "coverage",
        "Nearly all goods lines are of listed products. Otherwise a product list is late. Ask "
        "products.",
        not_listed(FEED.table, "sku", _GOODS, listed="raw.products", share=0.005, money=_MONEY),
        "warn",
    ),
    _rule(
        "customers_are_listed",
        "coverage",
        "At least nine of ten lines are of listed customers. Otherwise customer numbers have "
        "changed, and every buyer would look new. Deliver the customer list again.",
        not_listed(
            FEED.table, "customer_id", "true", listed="raw.customers", share=0.1, money=_MONEY
        ),
    ),
    _rule(
        "partners_are_listed",
        "coverage",
        "Every line that names a partner names a listed one. Otherwise commissions and targets "
        "are missing. Add the partner to the list, or correct the line.",
        not_listed(
            FEED.table, "partner_id", "true", listed="raw.partners", share=0.0, money=_MONEY
        ),
    ),
    _rule(
        "currencies_have_rates",
        "coverage",
        "Where exchange rates are delivered, each currency has one of the last ten days. "
        "Otherwise its money is missing from every total. Deliver the rates.",
        Query(
            failing=f"""
                with currencies as (
                    select {{day}} as day, currency, sum({_MONEY}) as amount
                    from raw.order_lines where {{evaluated}} group by all
                ), rates as (
                    select rate_date, from_currency from raw.fx_rates where not is_superseded
                    union all
                    select rate_date, to_currency from raw.fx_rates where not is_superseded
                )
                select day, currency, amount from currencies
                where (select count(*) from rates) > 0 and not exists (
                    select 1 from rates where from_currency = currency
                        and rate_date between day - 10 and day
                )
                order by day, currency
            """,
            finding="No rate of {currency} is known for {day}.",
        ),
    ),
)
