"""Which alerts a changed threshold would have raised, or not raised, over the last days.

Day measures are evaluated again from the stored measures, each day from strictly earlier days; for
other rules the stored results say how many rows failed. Nothing is written. How measures are
evaluated belongs in `anomaly_checks.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

import duckdb
from sqlalchemy import func, select

from ecom_platform.errors import QualityError
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import outcomes
from ecom_platform.quality.evaluation.day_measures.anomaly_checks import (
    ALERTS_PER_WEEK,
    EvaluatedDay,
    FeedDays,
    evaluate_days,
    series_count,
)
from ecom_platform.quality.evaluation.day_measures.daily_metrics import read_series
from ecom_platform.quality.rules.rule import DayMeasure, Direction, Rule
from ecom_platform.quality.rules.rule_registry import all_rules

BUDGET = "alerts_per_week"
FAILURES = "max_failures"
_MEASURE_NUMBERS = ("min_rows", "error_below", "error_above", BUDGET)
_MEASURE_PARAMETERS = (*_MEASURE_NUMBERS, "direction")


@dataclass(frozen=True)
class ThresholdChange:
    """A change of one threshold of a rule.

    Attributes:
        rule: the rule as it is declared.
        parameter: of a day measure one of its fields, or `alerts_per_week`; of other rules
            `max_failures`, the failing rows they allow.
        value: the new value.
    """

    rule: Rule
    parameter: str
    value: float | str


@dataclass(frozen=True, order=True)
class Alert:
    """One alert: a rule that failed for a day of the data, or in a run on that day."""

    day: date
    check_id: str
    dimension: str
    severity: str
    value: float


@dataclass(frozen=True)
class Backtest:
    """The alerts of the rules as they are declared, and those of the changed rules.

    Attributes:
        first_day: the first day looked at, and `last_day` the last.
        before: alerts of the rules as they are declared.
        after: alerts of the changed rules.
    """

    first_day: date
    last_day: date
    before: tuple[Alert, ...]
    after: tuple[Alert, ...]

    @property
    def added(self) -> tuple[Alert, ...]:
        """Alerts that only the changed rules raise, or raise with another severity."""
        return tuple(sorted(set(self.after) - set(self.before)))

    @property
    def dropped(self) -> tuple[Alert, ...]:
        """Alerts that only the declared rules raise, or raise with another severity."""
        return tuple(sorted(set(self.before) - set(self.after)))


def parse_change(text: str) -> ThresholdChange:
    """The change that a text such as 'mean_rate:alerts_per_week=1' describes.

    Args:
        text: '<rule>:<parameter>=<value>'; the rule may be named with its table, as
            'raw.order_lines.mean_price'.

    Raises:
        QualityError: the text has another form, or its rule, parameter or value is unknown.
    """
    name, colon, setting = text.partition(":")
    parameter, sign, value = (part.strip() for part in setting.partition("="))
    if not (colon and sign and value):
        raise QualityError(
            f"'{text}' does not describe a change of a rule. Write, for example, "
            "'mean_rate:alerts_per_week=1'."
        )
    rule = _rule_named(name.strip())
    known = _MEASURE_PARAMETERS if isinstance(rule.check, DayMeasure) else (FAILURES,)
    if parameter not in known:
        raise QualityError(
            f"{rule.name} has no parameter '{parameter}'. It has: {', '.join(known)}."
        )
    return ThresholdChange(rule, parameter, _parsed_value(parameter, value))


def backtest(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    days: int,
    changes: Sequence[ThresholdChange],
) -> Backtest:
    """The alerts of the last `days` days, with the rules as declared and with the changes.

    Args:
        connection: the warehouse, which has the measures of each day.
        store: the operational store, which has the results of earlier checks.
        days: how many days to look back from the newest day of each rule.
        changes: the changed thresholds.

    Raises:
        QualityError: there is no change, or nothing has been checked yet.
    """
    spans, before, after = [], list[Alert](), list[Alert]()
    for rule in dict.fromkeys(change.rule for change in changes):
        own = [change for change in changes if change.rule == rule]
        if isinstance(rule.check, DayMeasure):
            span, old, new = _backtest_measure(connection, rule, own, days)
        else:
            span, old, new = _backtest_results(store, rule, own, days)
        spans.append(span)
        before += old
        after += new
    if not spans:
        raise QualityError("There is nothing to replay: name a change of a rule.")
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return Backtest(first, last, tuple(sorted(before)), tuple(sorted(after)))


def _backtest_measure(
    connection: duckdb.DuckDBPyConnection, rule: Rule, changes: Iterable[ThresholdChange], days: int
) -> tuple[tuple[date, date], list[Alert], list[Alert]]:
    """The first and last day, and the alerts of a day measure before and after the changes."""
    budget, changed = ALERTS_PER_WEEK, rule
    for change in changes:
        if change.parameter == BUDGET:
            budget = float(change.value)
        else:
            new: Any = {change.parameter: change.value}
            changed = replace(changed, check=replace(_measure_of(changed), **new))
    feeds = _measured_days_by_feed(connection, rule)
    last = max(known[-1] for known in feeds.values())
    first = last - timedelta(days - 1)
    share = 1 / 7 / series_count(connection)
    before, after = list[Alert](), list[Alert]()
    for name, known in feeds.items():
        evaluated = [at for at, day in enumerate(known) if day >= first]
        feed = FeedDays(name, known, evaluated, open_day=-1, masked=frozenset())
        names, series = read_series(connection, rule, name, known)
        before += _alerts_of_days(
            rule, evaluate_days(rule, feed, names, series, ALERTS_PER_WEEK * share)
        )
        after += _alerts_of_days(rule, evaluate_days(changed, feed, names, series, budget * share))
    return (first, last), before, after


def _backtest_results(
    store: Store, rule: Rule, changes: Iterable[ThresholdChange], days: int
) -> tuple[tuple[date, date], list[Alert], list[Alert]]:
    """The first and last day, and the alerts of another rule before and after the changes."""
    allowed = max(float(change.value) for change in changes)
    with store.transaction() as connection:
        newest = connection.execute(select(func.max(outcomes.c.checked_at))).scalar()
        if newest is None:
            raise QualityError("No rule has been checked yet. Run 'ecom run' first.")
        first = newest - timedelta(days)
        rows = connection.execute(
            select(
                outcomes.c.checked_at,
                outcomes.c.status,
                outcomes.c.severity,
                outcomes.c.failures,
            ).where(outcomes.c.check_id == rule.check_id, outcomes.c.checked_at > first)
        ).fetchall()
    found = [
        (row.status, Alert(row.checked_at.date(), rule.check_id, "", row.severity, row.failures))
        for row in rows
        if row.failures is not None
    ]
    return (
        (first.date(), newest.date()),
        [alert for status, alert in found if status == "fail"],
        [alert for _, alert in found if alert.value > allowed],
    )


def _alerts_of_days(rule: Rule, days: Iterable[EvaluatedDay]) -> list[Alert]:
    return [
        Alert(day.day, rule.check_id, day.dimension, day.severity, day.value)
        for day in days
        if day.severity
    ]


def _measured_days_by_feed(
    connection: duckdb.DuckDBPyConnection, rule: Rule
) -> dict[str, list[date]]:
    """The measured days of each feed of a rule."""
    exists = connection.execute(
        "select 1 from duckdb_tables() where table_name = 'measured_days'"
    ).fetchone()
    rows = (
        connection.execute(
            """
            select feed, day from quality.measured_days where table_name = ? order by feed, day
            """,
            [rule.table],
        ).fetchall()
        if exists
        else []
    )
    if not rows:
        raise QualityError(f"No day of {rule.table} has been measured yet. Run 'ecom run' first.")
    feeds: dict[str, list[date]] = {}
    for feed, day in rows:
        feeds.setdefault(feed, []).append(day)
    return feeds


def _measure_of(rule: Rule) -> DayMeasure:
    assert isinstance(rule.check, DayMeasure)
    return rule.check


def _rule_named(name: str) -> Rule:
    """The rule of that name, with or without its table; an error if there is none or several."""
    everything = [rule for rules in all_rules().values() for rule in rules]
    full = name.removeprefix("rule.")
    found = [rule for rule in everything if full in {rule.name, f"{rule.table}.{rule.name}"}]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"{rule.table}.{rule.name}" for rule in found)
        raise QualityError(f"Several rules are called '{name}'. Choose one of: {choices}.")
    known = ", ".join(sorted({rule.name for rule in everything}))
    raise QualityError(f"There is no rule '{name}'. There are: {known}.")


def _parsed_value(parameter: str, value: str) -> float | str:
    """The new value of a parameter: a direction, or a number that is not negative."""
    if parameter == "direction":
        if value not in get_args(Direction):
            known = ", ".join(get_args(Direction))
            raise QualityError(f"A direction is one of {known}, not '{value}'.")
        return value
    try:
        number = float(value)
    except ValueError as error:
        raise QualityError(f"'{value}' is not a number, but {parameter} must be one.") from error
    if not 0 <= number < float("inf"):
        raise QualityError(f"{parameter} must be a number from 0 on, not {value}.")
    return number
