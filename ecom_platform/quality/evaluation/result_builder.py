"""The finding of a rule, and the check results it is built into.

Sentences that all forms of check have in common are built here. The failing rows of a table are
read only to sum up the money at stake.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.currencies import amount_text
from ecom_platform.quality.evaluation.checked_days import FeedDay
from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule import Rule

MAX_DIMENSIONS = 10


@dataclass(frozen=True)
class Finding:
    """The results of one rule, that of the whole rule first, and the days that failed."""

    check_results: tuple[CheckResult, ...]
    failed_days: frozenset[FeedDay] = frozenset()


@dataclass(frozen=True)
class FailingGroup:
    """The failing rows of one feed, day and currency: how many, and their money."""

    feed: str | None
    day: date | None
    currency: str
    count: int
    amount: Decimal | None


def build_result(rule: Rule, **known: Any) -> CheckResult:
    """A result of the rule: a pass, unless `known` has another status.

    Args:
        rule: the rule.
        known: further fields of the `CheckResult`.
    """
    values: dict[str, Any] = {"status": "pass", "severity": rule.severity, **known}
    dimension = values.get("dimension", "")
    return CheckResult(
        check_id=f"{rule.check_id}[{dimension}]" if dimension else rule.check_id,
        check=rule.name,
        table=rule.table,
        kind="rule",
        owner=rule.owner,
        **values,
    )


def passed_finding(rule: Rule, message: str = "", /, **known: Any) -> Finding:
    """The finding that the rule holds; `known` are further fields of its result."""
    return Finding((build_result(rule, message=message, **known),))


def crashed_finding(rule: Rule, error: Exception, selection: DaySelection) -> Finding:
    """The finding that the rule could not be evaluated; the checked days count as failed."""
    reason = " ".join(str(error).split())[:500]
    message = f"The rule could not be evaluated: {reason}"
    check_result = build_result(rule, status="crashed", message=message)
    return Finding((check_result,), frozenset(selection.checked_days))


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
            cast(sum({rule.money or "null"}) as decimal(38, 4))
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
