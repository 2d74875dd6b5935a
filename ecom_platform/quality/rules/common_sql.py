"""Query checks that several feeds share, each a function of the feed's own columns.

The modules of `feeds/` give each check a name, an owner and a severity.
"""

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.quality.rules.rule import Query

PRICE_FACTOR = 5  # larger than the factor between any sale price and the usual price
MIN_SALES = 5
KNOWN_DAYS = 21  # of history, before a value counts as new
MANY_LINES = 50
LISTED_ROWS = {  # predicate for the rows of a list that count: of whole files, the last file
    feed.table: "file_id = (select max(file_id) from {table})"
    if feed.restates == "file"
    else "not is_superseded"
    for feed in all_feeds().values()
    if feed.role == "reference"
}


def price_outliers(table: str, price: str, article: str, money: str) -> Query:
    """Lines whose price is far from the median price of the article in the weeks before.

    Args:
        table: the raw table.
        price: SQL for the price of one piece; null where there is none.
        article: SQL expressions that name an article, and the currency where there are several.
        money: SQL for the money of a line.
    """
    keys = article.split(", ")
    names = ", ".join(f"key_{number}" for number in range(len(keys)))
    key = ", ".join(f"{expression} as key_{number}" for number, expression in enumerate(keys))
    return Query(
        failing=f"""
            with usual as (
                select {key}, median({price}) as usual_price from {table}
                where {{history}} and {price} > 0
                group by all having count(*) >= {MIN_SALES}
            ), priced as (
                select {{day}} as day, {key}, round({price}, 2) as price, {money} as amount
                from {table} where {{evaluated}} and {price} > 0
            )
            select day, key_0 as article, price, round(usual_price, 2) as usual_price, amount
            from priced inner join usual using ({names})
            where price > {PRICE_FACTOR} * usual_price or price * {PRICE_FACTOR} < usual_price
            order by day, abs(ln(price / usual_price)) desc
        """,
        finding="{article} was sold at {price} on {day}, where {usual_price} is usual.",
    )


def repeated_lines(table: str, content: str, order: str, money: str, share: float) -> Query:
    """Days with many lines whose content equals that of a line of another order.

    Args:
        table: the raw table.
        content: SQL list of the columns to compare, without the keys of a line.
        order: SQL for the order of a line.
        money: SQL for the money of a line.
        share: the share of a day's lines that may repeat others by chance.
    """
    return Query(
        failing=f"""
            with contents as (
                select {{day}} as day, count(*) as line_count,
                    count(distinct {order}) as order_count, sum({money}) as amount
                from {table} where {{evaluated}} group by {{day}}, {content}
            )
            select day,
                cast(sum(line_count - 1) filter (where order_count > 1) as bigint)
                    as repeated_count,
                cast(sum(line_count) as bigint) as day_lines,
                cast(sum(amount * (line_count - 1) / line_count) filter (where order_count > 1)
                    as decimal(18, 2)) as amount
            from contents group by day
            having repeated_count > {share} * day_lines and day_lines >= {MANY_LINES}
            order by day
        """,
        finding="{repeated_count} of {day_lines} lines of {day} have the same content as a line of "
        "another order.",
    )


def single_value_days(table: str, column: str, initial: str) -> Query:
    """Days on which every line has the same value, which no earlier day had on all its lines.

    Args:
        table: the raw table.
        column: the column with the value.
        initial: SQL list of the values that all lines of a new day may have.
    """
    return Query(
        failing=f"""
            with days as (
                select {{day}} as day, min({column}) as value, count(*) as day_lines
                from {table} where {{evaluated}} or ({{history}})
                group by all
                having count(distinct {column}) = 1 and count(*) >= {MANY_LINES}
            )
            select day, value, cast(day_lines as bigint) as day_lines from days
            where day in (select {{day}} from {table} where {{evaluated}})
                and value not in ({initial}) and not exists (
                    select 1 from days as before where before.day < days.day
                        and before.value = days.value
                        and before.day not in (select {{day}} from {table} where {{evaluated}})
                )
            order by day
        """,
        finding="All {day_lines} lines of {day} are '{value}'.",
    )


def unknown_values(table: str, column: str, share: float, money: str) -> Query:
    """Days on which many lines have a value that no earlier day has.

    Args:
        table: the raw table.
        column: SQL for the value; lines without one are left out.
        share: the share of a day's lines that may have new values.
        money: SQL for the money of a line.
    """
    return Query(
        failing=f"""
            with known as (
                select distinct {column} as value from {table} where {{history}}
            ), new_values as (
                select {{day}} as day, {column} as value, {money} as amount,
                    count(*) over (partition by {{day}}) as day_lines
                from {table} where {{evaluated}} and {column} is not null
            )
            select day, min(value) as value, count(*) as line_count,
                cast(any_value(day_lines) as bigint) as day_lines, sum(amount) as amount
            from new_values
            where value not in (select value from known where value is not null)
                and (
                    select count(distinct {{day}}) from {table} where {{history}}
                ) >= {KNOWN_DAYS}
            group by day having count(*) > {share} * any_value(day_lines)
            order by day
        """,
        finding="{line_count} of {day_lines} lines of {day} have values that no earlier day "
        "has, such as '{value}'.",
    )


def reused_orders(table: str, order: str, where: str, money: str) -> Query:
    """Orders of the evaluated days that also occur on another day.

    The other day may be an evaluated one too: an order under a used number may replace lines of the
    day it was first used on, and that day then counts as changed.

    Args:
        table: the raw table.
        order: SQL for the order of a line.
        where: SQL predicate for the lines that open an order.
        money: SQL for the money of a line.
    """
    return Query(
        failing=f"""
            select max({{day}}) as day, {order} as used_order, min({{day}}) as first_day,
                sum({money}) as amount
            from {table} where ({{evaluated}} or {{history}}) and {where}
            group by used_order
            having first_day < max({{day}}) and bool_or({{evaluated}})
            order by all
        """,
        finding="Order {used_order} of {day} also occurs on {first_day}.",
    )


def not_listed(table: str, key: str, where: str, *, listed: str, share: float, money: str) -> Query:
    """Days with many lines whose key is not in a reference feed that is in use.

    Args:
        table: the raw table.
        key: the column that must be listed.
        where: SQL predicate for the lines to check.
        listed: the raw table with the list; its key has the same name.
        share: the share of a day's lines that may be missing in it.
        money: SQL for the money of a line.
    """
    return Query(
        failing=f"""
            with listed as (
                select distinct {key} as listed_key from {listed} where not is_superseded
            ), found as (
                select {{day}} as day, {key} as missing_key, {money} as amount,
                    listed_key is null as is_missing
                from {table} left join listed on listed_key = {key}
                where {{evaluated}} and {where} and {key} is not null
            )
            select day, min(missing_key) filter (where is_missing) as example,
                cast(count(*) filter (where is_missing) as bigint) as missing_count,
                count(*) as day_lines, sum(amount) filter (where is_missing) as amount
            from found where (select count(*) from listed) > 0
            group by day having missing_count > {share} * day_lines
            order by day
        """,
        finding="{missing_count} of {day_lines} lines of {day} have a key that {listed} does not "
        "list, such as '{example}'.".replace("{listed}", listed),
    )
