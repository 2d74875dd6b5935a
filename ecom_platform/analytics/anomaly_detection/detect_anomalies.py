"""Which days of which series are not what they should be, within a budget of false alerts.

A day is judged from the days strictly before it. Days that were flagged, and days of open
incidents, teach nothing. Series come in as a `DailyPanel`, verdicts go out as `Judgements`; reading
and storing them belong to the asset, what explains a gap to
`analytics/anomaly_causes/attribution.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.sequential_detector import Replay
from ecom_platform.analytics.daily_panel import DailyPanel, DayArray
from ecom_platform.errors import AnalyticsError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = NDArray[np.str_]
Events = Mapping[date, str]


@dataclass(frozen=True)
class AlertBudget:
    """How many false alerts may come, instead of how many deviations are too many.

    Attributes:
        false_alerts_a_week: expected, over all series together, when nothing is wrong.
        series: how many series share them (all panels of a night together).
    """

    false_alerts_a_week: float
    series: int

    def __post_init__(self) -> None:
        if not 0 < self.false_alerts_a_week < 3.5 * self.series:
            raise AnalyticsError("A budget of false alerts must be above 0 and below 3.5 a series.")

    @property
    def probability(self) -> float:
        """Of a false alert on one day of one series.

        The expected number of false alerts is the sum of these probabilities, whatever depends on
        whatever (Bonferroni's bound on the per-family error rate).
        """
        return self.false_alerts_a_week / 7.0 / self.series


@dataclass(frozen=True)
class Judgements:
    """Verdicts; arrays with a row per series and, from `judge_days`, a column per day.

    Attributes:
        names: the series.
        days: the judged days.
        actual: what a reader sees (of a rate the rate).
        expected: what it should have been; NaN where there is no verdict.
        low: below it the day is flagged; NaN likewise.
        high: above it the day is flagged; NaN likewise.
        p_value: how often an ordinary day of this series is as far away; NaN likewise.
        direction: "up", "down", or "" where nothing is flagged.
        kind: "spike", "drop", "missing", "level shift", "trend break" or "".
        is_anomaly: flagged.
        reason: a sentence where there is no verdict, else "".
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


def judge(
    panel: DailyPanel,
    day: np.datetime64,
    *,
    events: Events,
    masked: Flags | None,
    budget: AlertBudget,
) -> Judgements:
    """The verdict on one day of every series; later days of the panel are not looked at.

    Args:
        panel: at least four weeks before the day; a year is better.
        day: the day to judge.
        events: known sale days and holidays by name, past ones too: each name has its own effect.
        masked: series x days of the panel, days of open incidents; they teach nothing for up to
            two weeks, then they are the new normal. Days flagged earlier need not be given: they
            are found again. None when there are none.
        budget: of false alerts.
    """
    found = judge_days(panel, day, day, events=events, masked=masked, budget=budget)
    single = {
        field: getattr(found, field)[:, 0]
        for field in found.__dataclass_fields__
        if field not in {"names", "days"}
    }
    return Judgements(names=found.names, days=found.days, **single)


def judge_days(
    panel: DailyPanel,
    first: np.datetime64,
    last: np.datetime64,
    *,
    events: Events,
    masked: Flags | None,
    budget: AlertBudget,
) -> Judgements:
    """The verdicts that each night from `first` to `last` would have given; see `judge`.

    Raises:
        AnalyticsError: when the days are not in the panel, or the mask has another shape.
    """
    begin, end = panel.place(first), panel.place(last) + 1
    if begin >= end:
        raise AnalyticsError("The first day to judge must not be after the last.")
    if masked is not None and masked.shape != panel.values.shape:
        raise AnalyticsError("The mask must have a row per series and a column per day.")
    mask = np.zeros(panel.values.shape, dtype=bool) if masked is None else masked
    replay = Replay(panel, events, mask, budget.probability)
    nights = [replay.night(place, is_judged=place >= begin) for place in range(end)]
    verdicts = [night for night in nights if night is not None]
    columns = {
        field: np.stack([getattr(verdict, field) for verdict in verdicts], axis=1)
        for field in verdicts[0].__dataclass_fields__
    }
    return Judgements(names=panel.names, days=panel.days[begin:end], **columns)
