"""Days whose lines repeat each other: in their whole content, or in the value of one column."""

from ecom_platform.quality.rules.rule import Query

MANY_LINES = 50


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
                    as decimal(18, 4)) as amount
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
