"""The evidence of a failure: failing rows by feed and day, the money at stake, the dimensions.

The failing rows of a table are read only to sum up the money at stake.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.rules.rule import Rule

MAX_DIMENSIONS = 10


@dataclass(frozen=True)
class FailingGroup:
    """The failing rows of one feed, day and currency: how many, and their money."""

    feed: str | None
    day: date | None
    currency: str
    count: int
    amount: Decimal | None


def failing_groups(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection, failing: str
) -> list[FailingGroup]:
    """The failing rows by feed, day and currency, the oldest day first.

    Args:
        connection: the warehouse.
        rule: the rule, whose `money` and `currency` are summed up.
        selection: how the days of the table are read.
        failing: SELECT of the failing rows.
    """
    table = selection.day_table
    feed, day = (table.feed, table.day) if table else ("null", "null")
    rows = connection.execute(
        f"""
        select cast({feed} as varchar) as failing_feed, cast({day} as date) as failing_day,
            coalesce(cast({rule.currency} as varchar), '') as failing_currency, count(*),
            cast(sum({rule.money or "null"}) as decimal(38, 2))
        from ({failing}) as failing_rows group by all order by all
        """
    ).fetchall()
    return [FailingGroup(*row) for row in rows]


def money_at_stake(groups: list[FailingGroup]) -> tuple[Decimal | None, str, str]:
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
    amounts = " and ".join(f"{sums[currency]:,.2f} {currency}".strip() for currency in sorted(sums))
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
