"""Evaluation of query rules: a SELECT of what is wrong, which must return no row.

The queries are declared in `quality/rules`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.currencies import decimal_text, decimals_of
from ecom_platform.quality.evaluation.checked_days import FeedDay
from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.evaluation.failing_evidence import (
    MAX_DIMENSIONS,
    TOLERATED_SENTENCE,
    RowGroup,
    row_groups,
)
from ecom_platform.quality.evaluation.finding import Finding, build_result, passed_finding
from ecom_platform.quality.evaluation.tolerance import is_tolerated
from ecom_platform.quality.results.check_result import CheckResult, Severity
from ecom_platform.quality.rules.rule import Query, Rule

FoundRow = dict[str, Any]


def check_query(
    connection: duckdb.DuckDBPyConnection, rule: Rule, check: Query, selection: DaySelection
) -> Finding:
    """The finding of one query rule: its result, and one for each dimension its rows name.

    Args:
        connection: the warehouse.
        rule: the rule, which names, owns and explains the check.
        check: the rule's check.
        selection: the days to check; its placeholders are replaced in the query.
    """
    failing = check.failing
    for placeholder, sql in selection.placeholders.items():
        failing = failing.replace(f"{{{placeholder}}}", sql)
    result = connection.execute(failing)
    names = [column[0] for column in result.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if not found:
        return passed_finding(rule, failures=0)
    if _is_tolerated_finding(connection, rule, check, found, selection):
        return Finding((_failed_result(rule, check, found, failing, severity="warn"),))
    check_results = [_failed_result(rule, check, found, failing)]
    for name in _failing_dimensions(found):
        of_dimension = [row for row in found if row["dimension"] == name]
        check_results.append(_failed_result(rule, check, of_dimension, failing, dimension=name))
    days = frozenset(_feed_and_day(row, selection) for row in found if row.get("day"))
    return Finding(tuple(check_results), days)


def _is_tolerated_finding(
    connection: duckdb.DuckDBPyConnection,
    rule: Rule,
    check: Query,
    found: list[FoundRow],
    selection: DaySelection,
) -> bool:
    """Whether the query tolerates the rows it has found, so that they are told and hold nothing."""
    if rule.severity == "warn" or not check.tolerated_rows:
        return False
    evaluated = selection.placeholders.get("evaluated", "true")
    checked = f"select * from {rule.table} where {evaluated}"
    doubtful = [_group_of_row(row, selection) for row in found]
    return is_tolerated(check, doubtful, row_groups(connection, rule, selection, checked))


def _group_of_row(row: FoundRow, selection: DaySelection) -> RowGroup:
    feed, day = _feed_and_day(row, selection) if row.get("day") else (None, None)
    amount = None if row.get("amount") is None else abs(Decimal(row["amount"]))
    return RowGroup(feed, day, str(row.get("currency") or ""), 1, amount, amount)


def _failed_result(
    rule: Rule,
    check: Query,
    found: list[FoundRow],
    failing: str,
    *,
    dimension: str = "",
    severity: Severity | None = None,
) -> CheckResult:
    """The result for these failing rows; its message shows the columns of the first row."""
    days = [row["day"] for row in found if row.get("day")]
    amounts = [Decimal(row["amount"]) for row in found if row.get("amount") is not None]
    currency = str(found[0].get("currency") or "")
    columns = {name: _formatted_value(value, currency) for name, value in found[0].items()}
    more = f" ({len(found):,} such findings.)" if len(found) > 1 else ""
    more += TOLERATED_SENTENCE if severity else ""
    return build_result(
        rule,
        status="fail",
        severity=severity or rule.severity,
        failures=len(found),
        message=check.finding.format(**columns) + more,
        compiled_sql=failing,
        value=float(len(found)),
        expected_low=0.0,
        expected_high=0.0,
        amount=sum(amounts, Decimal(0)) if amounts else None,
        currency=currency,
        day=max(days, default=None),
        dimension=dimension,
    )


def _failing_dimensions(found: list[FoundRow]) -> list[str]:
    """The different dimensions that the failing rows name, but not too many."""
    names = [str(row["dimension"]) for row in found if row.get("dimension") is not None]
    return list(dict.fromkeys(names))[:MAX_DIMENSIONS]


def _feed_and_day(row: FoundRow, selection: DaySelection) -> FeedDay:
    """The feed and day that a row names; a row without a feed is of the feed of its raw table."""
    feeds = {feed for feed, _ in selection.fingerprints}
    own_feed = next(iter(feeds), "")
    return (str(row.get("feed") or own_feed), row["day"])


def _formatted_value(value: object, currency: str | None) -> object:
    """A value as a finding shows it: with thousands separated, money in its currency's units.

    Only quantities have three decimals, so that those are shown without needless zeros.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        is_quantity = value.as_tuple().exponent == -3
        least_decimals = 0 if is_quantity else decimals_of(currency)
        return decimal_text(value, least_decimals)
    if isinstance(value, float):
        return f"{value:,.4g}"
    return value if isinstance(value, (str, date)) else str(value)
