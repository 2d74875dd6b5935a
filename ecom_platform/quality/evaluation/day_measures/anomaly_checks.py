"""Evaluation of day measures: is the newest day within the range that earlier days predict?

The statistics are in `baseline.py`; the measures are declared in `quality/rules`. Only the newest
days of the newest batch are evaluated, so that a first load of several years raises no alerts on
old days. A day that failed with an error is evaluated again until it is repaired, and the baseline
leaves it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, isfinite
from typing import Any

import duckdb

from ecom_platform.quality.evaluation.checked_days import read_failed_days
from ecom_platform.quality.evaluation.day_measures.baseline import (
    Expectation,
    Floats,
    Series,
    expected_values,
    from_scale,
    score_limit,
    usual_range,
)
from ecom_platform.quality.evaluation.day_measures.daily_metrics import MAX_DAYS, read_series
from ecom_platform.quality.evaluation.day_selection import (
    NEWEST_DAYS,
    DaySelection,
    delivers_whole_days,
)
from ecom_platform.quality.evaluation.failing_evidence import MAX_DIMENSIONS
from ecom_platform.quality.evaluation.finding import Finding, build_result, passed_finding
from ecom_platform.quality.results.check_result import CheckResult, Severity
from ecom_platform.quality.rules.rule import DayMeasure, Rule

ALERTS_PER_WEEK = 2.0  # the false warnings that all series of a warehouse together may cause
CHART_DAYS = 28

ChartPoints = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class EvaluatedDay:
    """One day of one series, compared with what was expected.

    Attributes:
        low: the smallest usual value, `high` the largest.
        score: how many usual deviations the day is away from what was expected.
        limit: the score beyond which a day is rare.
        severity: None when the day passes.
    """

    feed: str
    day: date
    dimension: str
    value: float
    expected: float
    low: float
    high: float
    score: float
    limit: float
    severity: Severity | None

    @property
    def rank(self) -> tuple[bool, float]:
        """A sort key: the worst day comes last, by severity and then by deviation."""
        return (self.severity == "error", abs(self.score) / self.limit)


@dataclass(frozen=True)
class FeedDays:
    """The days of one feed that an evaluation needs.

    Attributes:
        days: the feed's days, oldest first.
        evaluated: positions in `days` of those to evaluate.
        open_day: position of the day that may still be filling; -1 when its days arrive whole.
        masked: days known to be wrong.
    """

    name: str
    days: list[date]
    evaluated: list[int]
    open_day: int
    masked: frozenset[date]


@dataclass(frozen=True)
class _NamedSeries:
    """One series of a rule: its name, its row in `expectation`, and its values by day."""

    name: str
    row: int
    values: Floats
    expectation: Expectation


def check_day_measures(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> list[Finding]:
    """The findings of all day measures of one table, in the order of the rules.

    Args:
        connection: the warehouse, with the measures of every day of the selection.
        rules: rules of one table, each with a `DayMeasure`.
        selection: the days to evaluate.
    """
    feeds = _feed_days(connection, selection)
    day_count = max((len(feed.evaluated) for feed in feeds), default=0)
    probability = ALERTS_PER_WEEK / 7 / series_count(connection) / max(day_count, 1)
    return [_finding_of_rule(connection, rule, feeds, probability) for rule in rules]


def evaluate_days(
    rule: Rule, feed: FeedDays, names: Sequence[str], series: Series, probability: float
) -> list[EvaluatedDay]:
    """Every evaluated day of every series of one rule, whether it passes or not.

    Args:
        rule: a rule with a `DayMeasure`.
        feed: the days of the series, and which of them to evaluate.
        names: the dimension of each row of `series`.
        series: values by series and day.
        probability: how often an ordinary day of one series may exceed its limit.
    """
    if not names:
        return []
    expectation = expected_values(series)
    found = []
    for row, name in enumerate(names):
        named = _NamedSeries(name, row, series.values[row], expectation)
        days = (_evaluate_day(rule, feed, named, at, probability) for at in feed.evaluated)
        found += [day for day in days if day is not None]
    return found


def _finding_of_rule(
    connection: duckdb.DuckDBPyConnection, rule: Rule, feeds: list[FeedDays], probability: float
) -> Finding:
    """The finding of one day measure: the worst day, and the worst day of each dimension."""
    evaluated: list[EvaluatedDay] = []
    charts: dict[tuple[str, str], ChartPoints] = {}
    for feed in feeds:
        names, series = read_series(connection, rule, feed.name, feed.days, feed.masked)
        evaluated += evaluate_days(rule, feed, names, series, probability)
        for row, name in enumerate(names):
            charts[feed.name, name] = _chart_points(feed.days, series.values[row])
    if not evaluated:
        return passed_finding(rule, "The newest day has too few days before it to be evaluated.")
    failing = sorted((day for day in evaluated if day.severity), key=lambda day: day.rank)[::-1]
    if not failing:
        return passed_finding(rule, **_result_numbers(max(evaluated, key=lambda day: day.rank)))
    check_results = [_failed_result(rule, failing[0], len(failing), charts)]
    if isinstance(rule.check, DayMeasure) and rule.check.dimension:
        check_results += [
            _failed_result(rule, day, 1, charts, day.dimension)
            for day in _worst_of_each_dimension(failing)[:MAX_DIMENSIONS]
        ]
    days_with_errors = frozenset((day.feed, day.day) for day in failing if day.severity == "error")
    return Finding(tuple(check_results), days_with_errors)


def _worst_of_each_dimension(failing: Sequence[EvaluatedDay]) -> list[EvaluatedDay]:
    """The worst day of each dimension, worst first; `failing` must be sorted worst first."""
    worst: dict[str, EvaluatedDay] = {}
    for day in failing:
        worst.setdefault(day.dimension, day)
    return list(worst.values())


def _evaluate_day(
    rule: Rule, feed: FeedDays, series: _NamedSeries, position: int, probability: float
) -> EvaluatedDay | None:
    """One day compared with what was expected; None when too little is known or expected."""
    check, expectation, row = rule.check, series.expectation, series.row
    assert isinstance(check, DayMeasure)
    value = float(series.values[position])
    noise = float(expectation.noise[row, position])
    score = float(expectation.score[row, position])
    if not (isfinite(score) and expectation.weight[row, position] >= check.min_rows):
        return None
    past_scores = expectation.score[row, max(position - MAX_DAYS, 0) : position]
    limit = score_limit(past_scores, probability)
    center = float(expectation.center[row, position])
    unit = float(expectation.unit[row, position])
    low, high = usual_range(check.form, center, limit * noise, unit)
    expected = from_scale(check.form, center, unit)
    may_still_fill = position == feed.open_day and check.fills_late
    fails = (
        value > high and check.direction != "low" and not (may_still_fill and check.form != "count")
    ) or (value < low and check.direction != "high" and not may_still_fill)
    return EvaluatedDay(
        feed=feed.name,
        day=feed.days[position],
        dimension=series.name,
        value=value,
        expected=expected,
        low=low,
        high=high,
        score=score,
        limit=limit,
        severity=_severity(rule, check, value, expected) if fails else None,
    )


def _severity(rule: Rule, check: DayMeasure, value: float, expected: float) -> Severity:
    """`error` beyond the error limits: distances for a share, multiples for a count or mean.

    A rule that warns has no error limits, whatever its check states.
    """
    if rule.severity == "warn":
        return "warn"
    low, high = check.error_below, check.error_above
    if check.form == "share":
        distance = value - expected
        low = None if low is None else -low
    else:
        distance = value / expected if expected else inf  # any value is infinitely more than zero
    is_error = (low is not None and distance <= low) or (high is not None and distance >= high)
    return "error" if is_error else "warn"


def _feed_days(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> list[FeedDays]:
    """The days of each feed of a table, and which of them to evaluate.

    A day that may still have been filling when it was new is evaluated again with the next day.
    """
    feeds = []
    table = selection.day_table
    failed_days = read_failed_days(connection, selection.table_name) if table else set()
    is_whole = selection.newest_batch > 1 and delivers_whole_days(connection, table)
    for name in sorted({feed for feed, _ in selection.fingerprints}):
        days = sorted(day for feed, day in selection.fingerprints if feed == name)[-MAX_DAYS:]
        new = {day for feed, day in selection.newest_days if feed == name}
        first = len(days) - NEWEST_DAYS
        evaluated = [at for at, day in enumerate(days) if at >= first and day in new]
        open_day = -1 if is_whole else len(days) - 1
        if open_day > 0 and evaluated and evaluated[0] - 1 >= max(first, 0):
            evaluated.insert(0, evaluated[0] - 1)  # that day was still open when it was new
        masked = frozenset(day for feed, day in failed_days if feed == name and day not in new)
        feeds.append(FeedDays(name, days, evaluated, open_day, masked))
    return feeds


def series_count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many series share the alert budget; at least one."""
    row = connection.execute(
        "select count(*) from (select distinct table_name, rule, feed, dimension "
        "from quality.day_measures)"
    ).fetchone()
    return max(int(row[0]), 1) if row else 1


def _chart_points(days: Sequence[date], values: Any) -> ChartPoints:
    """The newest days and their values for the small chart of a result; missing values left out."""
    pairs = zip(days[-CHART_DAYS:], values[-CHART_DAYS:], strict=True)
    return tuple(
        (day.isoformat(), round(float(value), 6)) for day, value in pairs if isfinite(value)
    )


def _result_numbers(day: EvaluatedDay) -> dict[str, Any]:
    limits = {"expected_low": day.low, "expected_high": day.high}
    return {"value": day.value, "day": day.day, **limits}


def _failed_result(
    rule: Rule,
    day: EvaluatedDay,
    count: int,
    charts: dict[tuple[str, str], ChartPoints],
    dimension: str = "",
) -> CheckResult:
    """The result that names one failing day, and says how many failed in all."""
    check = rule.check
    assert isinstance(check, DayMeasure)
    about = f" for {day.dimension}" if day.dimension else ""
    more = f" {count - 1} more of its days or dimensions are unusual." if count > 1 else ""
    return build_result(
        rule,
        status="fail",
        severity=day.severity,
        failures=count,
        message=f"{day.day}{about} has {_value_text(check, day.value)}, where "
        f"{_value_text(check, day.expected)} was expected and {_value_text(check, day.low)} to "
        f"{_value_text(check, day.high)} is usual.{more} {rule.threshold}",
        dimension=dimension,
        series=charts[day.feed, day.dimension],
        **_result_numbers(day),
    )


def _value_text(check: DayMeasure, value: float) -> str:
    """A value as messages show it: a percentage for a share, else a number."""
    if check.form == "share":
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.4g}"
