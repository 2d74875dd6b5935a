"""Measures of days, judged: is the newest day what the days before let expect?

The statistics belong in `baseline.py`, what is measured in `rules/`. Only days of the newest
batch that are among the newest few are judged, so that a first load of years does not alarm on its
past; a day that failed with an error is judged again until it is repaired, and does not teach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import duckdb
import numpy as np

from ecom_platform.ingestion.records.cell_types import literal
from ecom_platform.quality.evaluation.baseline import (
    Expected,
    Floats,
    Series,
    expected_values,
    from_scale,
    score_limit,
    usual_range,
)
from ecom_platform.quality.evaluation.checked_days import FeedDay
from ecom_platform.quality.evaluation.daily_metrics import MAX_DAYS, read_series
from ecom_platform.quality.evaluation.day_selection import NEWEST_DAYS, DaySelection
from ecom_platform.quality.evaluation.result_builder import (
    MAX_DIMENSIONS,
    Finding,
    build_result,
    passed_finding,
)
from ecom_platform.quality.results.check_result import CheckResult, Severity
from ecom_platform.quality.rules.rule import DayMeasure, Rule

ALERTS_PER_WEEK = 2.0  # false warnings that all series of a warehouse together may cause
SHOWN_DAYS = 28
WHOLE_DAY_SHARE = 0.9  # of its later lines, which the newest day of a delivery has when it is whole


@dataclass(frozen=True)
class EvaluatedDay:
    """One day of one series, judged."""

    feed: str
    day: date
    dimension: str
    value: float
    expected: float
    low: float
    high: float
    score: float
    score_limit: float
    severity: Severity | None

    @property
    def rank(self) -> tuple[bool, float]:
        """Errors first, then the greatest surprise."""
        return (self.severity == "error", abs(self.score) / self.score_limit)


@dataclass(frozen=True)
class Feed:
    """The days of one feed that a judgement needs.

    Attributes:
        days: the feed's days, oldest first.
        judged: positions of the days to judge.
        open_day: position of the day that may still be filling; -1 when its days arrive whole.
        masked: days known to be wrong.
    """

    name: str
    days: list[date]
    judged: list[int]
    open_day: int
    masked: frozenset[date]


@dataclass(frozen=True)
class _Line:
    """One series: its name, its number among those of the rule, its values and all expectations."""

    name: str
    number: int
    values: Floats
    expected: Expected


def check_day_measures(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> list[Finding]:
    """The findings of all day measures of one table, in the order of the rules."""
    feeds = _feeds(connection, selection)
    days_judged = max((len(feed.judged) for feed in feeds), default=0)
    probability = ALERTS_PER_WEEK / 7 / series_count(connection) / max(days_judged, 1)
    return [_check(connection, rule, feeds, probability) for rule in rules]


def evaluate_days(
    rule: Rule, feed: Feed, names: Sequence[str], series: Series, probability: float
) -> list[EvaluatedDay]:
    """Every judged day of every series of one rule, surprising or not."""
    if not names:
        return []
    expected = expected_values(series)
    judged = []
    for number, name in enumerate(names):
        line = _Line(name, number, series.values[number], expected)
        found = (_evaluate_day(rule, feed, line, at, probability) for at in feed.judged)
        judged += [one for one in found if one]
    return judged


def _check(
    connection: duckdb.DuckDBPyConnection, rule: Rule, feeds: list[Feed], probability: float
) -> Finding:
    judged: list[EvaluatedDay] = []
    shown: dict[tuple[str, str], tuple[tuple[str, float], ...]] = {}
    for feed in feeds:
        names, series = read_series(connection, rule, feed.name, feed.days, feed.masked)
        judged += evaluate_days(rule, feed, names, series, probability)
        for number, name in enumerate(names):
            shown[feed.name, name] = _chart(feed.days, series.values[number])
    if not judged:
        return passed_finding(rule, "There are not enough days before it to judge the newest one.")
    failing = sorted((one for one in judged if one.severity), key=lambda one: one.rank)[::-1]
    if not failing:
        return passed_finding(rule, **_numbers(max(judged, key=lambda one: one.rank)))
    check_results = [_outcome(rule, failing[0], len(failing), shown)]
    if isinstance(rule.check, DayMeasure) and rule.check.dimension:
        newest = {one.dimension: one for one in reversed(failing)}
        worst = [newest[name] for name in dict.fromkeys(one.dimension for one in failing)]
        selection = worst[:MAX_DIMENSIONS]
        check_results += [_outcome(rule, one, 1, shown, one.dimension) for one in selection]
    wrong = frozenset((one.feed, one.day) for one in failing if one.severity == "error")
    return Finding(tuple(check_results), wrong)


def _evaluate_day(
    rule: Rule, feed: Feed, line: _Line, position: int, probability: float
) -> EvaluatedDay | None:
    check, expected, number = rule.check, line.expected, line.number
    assert isinstance(check, DayMeasure)
    value = float(line.values[position])
    noise = float(expected.noise[number, position])
    score = float(expected.score[number, position])
    if not (isfinite(score) and expected.weight[number, position] >= check.min_rows):
        return None
    bound = score_limit(expected.score[number, max(position - MAX_DAYS, 0) : position], probability)
    center, unit = float(expected.center[number, position]), float(expected.unit[number, position])
    low, high = usual_range(check.form, center, bound * noise, unit)
    usual = from_scale(check.form, center, unit)
    is_open = position == feed.open_day and check.fills_late
    is_told = (value > high and check.direction != "low") or (
        value < low and check.direction != "high" and not is_open
    )
    return EvaluatedDay(
        feed=feed.name,
        day=feed.days[position],
        dimension=line.name,
        value=value,
        expected=usual,
        low=low,
        high=high,
        score=score,
        score_limit=bound,
        severity=_severity(check, value, usual) if is_told else None,
    )


def _severity(check: DayMeasure, value: float, usual: float) -> Severity:
    """An error when no business is so odd, else a warning."""
    distance = value - usual if check.form == "share" else value / usual if usual else np.inf
    low = check.error_below
    if low is not None and distance <= (-low if check.form == "share" else low):
        return "error"
    if check.error_above is not None and distance >= check.error_above:
        return "error"
    return "warn"


def _feeds(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> list[Feed]:
    found = []
    wrong = _wrong_days(connection, selection)
    for name in sorted({feed for feed, _ in selection.current}):
        days = sorted(day for feed, day in selection.current if feed == name)[-MAX_DAYS:]
        new = {day for feed, day in selection.newest if feed == name}
        first = len(days) - NEWEST_DAYS
        judged = [at for at, day in enumerate(days) if at >= first and day in new]
        is_whole = selection.batch > 1 and _delivers_whole_days(connection, selection)
        open_day = -1 if is_whole else len(days) - 1
        if open_day > 0 and judged and judged[0] - 1 >= max(first, 0):
            judged.insert(0, judged[0] - 1)  # it was open when it was new
        masked = frozenset(day for feed, day in wrong if feed == name and day not in new)
        found.append(Feed(name, days, judged, open_day, masked))
    return found


def _wrong_days(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> set[FeedDay]:
    if selection.table is None:
        return set()
    rows = connection.execute(
        "select feed, day from quality.checked_days where table_name = ? and is_failed",
        [selection.table.table],
    ).fetchall()
    return {(feed, day) for feed, day in rows}


def _delivers_whole_days(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> bool:
    """Whether the newest day of a delivery is usually complete, as earlier deliveries show.

    A delivery shows it once a later one of newer days has come: did it add lines to that day? Of a
    feed with one delivery nobody knows; its newest day is then only judged with the next one. The
    same holds for the first check of a table, which may come years after the deliveries.
    """
    table = selection.table
    if table is None or not table.table.startswith("raw."):
        return True
    feed = literal(table.table.partition(".")[2])
    ends = connection.execute(
        f"""
        select file_id, last_date from raw.files
        where feed = {feed} and status = 'loaded' and last_date < (
            select max(last_date) from raw.files where feed = {feed} and status = 'loaded'
        )
        order by last_date desc, file_id desc limit 5
        """
    ).fetchall()
    shares = []
    for file_id, day in ends:
        row = connection.execute(
            f"""
            select count(*) filter (where file_id = {file_id}),
                count(*) filter (where {table.counts})
            from {table.table} where {table.between(day, day)}
            """
        ).fetchone()
        if row and row[1]:
            shares.append(row[0] / row[1])
    return bool(shares) and float(np.median(shares)) >= WHOLE_DAY_SHARE


def series_count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many series the alert budget is shared by; at least one."""
    row = connection.execute(
        "select count(*) from (select distinct table_name, rule, feed, dimension "
        "from quality.day_measures)"
    ).fetchone()
    return max(int(row[0]), 1) if row else 1


def _chart(days: Sequence[date], values: Any) -> tuple[tuple[str, float], ...]:
    pairs = zip(days[-SHOWN_DAYS:], values[-SHOWN_DAYS:], strict=True)
    return tuple(
        (day.isoformat(), round(float(value), 6)) for day, value in pairs if isfinite(value)
    )


def _numbers(one: EvaluatedDay) -> dict[str, Any]:
    return {
        "value": one.value,
        "expected_low": one.low,
        "expected_high": one.high,
        "day": one.day,
    }


def _outcome(
    rule: Rule,
    one: EvaluatedDay,
    count: int,
    shown: dict[tuple[str, str], tuple[tuple[str, float], ...]],
    dimension: str = "",
) -> CheckResult:
    check = rule.check
    assert isinstance(check, DayMeasure)
    about = f" for {one.dimension}" if one.dimension else ""
    more = f" {count - 1} more of its days or parts are odd." if count > 1 else ""
    return build_result(
        rule,
        status="fail",
        severity=one.severity,
        failures=count,
        message=f"{one.day}{about} has {_text(check, one.value)}, where "
        f"{_text(check, one.expected)} was expected and {_text(check, one.low)} to "
        f"{_text(check, one.high)} is usual.{more} {rule.threshold}",
        dimension=dimension,
        series=shown[one.feed, one.dimension],
        **_numbers(one),
    )


def _text(check: DayMeasure, value: float) -> str:
    if check.form == "share":
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.4g}"
