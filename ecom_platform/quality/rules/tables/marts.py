"""Rules of the marts: derived rows equal delivered ones, to the cent, and every key is known."""

from ecom_platform.currencies import round_money_sql
from ecom_platform.ingestion.feeds.contract.order_lines import LIST_AMOUNT
from ecom_platform.quality.rules.rule import Declare, Query, Unique, exact

_OWNER = "analytics-engineering@example.com"

_items = Declare("marts.fct_order_items", _OWNER, "amount", "currency")
_sales = Declare("marts.agg_daily_sales", _OWNER, "booked_amount", "currency")
_finance = Declare("marts.mart_financial_performance_summary", _OWNER, "booked_amount", "currency")


def _keys_not_listed_query(key: str, listed: str, where: str) -> Query:
    """Days with order lines whose key is not in the table `listed`."""
    return Query(
        failing=f"""
            select order_date as day, feed, min({key}) as example, count(*) as line_count,
                sum(amount) as amount
            from marts.fct_order_items
            where {{days}} and {where} and {key} not in (
                select {key} from {listed} where {key} is not null
            )
            group by all order by day, feed
        """,
        finding=f"{{line_count}} lines of {{feed}} on {{day}} have a {key} that {listed} does not "
        "contain, such as '{example}'.",
    )


def _raw_sums_per_day_sql(feed: str, day: str, amount: str) -> str:
    """SELECT of the number of lines and the amount of each day of a raw table.

    The sums have one type: DuckDB unites two sums of different scale in the smaller one.
    """
    return f"""
        select '{feed}' as feed, {day} as order_date, count(*) as line_count,
            cast(sum({amount}) as decimal(38, 4)) as amount
        from raw.{feed} where not is_superseded group by all
    """


_STATED_OR_COMPUTED = (
    f"coalesce({round_money_sql('amount', 'upper(currency)')}, "
    f"{round_money_sql(LIST_AMOUNT, 'upper(currency)')} - "
    f"{round_money_sql('coalesce(discount_amount, 0)', 'upper(currency)')})"
)
_RAW_DAYS = " union all ".join(
    (
        _raw_sums_per_day_sql("amazon_sale_report", "order_date", "amount"),
        _raw_sums_per_day_sql(
            "online_retail",
            "cast(invoiced_at as date)",
            round_money_sql("quantity * unit_price", "'GBP'"),
        ),
        _raw_sums_per_day_sql("order_lines", "cast(ordered_at as date)", _STATED_OR_COMPUTED),
    )
)

_ITEM_SUMS = (
    _items(
        "products_are_known",
        "integrity",
        "Every goods line is of a product in dim_products. Otherwise it is missing from every "
        "analysis of products. Rebuild dim_products.",
        _keys_not_listed_query("product_id", "marts.dim_products", "line_kind = 'goods'"),
    ),
    _items(
        "partners_are_known",
        "integrity",
        "Every line with a partner is of one in dim_partners. Otherwise it is missing from every "
        "partner's figures. Rebuild dim_partners.",
        _keys_not_listed_query("partner_id", "marts.dim_partners", "partner_id is not null"),
    ),
    _items(
        "customers_are_known",
        "integrity",
        "Every line with a customer is of a customer in dim_customers. Otherwise its money is "
        "missing from cohorts. Rebuild dim_customers.",
        _keys_not_listed_query("customer_id", "marts.dim_customers", "customer_id is not null"),
    ),
    _items(
        "lines_and_money_are_those_of_raw",
        "reconciliation",
        "On each day a feed has as many lines and as much money as its raw rows, to the cent. "
        "Otherwise lines were lost or counted twice. Rebuild the day.",
        Query(
            failing=f"""
                with delivered as (
                    select * from ({_RAW_DAYS}) where (feed, order_date) in (
                        select feed, order_date from marts.fct_order_items where {{days}}
                    )
                ), derived as (
                    select feed, order_date, count(*) as line_count, sum(amount) as amount
                    from marts.fct_order_items
                    where {{days}} and feed <> 'international_sale_report' group by all
                )
                select derived.order_date as day, feed, delivered.line_count as raw_lines,
                    derived.line_count, delivered.amount as raw_amount,
                    derived.amount as derived_amount,
                    abs(coalesce(delivered.amount, 0) - coalesce(derived.amount, 0)) as amount
                from derived left join delivered using (feed, order_date)
                where delivered.line_count is distinct from derived.line_count
                    or coalesce(delivered.amount, 0) <> coalesce(derived.amount, 0)
                order by day, feed
            """,
            finding="{feed} of {day} has {line_count} lines worth {derived_amount}; its raw rows "
            "are {raw_lines} worth {raw_amount}.",
        ),
    ),
    _items(
        "wholesale_money_is_that_of_the_ledger",
        "reconciliation",
        "On each day the wholesale goods are worth what the ledger states in its layout with "
        "sizes, or else in the other one. Otherwise a layout was counted twice. Rebuild the day.",
        Query(
            failing="""
                with goods as (
                    select sale_date, upper(trim(customer_name)) as customer_name, layout,
                        sum(gross_amount) as amount
                    from raw.international_sale_report
                    where not is_superseded and layout in ('sales', 'sales_with_stock')
                        and sale_date in (
                            select order_date from marts.fct_order_items
                            where {days} and feed = 'international_sale_report'
                        )
                        and upper(coalesce(sku, '')) not in (
                            select distinct upper(sku) from marts.fct_order_items
                            where feed = 'international_sale_report' and line_kind = 'service'
                        )
                    group by all
                ), chosen as (
                    select sale_date, sum(amount) as amount from (
                        select sale_date, amount from goods
                        qualify rank() over (
                            partition by sale_date, customer_name order by layout
                        ) = 1
                    ) group by all
                ), derived as (
                    select order_date, sum(amount) as amount from marts.fct_order_items
                    where {days} and feed = 'international_sale_report' and line_kind = 'goods'
                    group by all
                )
                select order_date as day, 'international_sale_report' as feed,
                    chosen.amount as ledger_amount, derived.amount as derived_amount,
                    abs(chosen.amount - derived.amount) as amount
                from derived inner join chosen on sale_date = order_date
                where chosen.amount <> derived.amount order by day
            """,
            finding="The goods of {day} are worth {derived_amount}; the ledger states "
            "{ledger_amount}.",
        ),
    ),
)

_DAILY = (
    _sales(
        "ladder_adds_up",
        "reconciliation",
        "In every row, booked less cancelled, pending, returned and lost is kept. Otherwise a "
        "state has no place on the revenue ladder. Check agg_daily_sales.",
        exact(
            "booked_amount - cancelled_amount - pending_amount - returned_amount - lost_amount "
            "= kept_amount"
        ),
    ),
    _sales(
        "sums_are_unique",
        "uniqueness",
        "A day of a channel, partner, category, currency and kind has one row. Rebuild the day.",
        Unique(
            (
                "feed",
                "order_date",
                "channel",
                "partner_id",
                "category",
                "currency",
                "line_kind",
            )
        ),
    ),
    _sales(
        "sums_are_those_of_the_lines",
        "reconciliation",
        "On each day the sums are those of the order lines, to the cent. Otherwise the sums were "
        "built in another night. Rebuild the day.",
        Query(
            failing="""
                with lines as (
                    select feed, order_date, count(*) as line_count,
                        coalesce(sum(amount) filter (where is_kept), 0) as kept_amount,
                        coalesce(sum(amount) filter (where not is_credit), 0) as booked_amount
                    from marts.fct_order_items where {days} group by all
                ), sums as (
                    select feed, order_date, sum(line_count) as line_count,
                        sum(kept_amount) as kept_amount, sum(booked_amount) as booked_amount
                    from marts.agg_daily_sales where {days} group by all
                )
                select order_date as day, feed, lines.kept_amount as kept_of_lines,
                    sums.kept_amount as kept_of_sums,
                    abs(coalesce(lines.kept_amount, 0) - coalesce(sums.kept_amount, 0)) as amount
                from lines full outer join sums using (feed, order_date)
                where lines.line_count is distinct from sums.line_count
                    or lines.kept_amount is distinct from sums.kept_amount
                    or lines.booked_amount is distinct from sums.booked_amount
                order by day, feed
            """,
            finding="The kept amount of {feed} on {day} is {kept_of_sums} in the sums and "
            "{kept_of_lines} in the lines.",
        ),
    ),
    _sales(
        "days_are_those_of_raw",
        "coverage",
        "Every delivered day, and no other, is in the sums, built from its newest rows. Otherwise "
        "a build was skipped or a day was removed. Build again.",
        Query(
            failing="""
                with built as (
                    select distinct feed, order_date, source_fingerprint from marts.agg_daily_sales
                )
                select order_date as day, feed,
                    case when fingerprint is null then 'is not delivered any more'
                        when source_fingerprint is null then 'is missing'
                        else 'is built from older rows' end as problem
                from raw.day_fingerprints full outer join built using (feed, order_date)
                where fingerprint is distinct from source_fingerprint
                    and feed <> 'international_sale_report'
                order by day, feed
            """,
            finding="{feed} of {day} {problem}.",
        ),
    ),
)

_SUMMARY = (
    _finance(
        "money_is_that_of_the_sums",
        "reconciliation",
        "On each day the kept and booked amounts are those of the daily sums, to the cent. "
        "Otherwise the summary was built in another night. Rebuild it.",
        Query(
            failing="""
                with summary as (
                    select feed, order_date, sum(kept_amount) as kept_amount,
                        sum(booked_amount) as booked_amount
                    from marts.mart_financial_performance_summary where {days} group by all
                ), sums as (
                    select feed, order_date, sum(kept_amount) as kept_amount,
                        sum(booked_amount) as booked_amount
                    from marts.agg_daily_sales group by all
                )
                select order_date as day, feed, summary.kept_amount as kept_of_summary,
                    sums.kept_amount as kept_of_sums,
                    abs(summary.kept_amount - coalesce(sums.kept_amount, 0)) as amount
                from summary left join sums using (feed, order_date)
                where summary.kept_amount is distinct from sums.kept_amount
                    or summary.booked_amount is distinct from sums.booked_amount
                order by day, feed
            """,
            finding="The kept amount of {feed} on {day} is {kept_of_summary} in the summary and "
            "{kept_of_sums} in the sums.",
        ),
    ),
    _finance(
        "scores_are_percentages",
        "validity",
        "A performance score is 0 to 100. Check its components.",
        exact("performance_score is null or performance_score between 0 and 100"),
    ),
)

RULES = (*_ITEM_SUMS, *_DAILY, *_SUMMARY)
