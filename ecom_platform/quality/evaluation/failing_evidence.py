"""The evidence of a failure: failing rows by feed and day, the money at stake, the dimensions.

The failing rows of a table are read only to sum up the money at stake.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.currencies import amount_text
from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.rules.rule import Rule

MAX_DIMENSIONS = 10
TOLERATED_SENTENCE = " That is within what the rule tolerates, so nothing is held."


@dataclass(frozen=True)
class RowGroup:
    """Rows of one feed, day and currency.

    Attributes:
        count: how many rows there are.
        amount: their money, where they have any.
        turnover: the same, with every amount counted as positive.
    """

    feed: str | None
    day: date | None
    currency: str
    count: int
    amount: Decimal | None
    turnover: Decimal | None


def row_groups(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection, rows: str
) -> list[RowGroup]:
    """Rows of the table by feed, day and currency, the oldest day first.

    Args:
        connection: the warehouse.
        rule: the rule, whose `money` and `currency` are summed up.
        selection: how the days of the table are read.
        rows: SELECT of the rows, with all columns.
    """
    table = selection.day_table
    feed, day = (table.feed, table.day) if table else ("null", "null")
    money = rule.money or "null"
    found = connection.execute(
        f"""
        select cast({feed} as varchar) as row_feed, cast({day} as date) as row_day,
            coalesce(cast({rule.currency} as varchar), '') as row_currency, count(*),
            cast(sum({money}) as decimal(38, 4)), cast(sum(abs({money})) as decimal(38, 4))
        from ({rows}) as read_rows group by all order by all
        """
    ).fetchall()
    return [RowGroup(*row) for row in found]


def money_at_stake(groups: list[RowGroup]) -> tuple[Decimal | None, str, str]:
    """The largest sum of one currency, that currency, and a sentence with all sums.

    Without amounts: None and two empty texts.
    """
    sums: dict[str, Decimal] = {}
    for group in groups:
        if group.amount is not None:
            sums[group.currency] = sums.get(group.currency, Decimal(0)) + group.amount
    if not sums:
        return None, "", ""
    largest = max(sums, key=lambda currency: abs(sums[currency]))
    amounts = " and ".join(amount_text(sums[currency], currency) for currency in sorted(sums))
    return sums[largest], largest, f" At stake: {amounts}."


def days_text(days: list[date]) -> str:
    """The days as the end of a phrase; empty for no day.

    >>> days_text([date(2024, 3, 1)])
    ' on 2024-03-01'
    >>> days_text([date(2024, 3, 1), date(2024, 3, 4)])
    ' on 2 days from 2024-03-01 to 2024-03-04'
    """
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return f" on {first}"
    return f" on {len(set(days))} days from {first} to {last}"
