"""The finding of a rule, and the check results it is built into.

The evidence in a result, such as the money at stake, is in `failing_evidence.py`.
"""

from dataclasses import dataclass
from typing import Any

from ecom_platform.quality.evaluation.checked_days import FeedDay
from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule import Rule


@dataclass(frozen=True)
class Finding:
    """The results of one rule, that of the whole rule first, and the days that failed."""

    check_results: tuple[CheckResult, ...]
    failed_days: frozenset[FeedDay] = frozenset()


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
