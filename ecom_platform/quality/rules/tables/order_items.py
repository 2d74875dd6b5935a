"""Rules of the order items, line by line."""

from ecom_platform.quality.rules.rule import Declare, Row, Unique, exact

_STATES = "'cancelled', 'pending', 'shipped', 'delivered', 'returned', 'lost'"
_items = Declare("marts.fct_order_items", "analytics-engineering@example.com", "amount", "currency")

RULES = (
    _items(
        "lines_have_their_keys",
        "completeness",
        "A line has its id, feed, order, day, channel, product, quantity and currency. "
        "Without one of them it is missing from some total. Check its intermediate model.",
        exact(
            "order_line_id is not null and feed is not null and order_id is not null "
            "and order_date is not null and channel is not null "
            "and product_id is not null and quantity is not null and currency is not null "
            "and source_fingerprint is not null"
        ),
    ),
    _items(
        "lines_are_unique",
        "uniqueness",
        "No order line occurs twice. Otherwise its money counts twice. Rebuild the day.",
        Unique(("order_line_id",)),
    ),
    _items(
        "states_are_on_the_ladder",
        "validity",
        "Every line is in one of the six states of the revenue ladder. Money without a state is "
        "missing between booked and kept. Map the source's status in its intermediate model.",
        exact(f"order_state in ({_STATES})"),
    ),
    _items(
        "kept_lines_are_shipped",
        "business",
        "A line is kept if and only if it is shipped or delivered, or credits an earlier sale. "
        "Otherwise kept revenue is wrong. Check fct_order_items.",
        exact("is_kept = (order_state in ('shipped', 'delivered') or is_credit)"),
    ),
    _items(
        "amount_is_list_less_discount",
        "business",
        "The amount is the list amount less the discount, within the rounding of half a unit. "
        "Otherwise one of the three columns is wrong. Check the intermediate model of the feed.",
        Row("amount is null or abs(list_amount - coalesce(discount_amount, 0) - amount) <= 0.5"),
    ),
    _items(
        "credits_take_money_back",
        "business",
        "A credit has negative pieces or a negative amount. Otherwise it adds what it should "
        "subtract. Check the intermediate model of the feed.",
        Row("not is_credit or quantity < 0 or amount < 0"),
    ),
    _items(
        "services_are_told_from_goods",
        "validity",
        "A line is goods without a service kind, or a service with one. Revenue from goods must "
        "not contain postage. Check the list of service codes.",
        exact(
            "(line_kind = 'goods') = (service_kind is null) and line_kind in ('goods', 'service')"
        ),
    ),
    _items(
        "conversions_keep_the_sign",
        "business",
        "An amount in the reporting currency has the same sign as the amount. Otherwise a rate is "
        "negative. Check the rates of that day.",
        Row("reporting_amount is null or sign(reporting_amount) * sign(amount) >= 0"),
    ),
    _items(
        "costs_are_not_negative",
        "business",
        "No unit cost is negative, and a missing one has a reason. Check the cost lists.",
        Row(
            "coalesce(unit_cost, 0) >= 0 "
            "and (unit_cost is null) = (margin_unavailable_reason is not null)"
        ),
    ),
)
