"""The detector's state, updated night by night: expect a day, evaluate it, then learn from it.

This module only puts these steps in order. The expectation is computed in `daily_baseline.py`, tail
probabilities in `tail_distributions.py` and `tail_correction.py`, level shifts in
`level_shifts.py`, trend breaks in `trend_breaks.py`; callers use `detect_anomalies.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.amount_distributions import AmountDistributions
from ecom_platform.analytics.anomaly_detection.daily_baseline import (
    EVENTS_FROM,
    DailyBaseline,
    Expectation,
)
from ecom_platform.analytics.anomaly_detection.level_shifts import LevelShifts
from ecom_platform.analytics.anomaly_detection.series_scale import ScaledSeries, scale_series
from ecom_platform.analytics.anomaly_detection.special_days import special_days, without_long_masks
from ecom_platform.analytics.anomaly_detection.tail_correction import TailCorrection
from ecom_platform.analytics.anomaly_detection.tail_distributions import (
    flag_limits,
    tail_probabilities,
)
from ecom_platform.analytics.anomaly_detection.trend_breaks import TrendBreaks
from ecom_platform.analytics.anomaly_detection.zero_days import ZeroDays
from ecom_platform.analytics.daily_panel import DailyPanel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Names = NDArray[np.str_]
Tails = tuple[Floats, Floats]  # the probabilities of at most and of at least the value

START_DAYS = 28
START_WINDOW = 42
DAY_SHARE = 0.45  # of the alert budget for single days; tuned on planted events
SHIFT_SHARE = 0.09  # for level shifts
TREND_SHARE = 0.01  # for trend breaks; the rest is a reserve for what no history shows
REASONS = (
    "",
    "Nothing is known of this day.",
    "The series is too young: it needs four weeks of known days before the first verdict.",
    "This event is seen for the first time, so its effect is not known.",
    "The rate has no trials on this day.",
    "The series was at zero in all recent weeks, so nothing says how large a usual day is.",
)
NO_DATA, TOO_YOUNG, NEW_EVENT, NO_TRIALS, ALL_ZERO = range(1, 6)  # positions in `REASONS`


@dataclass(frozen=True)
class NightVerdicts:
    """The verdicts of one night; fields as in `AnomalyVerdicts`, one entry per series."""

    actual: Floats
    expected: Floats
    low: Floats
    high: Floats
    p_value: Floats
    direction: Names
    kind: Names
    is_anomaly: Flags
    reason: Names


class SequentialDetector:
    """The state of all series of a panel between two nights.

    `started`: series with a baseline; `all_zero`: series with only zeros in their start window;
    `since`: the first column that a start window may use. One entry per series each.
    """

    def __init__(
        self, panel: DailyPanel, events: Mapping[date, str], masked: Flags, probability: float
    ) -> None:
        series = len(panel.names)
        self.panel = panel
        self.series: ScaledSeries = scale_series(panel, START_DAYS)
        self.special_days, kinds = special_days(panel, events)
        self.masked = without_long_masks(masked)
        self.observed = panel.observed
        self.day_probability = DAY_SHARE * probability
        self.shift_probability = SHIFT_SHARE * probability
        self.trend_probability = TREND_SHARE * probability
        self.amounts = AmountDistributions(series)
        self.baseline = DailyBaseline(series, panel.kind, kinds)
        self.correction = TailCorrection(series)
        self.zeros = ZeroDays(series)
        self.shifts = LevelShifts(series)
        self.trends = TrendBreaks(series)
        self.started = np.zeros(series, dtype=bool)
        self.all_zero = np.zeros(series, dtype=bool)
        self.since = np.zeros(series, dtype=np.int64)

    def process_day(self, column: int, *, with_verdicts: bool) -> NightVerdicts | None:
        """Evaluate the day in this column of the panel, then learn from it.

        Days must be processed in order, from the first one.

        Returns:
            The verdicts, or None where `with_verdicts` is false: limits are costly to compute.
        """
        value, trials, weekday, special_day = self._day_inputs(column)
        expectation = self.baseline.expectation(trials, weekday, special_day)
        known = np.isfinite(value)
        filled = np.where(known, value, expectation.mean)
        model_tails = self._model_tails(filled, expectation, trials)
        low, high = self.zeros.adjusted(filled, *self.correction.corrected(*model_tails))
        reason = self._reason_numbers(column, known)
        p_value = np.minimum(2.0 * np.minimum(low, high), 1.0)
        flagged = (reason == 0) & (p_value < self.day_probability)
        limits = (expectation.mean, expectation.mean)
        if with_verdicts:
            limits = self._flag_limits(expectation, trials)
        day = _DayEvaluation(expectation, limits, reason, p_value, flagged, high < low)
        self._learn_day(column, expectation, model_tails, known, flagged)
        shift = self._shift_directions(column, expectation, reason == 0)
        trend = self._trend_directions(day, shift)
        self._start_series(column)
        return self._night_verdicts(column, day, shift, trend) if with_verdicts else None

    def _model_tails(self, value: Floats, expectation: Expectation, trials: Floats | None) -> Tails:
        """Both tail probabilities of a value under the distribution of the panel's kind."""
        if self.panel.kind == "amount":
            return self.amounts.tails(value, expectation.mean, expectation.variance)
        return tail_probabilities(value, expectation.mean, expectation.variance, trials)

    def _day_inputs(self, column: int) -> tuple[Floats, Floats | None, int, int | None]:
        """Scaled values, trials, weekday and special day (None: ordinary) of a column."""
        trials = None
        if self.series.trials is not None:
            trials = np.where(self.series.trials[:, column] > 0, self.series.trials[:, column], 1.0)
        special_day = int(self.special_days[column])
        return (
            self.series.values[:, column],
            trials,
            int(self.panel.weekdays[column]),
            None if special_day < 0 else special_day,
        )

    def _reason_numbers(self, column: int, known: Flags) -> Numbers:
        """Why there is no verdict, per series, as a position in `REASONS`; 0 where there is one."""
        special_day = self.special_days[column]
        reason = np.zeros(len(known), dtype=np.int64)
        if special_day >= EVENTS_FROM:
            reason[self.baseline.special_seen[:, special_day] == 0] = NEW_EVENT
        reason[~self.started] = np.where(self.all_zero, ALL_ZERO, TOO_YOUNG)[~self.started]
        reason[~known] = NO_DATA
        if self.panel.trials is not None:
            reason[self.panel.known[:, column] & (self.panel.trials[:, column] == 0)] = NO_TRIALS
        return reason

    def _learn_day(
        self,
        column: int,
        expectation: Expectation,
        model_tails: Tails,
        known: Flags,
        flagged: Flags,
    ) -> None:
        """Learn from the day, except in series where it is flagged or masked."""
        value, trials, weekday, special_day = self._day_inputs(column)
        is_event = special_day is not None and special_day >= EVENTS_FROM
        usable = known & ~self.masked[:, column] & self.started
        has_amount = usable & ~(self.zeros.inflated & (value == 0))
        level = self.baseline.usual_level()
        if not is_event:
            self.shifts.add_day(value / expectation.exposure, level, has_amount)
            self.correction.update(*model_tails, has_amount & ~flagged)
            if self.panel.kind == "amount":
                filled = np.where(known, value, expectation.mean)
                mean, variance = expectation.mean, expectation.variance
                self.amounts.update(filled, mean, variance, has_amount & ~flagged)
        self.zeros.update(value, usable)
        # Few days of an event are known, so that a flagged one counts too.
        updates = has_amount if is_event else has_amount & ~flagged
        self.baseline.update(value, trials, weekday, special_day, updates)

    def _shift_directions(self, column: int, expectation: Expectation, can_alert: Flags) -> Numbers:
        """1 where the level has shifted up, -1 where down, else 0; moves the baseline there."""
        model_tails = self.shifts.tail_probabilities(expectation)
        low, high = self.shifts.correction.corrected(*model_tails)
        has_shifted = can_alert & (2.0 * np.minimum(low, high) < self.shift_probability)
        is_up = high < low
        if has_shifted.any():
            level = self.shifts.new_level(is_up=is_up)
            self.baseline.rebase(has_shifted, level)
            self.shifts.reset(has_shifted)
            has_stopped = has_shifted & (level <= 0)  # shifted to zero: they must start again
            self.started &= ~has_stopped
            self.since[has_stopped] = column + 1 - self.zeros.run[has_stopped].astype(np.int64)
        self.shifts.correction.update(*model_tails, can_alert & ~has_shifted)
        return np.where(has_shifted, np.where(is_up, 1, -1), 0)

    def _trend_directions(self, day: "_DayEvaluation", shift: Numbers) -> Numbers:
        """1 where growth has turned up, -1 where down; 0 on days flagged for another reason."""
        noise = day.expectation.variance / day.expectation.mean**2
        continues = self.started & (shift == 0)
        low, high = self.trends.tail_probabilities(self.baseline.usual_level(), noise, continues)
        is_rare = 2.0 * np.minimum(low, high) < self.trend_probability
        has_broken = is_rare & (day.reason == 0) & ~day.flagged & (shift == 0)
        self.trends.suppress(has_broken | (shift != 0))
        return np.where(has_broken, np.where(high < low, 1, -1), 0)

    def _start_series(self, column: int) -> None:
        """Start series with enough days; every four weeks, look for zero-inflated ones."""
        is_review = column % START_DAYS == 0
        if self.started.all() and not is_review:
            return
        begin = max(column + 1 - START_WINDOW, 0)
        days = slice(begin, column + 1)
        window = self._start_window(begin, column)
        has_enough_days = np.isfinite(window).sum(axis=1) >= START_DAYS
        has_sales = (np.abs(window) > 0).any(axis=1)
        has_resumed = self.all_zero & has_sales  # their four weeks begin with this day
        self.since[has_resumed] = column
        self.all_zero = ~self.started & has_enough_days & ~has_sales
        to_start = ~self.started & has_enough_days & ~self.all_zero & ~has_resumed
        reviewed = self.started if is_review else np.zeros_like(to_start)
        if not (to_start.any() or reviewed.any()):
            return
        weekdays = self.panel.weekdays[days]
        inflated = np.zeros_like(to_start)
        if self.panel.kind != "rate":
            counted = self.panel.kind != "amount"
            inflated = self.zeros.mark_inflated(
                to_start | reviewed, window, weekdays, counted=counted
            )
        window = np.where(inflated[:, None] & (window == 0), np.nan, window)
        trials = None if self.series.trials is None else self.series.trials[:, days]
        self.baseline.start(to_start | inflated, window, trials, weekdays)
        self.shifts.reset(to_start)
        self.started |= to_start

    def _start_window(self, begin: int, column: int) -> Floats:
        """The days a series may start from, series x days; NaN on masked and event days."""
        days = slice(begin, column + 1)
        ordinary = ~self.masked[:, days] & (self.special_days[days] < EVENTS_FROM)[None, :]
        window = np.where(ordinary, self.series.values[:, days], np.nan)
        window[np.arange(begin, column + 1)[None, :] < self.since[:, None]] = np.nan
        return window

    def _night_verdicts(
        self, column: int, day: "_DayEvaluation", shift: Numbers, trend: Numbers
    ) -> NightVerdicts:
        """The verdicts on the original scale, where the sides of flipped series are swapped."""
        trials = self._day_inputs(column)[1]
        has_verdict = day.reason == 0
        flipped = self.series.flipped
        lasting = shift + trend
        is_up = np.where(lasting != 0, lasting > 0, day.is_high)
        is_anomaly = day.flagged | (lasting != 0)
        kind = np.where(is_up != flipped, "spike", "drop")
        kind = np.where((self.observed[:, column] == 0) & (is_up == flipped), "missing", kind)
        kind = np.where(shift != 0, "level shift", kind)
        kind = np.where(trend != 0, "trend break", kind)
        expected, low, high = (
            np.where(has_verdict, self.series.restored(scaled, trials), np.nan)
            for scaled in (day.expectation.mean, *day.limits)
        )
        return NightVerdicts(
            actual=self.observed[:, column],
            expected=expected,
            low=np.where(flipped, high, low),
            high=np.where(flipped, low, high),
            p_value=np.where(has_verdict, day.p_value, np.nan),
            direction=np.where(is_anomaly, np.where(is_up != flipped, "up", "down"), ""),
            kind=np.where(is_anomaly, kind, ""),
            is_anomaly=is_anomaly,
            reason=np.array(REASONS)[day.reason],
        )

    def _flag_limits(self, expectation: Expectation, trials: Floats | None) -> Tails:
        """The values between which a day is not flagged."""
        mean, variance = expectation.mean, expectation.variance
        one_side = self.correction.uncorrected(self.day_probability / 2.0)
        top = mean + 60.0 * (np.sqrt(variance) + variance / mean)
        if trials is not None:
            top = np.minimum(top, trials)
        low, high = flag_limits(
            lambda value: self._model_tails(value, expectation, trials), one_side, mean, top
        )
        return np.where(self.zeros.inflated, 0.0, low), high


@dataclass(frozen=True)
class _DayEvaluation:
    """How a day compares with its expectation, before the detector learns from it."""

    expectation: Expectation
    limits: Tails
    reason: Numbers
    p_value: Floats
    flagged: Flags
    is_high: Flags
