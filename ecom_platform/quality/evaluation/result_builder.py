"""What a rule found, and how it becomes outcomes.

The words for people are put together here; nothing here reads a table but for the money at stake.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.quality.evaluation.checked_days import FeedDay
from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule import Rule

MAX_DIMENSIONS = 10


@dataclass(frozen=True)
class Finding:
    """The outcomes of one rule, the one of the whole rule first, and the days that failed."""

    check_results: tuple[CheckResult, ...]
    failed_days: frozenset[FeedDay] = frozenset()


@dataclass(frozen=True)
class FailingGroup:
    """What the failing rows of one day and currency add up to."""

    feed: str | None
    day: date | None
    currency: str
    count: int
    amount: Decimal | None


def build_result(rule: Rule, **known: Any) -> CheckResult:
    """An outcome of the rule; a pass unless told otherwise."""
    words: dict[str, Any] = {"status": "pass", "severity": rule.severity, **known}
    dimension = words.get("dimension", "")
    return CheckResult(
        check_id=f"{rule.check_id}[{dimension}]" if dimension else rule.check_id,
        check=rule.name,
        table=rule.table,
        kind="rule",
        owner=rule.owner,
        **words,
    )


def passed_finding(rule: Rule, message: str = "", /, **known: Any) -> Finding:
    """The finding that the rule holds."""
    return Finding((build_result(rule, message=message, **known),))


def crashed_finding(rule: Rule, error: Exception, selection: DaySelection) -> Finding:
    """The finding that there is none, because measuring failed; its days have not passed."""
    reason = " ".join(str(error).split())[:500]
    check_result = build_result(
        rule, status="crashed", message=f"It could not be measured: {reason}"
    )
    return Finding((check_result,), frozenset(selection.checked))


def failing_groups(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection, failing: str
) -> list[FailingGroup]:
    """The failing rows by day and currency, the oldest day first."""
    feed, day = (selection.table.feed, selection.table.day) if selection.table else ("null", "null")
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
    """The largest sum of one currency, that currency, and the sentence that names every sum."""
    sums: dict[str, Decimal] = {}
    for group in groups:
        if group.amount is not None:
            sums[group.currency] = sums.get(group.currency, Decimal(0)) + group.amount
    if not sums:
        return None, "", ""
    largest = max(sums, key=lambda currency: abs(sums[currency]))
    told = " and ".join(f"{sums[currency]:,.2f} {currency}".strip() for currency in sorted(sums))
    return sums[largest], largest, f" At stake: {told}."


def days_text(days: list[date]) -> str:
    """Days in words: one, two, or the first and the last."""
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return f" on {first}"
    return f" on {len(set(days))} days from {first} to {last}"
