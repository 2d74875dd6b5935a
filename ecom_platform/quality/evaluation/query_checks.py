"""Query rules: a SELECT of what is wrong, which must find nothing.

What is asked belongs in `rules/`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.quality.evaluation.checked_days import FeedDay
from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.evaluation.result_builder import (
    MAX_DIMENSIONS,
    Finding,
    build_result,
    passed_finding,
)
from ecom_platform.quality.rules.rule import Query, Rule

Found = dict[str, Any]


def check_query(
    connection: duckdb.DuckDBPyConnection, rule: Rule, check: Query, selection: DaySelection
) -> Finding:
    """The finding of one query rule, and one more for each dimension its rows name."""
    failing = check.failing
    for word, sql in selection.words.items():
        failing = failing.replace(f"{{{word}}}", sql)
    result = connection.execute(failing)
    names = [column[0] for column in result.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if not found:
        return passed_finding(rule, failures=0)
    check_results = [_outcome(rule, check, found, failing)]
    check_results += [
        _outcome(rule, check, [row for row in found if row["dimension"] == name], failing, name)
        for name in _dimensions(found)
    ]
    days = frozenset(_feed_day(row, selection) for row in found if row.get("day"))
    return Finding(tuple(check_results), days)


def _outcome(
    rule: Rule, check: Query, found: list[Found], failing: str, dimension: str = ""
) -> Any:
    days = [row["day"] for row in found if row.get("day")]
    amounts = [Decimal(row["amount"]) for row in found if row.get("amount") is not None]
    words = {name: _readable(value) for name, value in found[0].items()}
    more = f" ({len(found):,} such findings.)" if len(found) > 1 else ""
    return build_result(
        rule,
        status="fail",
        failures=len(found),
        message=check.finding.format(**words) + more,
        compiled_sql=failing,
        value=float(len(found)),
        expected_low=0.0,
        expected_high=0.0,
        amount=sum(amounts, Decimal(0)) if amounts else None,
        currency=str(found[0].get("currency") or ""),
        day=max(days, default=None),
        dimension=dimension,
    )


def _dimensions(found: list[Found]) -> list[str]:
    names = [str(row["dimension"]) for row in found if row.get("dimension") is not None]
    return list(dict.fromkeys(names))[:MAX_DIMENSIONS]


def _feed_day(row: Found, selection: DaySelection) -> FeedDay:
    feeds = {feed for feed, _ in selection.current}
    return (str(row.get("feed") or next(iter(feeds), "")), row["day"])


def _readable(value: object) -> object:
    """Numbers with thousands separated; money and shares keep their form in the sentence."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, float):
        return f"{value:,.4g}"
    return value if isinstance(value, (str, date)) else str(value)
