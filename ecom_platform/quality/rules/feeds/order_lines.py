"""Rules of the rows of the generic order lines."""

from ecom_platform.ingestion.feeds.contract.order_lines import FEED, LIST_AMOUNT
from ecom_platform.quality.rules.rule import Declare, Query, Row, exact
from ecom_platform.quality.rules.shared_checks.repeated_values import repeated_lines
from ecom_platform.quality.rules.shared_checks.reused_orders import reused_orders
from ecom_platform.quality.rules.shared_checks.unknown_values import not_listed

MAX_SHARE_OF_OTHER_AMOUNTS = 0.05  # of a day's lines, by rounded prices and charges on the line
MIXED_ORDERS = 0.01  # share of the orders of a day that may have several customers
MAX_PIECES_FACTOR = 10  # times the largest line of the weeks before
_MONEY = FEED.money
_GOODS = "coalesce(line_kind, 'goods') = 'goods'"

_rule = Declare(FEED.table, FEED.owner, _MONEY, "currency")

RULES = (
    _rule(
        "quantity_is_not_zero",
        "validity",
        "No line of goods has a quantity of zero, unless it states an amount, as a refund of money "
        "does. Such a line comes from a shifted or emptied column. Ask for a new export.",
        Row(f"quantity <> 0 or amount is not null or not ({_GOODS})"),
    ),
    _rule(
        "unit_price_is_not_negative",
        "validity",
        "No unit price is negative: returned goods have negative pieces. Otherwise money would be "
        "counted with the wrong sign. Ask for a new export.",
        Row("unit_price is null or unit_price >= 0"),
    ),
    _rule(
        "discount_is_within_the_price",
        "business",
        "A discount is at most the price of its line, and has the same sign. Otherwise a sale "
        "would cost money. Check the unit and the sign of the column.",
        Row(
            "discount_amount is null or unit_price is null "
            f"or (abs(discount_amount) <= abs({LIST_AMOUNT}) "
            "and sign(discount_amount) * sign(quantity) >= 0)"
        ),
    ),
    _rule(
        "tax_is_within_the_amount",
        "business",
        "The tax contained in a line is at most half its amount, and has the same sign. More "
        "means that price and tax are in different units. Compare with the invoice.",
        Row(
            "tax_amount is null or (abs(tax_amount) <= "
            f"0.5 * abs({_MONEY}) + 0.02 "
            "and sign(tax_amount) * sign(quantity) >= 0)"
        ),
    ),
    _rule(
        "tax_is_worth_mentioning",
        "business",
        "The tax contained in a line is zero, or at least 0.5 % of its amount. Less means that "
        "prices were multiplied and taxes were not. Compare with the invoice.",
        Row(
            "tax_amount is null or tax_amount = 0 or abs(tax_amount) >= "
            f"0.005 * abs({_MONEY}) - 0.02"
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
        "No line was updated before it was ordered. An hour less is possible where clocks go back. "
        "Otherwise the times of one column are shifted. Check the time zone of the export.",
        Row("updated_at is null or updated_at >= ordered_at - interval 1 hour"),
    ),
    _rule(
        "amounts_agree_with_prices",
        "business",
        f"On at least {1 - MAX_SHARE_OF_OTHER_AMOUNTS:.0%} of a day's lines with amount and price, "
        "the amount is quantity times price less discount, to 1 %. Otherwise one of the columns is "
        "in another unit. The amount counts. Compare with the shop.",
        Query(
            failing=f"""
                with compared as (
                    select {{day}} as day, currency, amount,
                        abs(amount - ({LIST_AMOUNT} - coalesce(discount_amount, 0)))
                            > 0.01 * abs(amount) + 0.01 as differs
                    from raw.order_lines
                    where {{evaluated}} and amount is not null and unit_price is not null
                        and quantity <> 0
                )
                select day, currency, count(*) filter (where differs) as other_lines,
                    count(*) as day_lines, sum(amount) filter (where differs) as amount
                from compared group by all
                having other_lines > {MAX_SHARE_OF_OTHER_AMOUNTS} * day_lines
                order by day, currency
            """,
            finding="On {day}, {other_lines} of {day_lines} lines in {currency} state another "
            "amount than quantity times price less discount.",
        ),
        "warn",
    ),
    _rule(
        "unit_cost_is_not_negative",
        "validity",
        "No cost is negative. Otherwise margins would be too high. Ask for a new export.",
        exact("unit_cost is null or unit_cost >= 0"),
    ),
    _rule(
        "skus_have_no_outer_blanks",
        "validity",
        "No article number begins or ends with a blank, or contains a tab or a line break. "
        "Otherwise it would match no product. Ask for a new export.",
        Row("not regexp_matches(sku, '^\\s|\\s$|[\\t\\n\\r]')"),
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
        "All lines of an order have one currency. Otherwise two orders of a channel share a "
        "number, or columns have shifted. Compare with the shop.",
        Query(
            failing=f"""
                select {{day}} as day, channel, order_id, sum({_MONEY}) as amount
                from raw.order_lines where {{days}} group by all
                having count(distinct currency) > 1
                order by day, channel, order_id
            """,
            finding="Order {order_id} of {channel} on {day} has several currencies.",
        ),
    ),
    _rule(
        "an_order_has_one_customer",
        "integrity",
        f"At most {MIXED_ORDERS:.0%} of the orders of a day, or three, have lines of several "
        "customers. A few of them come from merged accounts. More mean that customer numbers "
        "have shifted. Compare with the shop.",
        Query(
            failing=f"""
                with orders as (
                    select {{day}} as day, channel, order_id, sum({_MONEY}) as amount,
                        count(distinct customer_id) as customer_count
                    from raw.order_lines where {{days}} group by all
                )
                select day, count(*) as order_count,
                    cast(count(*) filter (where customer_count > 1) as bigint) as mixed_count,
                    sum(amount) filter (where customer_count > 1) as amount
                from orders group by day
                having mixed_count > greatest(3, {MIXED_ORDERS} * order_count)
                order by day
            """,
            finding="{mixed_count} of {order_count} orders of {day} have lines of several "
            "customers.",
        ),
    ),
    _rule(
        "an_order_stays_in_its_channel",
        "integrity",
        "What a customer ordered at one time under one number is in one channel. Otherwise a "
        "delivery has renamed the channel, and its orders count twice. Deliver the earlier days "
        "again under the new name too, or keep the old name.",
        Query(
            failing=f"""
                select {{day}} as day, order_id, min(channel) as channel,
                    max(channel) as other_channel, sum({_MONEY}) as amount
                from raw.order_lines where {{days}} and customer_id is not null
                group by {{day}}, order_id, ordered_at, customer_id
                having count(distinct channel) > 1
                order by day, order_id
            """,
            finding="Order {order_id} of {day} is in {channel} and in {other_channel}.",
        ),
    ),
    _rule(
        "an_order_has_one_day",
        "uniqueness",
        "An order number is used on one day; only returned goods occur on a later day. Otherwise "
        "a second order uses the number. Compare with the shop.",
        reused_orders(FEED.table, "concat_ws(' ', channel, order_id)", "quantity > 0", _MONEY),
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
                    from raw.order_lines where {{history}} and {_GOODS}
                )
                select {{day}} as day, order_id, quantity, most, {_MONEY} as amount, currency
                from raw.order_lines cross join before
                where {{evaluated}} and {_GOODS} and row_count >= 100
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
