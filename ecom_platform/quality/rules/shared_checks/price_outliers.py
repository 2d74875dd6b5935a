"""Prices that are far from the usual price of an article."""

from ecom_platform.quality.rules.rule import Query

PRICE_FACTOR = 5  # larger than the factor between any sale price and the usual price
MIN_SALES = 5


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
