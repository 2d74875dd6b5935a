"""Anomaly detection in daily series, within a budget of false alerts.

A day is evaluated from the days strictly before it. Flagged days and days of open incidents do not
update the baseline. Series come in as a `DailyPanel`, results go out as `AnomalyVerdicts`. Series
are read and verdicts stored in `analytics/tables/anomaly_tables.py`; the causes of an anomaly are
found in `analytics/anomaly_causes/attribution.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.sequential_detector import SequentialDetector
from ecom_platform.analytics.daily_panel import DailyPanel, DayArray
from ecom_platform.errors import AnalyticsError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = NDArray[np.str_]
Events = Mapping[date, str]

FALSE_ALERTS_A_WEEK = 1.0  # expected over all series of all feeds when nothing is wrong


@dataclass(frozen=True)
class AlertBudget:
    """The sensitivity, stated as false alerts a week instead of standard deviations.

    Attributes:
        false_alerts_a_week: expected number over all series together when nothing is wrong.
        series: how many series share the budget, over all panels of a night.
    """

    false_alerts_a_week: float
    series: int

    def __post_init__(self) -> None:
        if not 0 < self.false_alerts_a_week < 3.5 * self.series:
            raise AnalyticsError("A budget of false alerts must be above 0 and below 3.5 a series.")

    @property
    def probability(self) -> float:
        """The probability of a false alert on one day of one series.

        The expected number of false alerts is the sum of these probabilities, also where series
        depend on each other (Bonferroni's bound on the per-family error rate).
        """
        return self.false_alerts_a_week / 7.0 / self.series


@dataclass(frozen=True)
class AnomalyVerdicts:
    """Verdicts: one entry per series from `detect`, series x days from `detect_days`.

    Attributes:
        names: the series.
        days: the evaluated days.
        actual: the observed value; of a rate the rate.
        expected: the expected value; NaN where there is no verdict.
        low: limit below which a day is flagged; NaN likewise.
        high: limit above which a day is flagged; NaN likewise.
        p_value: probability of an ordinary day of this series as far away; NaN likewise.
        direction: "up", "down", or "" where nothing is flagged.
        kind: "spike", "drop", "missing", "level shift", "trend break" or "".
        is_anomaly: whether the day is flagged.
        reason: why there is no verdict, a sentence; "" where there is one.
    """

    names: tuple[str, ...]
    days: DayArray
    actual: Floats
    expected: Floats
    low: Floats
    high: Floats
    p_value: Floats
    direction: Names
    kind: Names
    is_anomaly: Flags
    reason: Names


def detect(
    panel: DailyPanel,
    day: np.datetime64,
    *,
    events: Events,
    masked: Flags | None,
    budget: AlertBudget,
) -> AnomalyVerdicts:
    """The verdict on one day of every series; later days of the panel are ignored.

    Args:
        panel: at least four weeks before the day; a year is better.
        day: the day to evaluate.
        events: known sale days and holidays by name, past ones too: each name has its own effect.
        masked: series x days of the panel, true on days of open incidents. They do not update the
            baseline for up to two weeks, then they are the new normal. Days flagged earlier need
            not be given: they are found again. None when there are none.
        budget: of false alerts.

    Raises:
        AnalyticsError: the panel does not have the day, or the mask has another shape.

    Example:
        Seven weeks with sales of 90 to 110, and a day with 300:

        >>> days = np.datetime64("2026-01-05") + np.arange(50)
        >>> sales = np.resize([100.0, 110, 90, 105, 95], 50)
        >>> sales[-1] = 300.0
        >>> panel = DailyPanel(("shop",), days, sales[None, :], None, "amount")
        >>> budget = AlertBudget(false_alerts_a_week=0.1, series=1)
        >>> verdicts = detect(panel, days[-1], events={}, masked=None, budget=budget)
        >>> str(verdicts.kind[0]), bool(verdicts.is_anomaly[0])
        ('spike', True)
    """
    verdicts = detect_days(panel, day, day, events=events, masked=masked, budget=budget)
    single = {
        field: getattr(verdicts, field)[:, 0]
        for field in verdicts.__dataclass_fields__
        if field not in {"names", "days"}
    }
    return AnomalyVerdicts(names=verdicts.names, days=verdicts.days, **single)


def detect_days(
    panel: DailyPanel,
    first: np.datetime64,
    last: np.datetime64,
    *,
    events: Events,
    masked: Flags | None,
    budget: AlertBudget,
) -> AnomalyVerdicts:
    """The verdicts that `detect` would have given on each night from `first` to `last`.

    Args:
        panel: as for `detect`.
        first: the first day to evaluate.
        last: the last one.
        events: as for `detect`.
        masked: as for `detect`.
        budget: of false alerts.

    Raises:
        AnalyticsError: the days are not in the panel, or the mask has another shape.
    """
    begin, end = panel.column_of(first), panel.column_of(last) + 1
    if begin >= end:
        raise AnalyticsError("The first day to evaluate must not be after the last.")
    if masked is not None and masked.shape != panel.values.shape:
        raise AnalyticsError("The mask must have a row per series and a column per day.")
    mask = np.zeros(panel.values.shape, dtype=bool) if masked is None else masked
    detector = SequentialDetector(panel, events, mask, budget.probability)
    nights = [detector.process_day(column, with_verdicts=column >= begin) for column in range(end)]
    verdicts = [night for night in nights if night is not None]
    columns = {
        field: np.stack([getattr(verdict, field) for verdict in verdicts], axis=1)
        for field in verdicts[0].__dataclass_fields__
    }
    return AnomalyVerdicts(names=panel.names, days=panel.days[begin:end], **columns)
