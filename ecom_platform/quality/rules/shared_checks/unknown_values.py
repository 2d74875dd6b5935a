"""Values that no earlier day has, and keys that a reference feed does not list."""

from ecom_platform.quality.rules.rule import Query

KNOWN_DAYS = 21  # of history, before a value counts as new


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
