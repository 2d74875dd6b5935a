"""Rules of the feeds that describe articles: stock, price lists and products."""

from ecom_platform.quality.rules.rule import Declare, Query, Row, Unique, exact
from ecom_platform.quality.rules.shared_checks.listed_rows import LISTED_ROWS

MAX_STOCK_CHANGE = 3  # as a factor
MAX_PRICE_CHANGE = 1.4  # of the median price, from one list to the next
_OWNER = "products@example.com"
_NEWEST_STOCK = LISTED_ROWS["raw.stock_report"].format(table="raw.stock_report")

_stock = Declare("raw.stock_report", _OWNER)
_prices = Declare("raw.price_list", _OWNER)
_products = Declare("raw.products", _OWNER)

_STOCK = (
    _stock(
        "stock_is_not_negative",
        "business",
        "No article has negative stock: the report counts pieces in a warehouse. Otherwise stock "
        "cover and dead stock are wrong. Ask products.",
        exact("stock >= 0"),
    ),
    _stock(
        "stock_is_not_all_zero",
        "business",
        "Fewer than nine of ten articles are out of stock. Otherwise the export has emptied the "
        "column. Deliver the report again.",
        Query(
            failing=f"""
                select count(*) filter (where stock = 0) as zero_count, count(*) as row_count
                from raw.stock_report where {_NEWEST_STOCK}
                having count(*) >= 20 and zero_count >= 0.9 * count(*)
            """,
            finding="{zero_count} of {row_count} articles have no stock.",
        ),
    ),
    _stock(
        "stock_keeps_its_size",
        "volume",
        f"The pieces in stock do not change by a factor of {MAX_STOCK_CHANGE} from one report to "
        "the next. Otherwise the report is of another warehouse or in another unit. Deliver it "
        "again.",
        Query(
            failing=f"""
                select pieces, passed_amount from (
                    select sum(stock) as pieces from raw.stock_report where {_NEWEST_STOCK}
                ) cross join quality.checked_days
                where table_name = 'raw.stock_report' and day = {{whole_table}}
                    and passed_amount >= 100
                    and (pieces > {MAX_STOCK_CHANGE} * passed_amount
                        or pieces * {MAX_STOCK_CHANGE} < passed_amount)
            """,
            finding="There are {pieces} pieces in stock; there were {passed_amount} when the "
            "report last passed.",
        ),
    ),
    _stock(
        "stock_names_what_is_sold",
        "coverage",
        "At least a third of the articles sold on Amazon are in the stock report. Otherwise the "
        "file is another list, or its article numbers have changed. Deliver the report again.",
        Query(
            failing=f"""
                with stocked as (
                    select distinct upper(sku) as sku from raw.stock_report
                    where {_NEWEST_STOCK}
                ), sold as (
                    select distinct upper(sku) as sku from raw.amazon_sale_report
                    where order_date > (
                        select max(order_date) - 28 from raw.amazon_sale_report
                    )
                ), counted as (
                    select count(*) as sold_count, count(stocked.sku) as known_count
                    from sold left join stocked using (sku)
                )
                select sold_count, known_count from counted
                where (select count(*) from stocked) > 0 and sold_count >= 20
                    and known_count < 0.33 * sold_count
            """,
            finding="Of {sold_count} articles sold in four weeks {known_count} are in the report.",
        ),
    ),
)

_PRICES = (
    _prices(
        "prices_are_positive",
        "validity",
        "No price in a list is zero or negative. A missing price is left blank. Ask products.",
        Row(
            "coalesce(least(tp, tp_1, tp_2, amazon_mrp, ajio_mrp, flipkart_mrp, myntra_mrp), 1) > 0"
        ),
    ),
    _prices(
        "an_article_stands_once_in_a_list",
        "uniqueness",
        "No article occurs twice in one price list. Otherwise it is unclear which price counts. "
        "Ask products.",
        Unique(("file_id", "upper(sku)"), "not is_superseded"),
    ),
    _prices(
        "transfer_prices_are_below_list_prices",
        "business",
        "At most one in twenty articles costs more than it is sold for. Otherwise columns were "
        "swapped. Ask products.",
        Query(
            failing="""
                select count(*) as row_count, count(*) filter (
                    where coalesce(tp, tp_1) > amazon_mrp
                ) as dear_count
                from raw.price_list where not is_superseded and amazon_mrp is not null
                having dear_count > 0.05 * count(*)
            """,
            finding="{dear_count} of {row_count} articles have a transfer price above the list "
            "price.",
        ),
    ),
    _prices(
        "lists_follow_each_other",
        "distribution",
        "From one price list to the next the median price change is within 40 %. Otherwise the "
        "list is in another unit or currency. Ask products.",
        Query(
            failing=f"""
                with lists as (
                    select upper(sku) as sku, file_id, content_date,
                        coalesce(amazon_mrp, tp, tp_1) as price
                    from raw.price_list inner join raw.files as files using (file_id)
                    where not is_superseded
                ), changes as (
                    select file_id, content_date, price / lag(price) over (
                        partition by sku order by content_date nulls first, file_id
                    ) as change
                    from lists where price > 0
                )
                select content_date, round(median(change), 2) as median_change
                from changes where change is not null
                group by file_id, content_date
                having count(*) >= 20
                    and (median(change) > {MAX_PRICE_CHANGE} or median(change) < 1
                        / {MAX_PRICE_CHANGE})
                order by content_date
            """,
            finding="The prices of the list of {content_date} are {median_change} times those of "
            "the list before it.",
        ),
    ),
)

_PRODUCT_LIST = (
    _products(
        "a_product_is_stated_once_a_day",
        "uniqueness",
        "No product is stated twice for one day. Otherwise it is unclear which one counts. Ask "
        "products.",
        Unique(("upper(sku)", "effective_date"), "not is_superseded"),
    ),
    _products(
        "prices_are_positive",
        "validity",
        "A list price is above zero, and a cost is not negative. A missing one is left blank. Ask "
        "products.",
        Row("coalesce(list_price, 1) > 0 and coalesce(unit_cost, 0) >= 0"),
    ),
    _products(
        "costs_are_below_prices",
        "business",
        "At most one in five products costs more than its list price. Otherwise columns were "
        "swapped, or costs are in another currency. Ask products.",
        Query(
            failing="""
                select count(*) as row_count,
                    count(*) filter (where unit_cost > list_price) as dear_count
                from raw.products
                where not is_superseded and unit_cost is not null and list_price is not null
                having count(*) >= 5 and dear_count > 0.2 * count(*)
            """,
            finding="{dear_count} of {row_count} products cost more than their list price.",
        ),
    ),
    _products(
        "stock_is_not_negative",
        "business",
        "No product has negative stock: more of it was sold than there was. It is shown as "
        "delivered, and counts as sold out. Ask products.",
        Row("coalesce(stock, 0) >= 0"),
        "warn",
    ),
    _products(
        "prices_follow_each_other",
        "distribution",
        "From one stated price to the next the median price change is within 40 %. Otherwise the "
        "newer list is in another unit or currency. Ask products.",
        Query(
            failing=f"""
                with changes as (
                    select effective_date, list_price / lag(list_price) over (
                        partition by upper(sku), currency order by effective_date nulls first
                    ) as change
                    from raw.products where not is_superseded and list_price > 0
                )
                select effective_date, round(median(change), 2) as median_change
                from changes where change is not null group by effective_date
                having count(*) >= 20
                    and (median(change) > {MAX_PRICE_CHANGE} or median(change) < 1
                        / {MAX_PRICE_CHANGE})
                order by effective_date
            """,
            finding="Prices stated for {effective_date} are {median_change} times those before.",
        ),
    ),
)

RULES = (*_STOCK, *_PRICES, *_PRODUCT_LIST)
