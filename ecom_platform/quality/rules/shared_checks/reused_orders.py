"""Orders of one number on several days."""

from ecom_platform.quality.rules.rule import Query


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
