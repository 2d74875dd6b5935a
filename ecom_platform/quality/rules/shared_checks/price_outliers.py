"""Prices that are far from the usual price of an article."""

from ecom_platform.quality.rules.rule import TOLERATED, Query

PRICE_FACTOR = 5  # larger than the factor between any sale price and the usual price
MIN_SALES = 5


def price_outliers(
    table: str, price: str, article: str, *, pieces: str, currency: str, goods: str = "true"
) -> Query:
    """Lines whose price is far from the median price of the article in the weeks before.

    What is at stake is what the line is worth more or less than at its usual price.

    Args:
        table: the raw table.
        price: SQL for the price of one piece; null where there is none.
        article: SQL list of the columns that name an article, and of the currency in a feed with
            several currencies.
        pieces: SQL for the pieces of a line.
        currency: SQL for the currency of a line.
        goods: SQL predicate for the lines that sell goods; services have no usual price.
    """
    keys = article.split(", ")
    key_names = ", ".join(f"key_{number}" for number in range(len(keys)))
    key_columns = ", ".join(
        f"{expression} as key_{number}" for number, expression in enumerate(keys)
    )
    # the query is evaluated with its days in the place of {history}, {evaluated} and {day}
    return Query(
        failing=f"""
            with usual as (
                select {key_columns}, median({price}) as usual_price from {table}
                where {{history}} and {goods} and {price} > 0
                group by all having count(*) >= {MIN_SALES}
            ), priced as (
                select {{day}} as day, {key_columns}, {price} as price, {pieces} as pieces,
                    {currency} as currency
                from {table} where {{evaluated}} and {goods} and {price} > 0
            )
            select day, key_0 as article, round(price, 2) as price,
                round(usual_price, 2) as usual_price,
                cast(round(abs(price - usual_price) * abs(pieces), 4) as decimal(38, 4)) as amount,
                currency
            from priced inner join usual using ({key_names})
            where price > {PRICE_FACTOR} * usual_price or price * {PRICE_FACTOR} < usual_price
            order by day, greatest(price / usual_price, usual_price / price) desc
        """,
        finding="{article} was sold at {price} on {day}, where {usual_price} is usual.",
        tolerated_rows=TOLERATED,
        tolerated_money=TOLERATED,
    )
