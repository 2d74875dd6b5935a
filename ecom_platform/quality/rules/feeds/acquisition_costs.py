"""Rules of the money spent on acquiring customers."""

from ecom_platform.quality.rules.rule import Declare, Query, Row

MAX_OF_MEDIAN = 20  # times the median month of a feed that a month may take
MAX_SILENT_DAYS = 62  # between the last day with spend and the newest order

_spend = Declare(
    "raw.acquisition_costs", "marketing@example.com", money="amount", currency="upper(currency)"
)
_STATED = """
    select *, upper(currency) as spend_currency, coalesce(feed, 'order_lines') as of_feed,
        cast(date_trunc('month', spend_date) as date) as spend_month,
        coalesce(acquisition_channel, 'all channels') as channel
    from raw.acquisition_costs
"""

RULES = (
    _spend(
        "spend_is_not_negative",
        "validity",
        "No spend is negative. A credit note belongs in the amount of its month. Ask marketing.",
        Row("amount >= 0"),
    ),
    _spend(
        "spend_is_stated_once",
        "uniqueness",
        "A file states the spend of a day or month, channel and currency once. Of several amounts "
        "only the last would count. Ask marketing for their sum, or for one channel each.",
        Query(
            failing=f"""
                select spend_date as first_day, channel, of_feed, spend_currency,
                    count(*) as amount_count
                from ({_STATED})
                group by file_id, layout, spend_date, of_feed, channel, spend_currency
                having count(*) > 1 and bool_or(not is_superseded)
                order by all
            """,
            finding="{channel} of {of_feed} has {amount_count} amounts in {spend_currency} from "
            "{first_day} on in one file; only the last counts.",
        ),
    ),
    _spend(
        "a_month_is_stated_whole_or_by_day",
        "integrity",
        "The spend of a channel in a month is stated for the month or by day. Both together would "
        "count it twice. Remove one of the files.",
        Query(
            failing=f"""
                select spend_month, channel, of_feed, spend_currency,
                    sum(amount) filter (where layout = 'by_month') as whole,
                    sum(amount) filter (where layout = 'by_day') as of_days
                from ({_STATED}) where not is_superseded
                group by spend_month, channel, of_feed, spend_currency
                having count(distinct layout) > 1
                order by all
            """,
            finding="{channel} of {of_feed} has {whole} {spend_currency} for the month of "
            "{spend_month}, and {of_days} by day.",
        ),
    ),
    _spend(
        "spend_without_a_channel_stands_alone",
        "integrity",
        "A month with spend by channel has no spend without a channel. Such an amount may be the "
        "sum of the channels, and would count everything twice. Ask marketing what it is.",
        Query(
            failing=f"""
                select spend_month, of_feed, spend_currency,
                    sum(amount) filter (where acquisition_channel is null) as without,
                    sum(amount) filter (where acquisition_channel is not null) as of_channels
                from ({_STATED}) where not is_superseded
                group by spend_month, of_feed, spend_currency
                having count(acquisition_channel) between 1 and count(*) - 1
                order by all
            """,
            finding="In the month of {spend_month} {of_feed} has {without} {spend_currency} "
            "without a channel, and {of_channels} of channels.",
        ),
        "warn",
    ),
    _spend(
        "spend_keeps_its_size",
        "distribution",
        "No month costs twenty times the median month of its feed. The amounts may be in cents. "
        "Ask marketing about the month.",
        Query(
            failing=f"""
                with months as (
                    select of_feed, spend_currency, spend_month, sum(amount) as spent
                    from ({_STATED}) where not is_superseded
                    group by of_feed, spend_currency, spend_month
                )
                select *, median(spent) over (partition by of_feed, spend_currency) as usual
                from months
                qualify spent > {MAX_OF_MEDIAN} * usual
                    and count(*) over (partition by of_feed, spend_currency) >= 3
                order by of_feed, spend_currency, spend_month
            """,
            finding="{of_feed} costs {spent} {spend_currency} in the month of {spend_month}, "
            "where {usual} is usual.",
        ),
        "warn",
    ),
    _spend(
        "spend_is_of_a_feed_with_orders",
        "integrity",
        "The feed whose customers the spend has won has orders. Otherwise the name of the feed is "
        "wrong, and the spend counts nowhere. Ask marketing, or deliver the orders.",
        Query(
            failing=f"""
                select of_feed, count(*) as amount_count from ({_STATED})
                where not is_superseded
                    and of_feed not in (select feed from raw.day_fingerprints)
                group by of_feed
                order by of_feed
            """,
            finding="{amount_count} amounts were spent on customers of {of_feed}, which has no "
            "orders.",
        ),
        "warn",
    ),
    _spend(
        "spend_reaches_the_newest_orders",
        "freshness",
        "Spend does not end more than two months before the newest order of its feed. Newer "
        "cohorts would have no payback. Deliver the spend.",
        Query(
            failing=f"""
                select of_feed, max(spend_date) as last_spend,
                    any_value(newest.order_date) as last_order
                from ({_STATED})
                inner join (
                    select feed as order_feed, max(order_date) as order_date
                    from raw.day_fingerprints group by feed
                ) as newest on newest.order_feed = of_feed
                where not is_superseded
                group by of_feed
                having any_value(newest.order_date) - max(
                    case when layout = 'by_month' then last_day(spend_date) else spend_date end
                ) > {MAX_SILENT_DAYS}
                order by of_feed
            """,
            finding="The newest spend on customers of {of_feed} is of {last_spend}, the newest "
            "order of {last_order}.",
        ),
        "warn",
    ),
)
