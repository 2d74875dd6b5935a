"""Rules of the other reference feeds: partners, customers, rates, events; and sizes of lists."""

from ecom_platform.quality.rules.rule import Check, Declare, Query, Row, Rule, RuleKind, Unique
from ecom_platform.quality.rules.shared_checks.listed_rows import LISTED_ROWS

MIN_REMAINING_SHARE = 0.5  # of its rows, that a list which passed must keep
MAX_RATE_JUMP = 0.2
_PRODUCTS, _PARTNERS, _SHOP = "products@example.com", "partners@example.com", "webshop@example.com"
_FINANCE, _MARKETING = "finance@example.com", "marketing@example.com"

_stock = Declare("raw.stock_report", _PRODUCTS)
_prices = Declare("raw.price_list", _PRODUCTS)
_products = Declare("raw.products", _PRODUCTS)
_partners = Declare("raw.partners", _PARTNERS)
_customers = Declare("raw.customers", _SHOP)
_rates = Declare("raw.fx_rates", _FINANCE)
_events = Declare("raw.events", _MARKETING)
_spend = Declare("raw.acquisition_costs", _MARKETING)


def _list_keeps_its_size(declare: Declare) -> Rule:
    name = declare.table
    kind: RuleKind = "volume"
    check: Check = Query(
        failing=f"""
            select row_count, passed_lines from (
                select count(*) as row_count from {name}
                where {LISTED_ROWS[name].format(table=name)}
            ) cross join quality.checked_days
            where table_name = '{name}' and day = {{whole_table}} and passed_lines >= 20
                and row_count < {MIN_REMAINING_SHARE} * passed_lines
        """,
        finding="The list has {row_count} rows; it had {passed_lines} when it last passed.",
    )
    return declare(
        "list_keeps_its_size",
        kind,
        "A list that has passed its checks does not lose half of its rows. Otherwise the file is "
        "truncated, or is another list. Deliver it again.",
        check,
    )


_PEOPLE = (
    _partners(
        "a_partner_is_stated_once_a_day",
        "uniqueness",
        "No partner is stated twice for one day. Otherwise it is unclear which terms count. Ask "
        "partners.",
        Unique(("partner_id", "effective_date"), "not is_superseded"),
    ),
    _partners(
        "commission_is_a_percentage",
        "validity",
        "A commission is 0, or a percentage from 1 to 100. A smaller number is a share, and would "
        "pay a hundredth. Ask partners.",
        Row("commission_pct is null or commission_pct = 0 or commission_pct between 1 and 100"),
    ),
    _partners(
        "targets_are_not_negative",
        "validity",
        "No monthly target is negative. Otherwise attainment is negative too. Ask partners.",
        Row("monthly_target_amount is null or monthly_target_amount >= 0"),
    ),
    _customers(
        "a_customer_is_listed_once",
        "uniqueness",
        "No customer is listed twice. Otherwise cohorts count the customer twice. Ask the web "
        "shop.",
        Unique(("customer_id",), "not is_superseded"),
    ),
)

_MONEY = (
    _rates(
        "rates_are_positive",
        "validity",
        "Every exchange rate is above zero. Ask finance for the rate of that day.",
        Row("rate > 0"),
    ),
    _rates(
        "a_rate_is_stated_once_a_day",
        "uniqueness",
        "No rate is stated twice for one day. Otherwise it is unclear which one counts. Ask "
        "finance.",
        Unique(("rate_date", "from_currency", "to_currency"), "not is_superseded"),
    ),
    _rates(
        "rates_agree_both_ways",
        "integrity",
        "A rate times the rate in the opposite direction is one, within two percent. Otherwise "
        "one of the two was inverted. Ask finance for the rates of that day.",
        Query(
            failing="""
                select there.rate_date as rate_day, there.from_currency, there.to_currency,
                    round(cast(there.rate as double) * back.rate, 4) as both_ways
                from raw.fx_rates as there
                inner join raw.fx_rates as back on back.rate_date = there.rate_date
                    and back.from_currency = there.to_currency
                    and back.to_currency = there.from_currency
                where there.from_currency < there.to_currency
                    and not there.is_superseded and not back.is_superseded
                    and abs(cast(there.rate as double) * back.rate - 1) > 0.02
                order by 1, 2, 3
            """,
            finding="{from_currency} to {to_currency} and back gives {both_ways} on {rate_day}.",
        ),
    ),
    _rates(
        "rates_do_not_jump",
        "distribution",
        "No rate changes by a fifth from one stated rate to the next. Otherwise it was inverted, "
        "or two currencies were swapped. Ask finance for the rate of that day.",
        Query(
            failing=f"""
                with changes as (
                    select rate_date as rate_day, from_currency, to_currency, rate,
                        lag(rate) over (
                            partition by from_currency, to_currency order by rate_date
                        ) as rate_before
                    from raw.fx_rates where not is_superseded
                )
                select * from changes where abs(rate / nullif(rate_before, 0) - 1) > {MAX_RATE_JUMP}
                order by rate_day, from_currency, to_currency
            """,
            finding="{from_currency} to {to_currency} goes from {rate_before} to {rate} on "
            "{rate_day}.",
        ),
    ),
    _rates(
        "rates_reach_the_newest_order",
        "freshness",
        "The newest rate is not older than the newest order line by more than the longest gap "
        "between rates. Otherwise old rates are used for new money. Deliver the rates.",
        Query(
            failing="""
                with days as (
                    select rate_date, rate_date - lag(rate_date) over (order by rate_date) as gap
                    from (select distinct rate_date from raw.fx_rates where not is_superseded)
                )
                select last_rate, last_order from (
                    select max(rate_date) as last_rate, max(gap) as longest_gap from days
                ) cross join (
                    select max(order_date) as last_order from raw.day_fingerprints
                    where feed = 'order_lines'
                )
                where last_order - last_rate > coalesce(longest_gap, 7)
            """,
            finding="The newest rate is of {last_rate}, the newest order of {last_order}.",
        ),
        "warn",
    ),
    _events(
        "events_lie_near_the_orders",
        "coverage",
        "Events are at most two years before the first order or after the last. Other events have "
        "a wrong year, and would explain nothing. Ask marketing.",
        Query(
            failing="""
                select event_name, event_date, first_date, last_date from raw.events
                cross join (
                    select min(order_date) as first_date, max(order_date) as last_date
                    from raw.day_fingerprints
                )
                where not is_superseded
                    and event_date not between first_date - 731 and last_date + 731
                order by event_date, event_name
            """,
            finding="{event_name} is on {event_date}; orders are of {first_date} to {last_date}.",
        ),
        "warn",
    ),
)

RULES = (
    *_PEOPLE,
    *_MONEY,
    *map(_list_keeps_its_size, (_stock, _prices, _products, _partners, _customers, _rates, _spend)),
)
