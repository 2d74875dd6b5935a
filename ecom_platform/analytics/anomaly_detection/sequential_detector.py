"""The nights one after the other: foretell a day, weigh its surprise, let it teach or not.

Here belongs the order of things within a night. The expectation stands in `daily_baseline.py`, the
surprise in `tail_distributions.py` and `tail_correction.py`, lasting changes in `level_shifts.py`; the
public functions in `detect_anomalies.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.amount_distributions import AmountLaws
from ecom_platform.analytics.anomaly_detection.daily_baseline import (
    EVENTS_FROM,
    DailyBaseline,
    Foretold,
)
from ecom_platform.analytics.anomaly_detection.level_shifts import LastingChanges
from ecom_platform.analytics.anomaly_detection.tail_correction import OwnTail
from ecom_platform.analytics.anomaly_detection.series_scale import Scaled, scaled
from ecom_platform.analytics.anomaly_detection.tail_distributions import band, tails
from ecom_platform.analytics.anomaly_detection.trend_breaks import TrendBreaks
from ecom_platform.analytics.anomaly_detection.zero_days import ZeroDays
from ecom_platform.analytics.daily_panel import DailyPanel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = NDArray[np.str_]

START_DAYS = 28
START_WINDOW = 42
LONGEST_MASK = 14
DAY_SHARE = 0.45  # of the budget for single days; tuned on planted events
SHIFT_SHARE = 0.09  # for level shifts
TREND_SHARE = 0.01  # for trend breaks; what is left is for what no history foretells
REASONS = (
    "",
    "Nothing is known of this day.",
    "The series is too young: it needs four weeks of known days before the first verdict.",
    "This event is seen for the first time, so its effect is not known.",
    "The rate has no trials on this day.",
    "The series was at zero in all recent weeks, so nothing says how large a usual day is.",
)


@dataclass(frozen=True)
class Verdict:
    """One night; fields as in `anomalies.Judgements`, one entry per series."""

    actual: Floats
    expected: Floats
    low: Floats
    high: Floats
    p_value: Floats
    direction: Names
    kind: Names
    is_anomaly: Flags
    reason: Names


class Replay:
    """The state of all series between two nights."""

    def __init__(
        self, panel: DailyPanel, events: Mapping[date, str], masked: Flags, probability: float
    ) -> None:
        series = len(panel.names)
        self.panel = panel
        self.series: Scaled = scaled(panel, START_DAYS)
        self.calendar, kinds = _calendar(panel, events)
        self.masked = _honoured(masked)
        self.observed = panel.observed
        self.day_probability = DAY_SHARE * probability
        self.shift_probability = SHIFT_SHARE * probability
        self.trend_probability = TREND_SHARE * probability
        self.amounts = AmountLaws(series)
        self.baseline = DailyBaseline(series, panel.kind, kinds)
        self.tail = OwnTail(series)
        self.zeros = ZeroDays(series)
        self.changes = LastingChanges(series)
        self.trends = TrendBreaks(series)
        self.started = np.zeros(series, dtype=bool)
        self.silent = np.zeros(series, dtype=bool)
        self.since = np.zeros(series, dtype=np.int64)

    def night(self, place: int, *, is_judged: bool) -> Verdict | None:
        """Judge the day in this column, then let it teach; the verdict is built if asked for."""
        value, trials, weekday, calendar = self._day(place)
        told = self.baseline.foretell(trials, weekday, calendar)
        known = np.isfinite(value)
        filled = np.where(known, value, told.mean)
        law = self._law(filled, told, trials)
        low, high = self.zeros.adjusted(filled, *self.tail.corrected(*law))
        reason = self._reason(place, known)
        rare = np.minimum(2.0 * np.minimum(low, high), 1.0)
        flagged = (reason == 0) & (rare < self.day_probability)
        reach = self._band(told, trials) if is_judged else (told.mean, told.mean)
        seen = _Seen(told, reach, reason, rare, flagged, high < low)
        self._learn(place, told, law, known, flagged)
        shift = self._shift(place, told, reason == 0)
        trend = self._trend(seen, shift)
        self._start(place)
        return self._verdict(place, seen, shift, trend) if is_judged else None

    def _law(self, value: Floats, told: Foretold, trials: Floats | None) -> tuple[Floats, Floats]:
        """Both tails of a value by the law of its kind."""
        if self.panel.kind == "amount":
            return self.amounts.tails(value, told.mean, told.variance)
        return tails(value, told.mean, told.variance, trials)

    def _day(self, place: int) -> tuple[Floats, Floats | None, int, int | None]:
        trials = None
        if self.series.trials is not None:
            trials = np.where(self.series.trials[:, place] > 0, self.series.trials[:, place], 1.0)
        calendar = int(self.calendar[place])
        return (
            self.series.values[:, place],
            trials,
            int(self.panel.weekdays[place]),
            None if calendar < 0 else calendar,
        )

    def _reason(self, place: int, known: Flags) -> NDArray[np.int64]:
        calendar = self.calendar[place]
        reason = np.zeros(len(known), dtype=np.int64)
        if calendar >= EVENTS_FROM:
            reason[self.baseline.calendar_seen[:, calendar] == 0] = 3
        reason[~self.started] = np.where(self.silent, 5, 2)[~self.started]
        reason[~known] = 1
        if self.panel.trials is not None:
            reason[self.panel.known[:, place] & (self.panel.trials[:, place] == 0)] = 4
        return reason

    def _learn(
        self,
        place: int,
        told: Foretold,
        law: tuple[Floats, Floats],
        known: Flags,
        flagged: Flags,
    ) -> None:
        value, trials, weekday, calendar = self._day(place)
        is_event = calendar is not None and calendar >= EVENTS_FROM
        open_ = known & ~self.masked[:, place] & self.started
        something = open_ & ~(self.zeros.inflated & (value == 0))
        level = self.baseline.usual_level()
        if not is_event:
            self.changes.remember(value / told.exposure, level, something)
            self.tail.learn(*law, something & ~flagged)
            if self.panel.kind == "amount":
                filled = np.where(known, value, told.mean)
                self.amounts.learn(filled, told.mean, told.variance, something & ~flagged)
        self.zeros.learn(value, open_)
        teaches = something if is_event else something & ~flagged  # of an event few days are known
        self.baseline.learn(value, trials, weekday, calendar, teaches)

    def _shift(self, place: int, told: Foretold, can: Flags) -> NDArray[np.int64]:
        """1 where the level of a series has gone up, -1 where down; the series goes on from it."""
        law = self.changes.judge(told)
        low, high = self.changes.tail.corrected(*law)
        shifted = can & (2.0 * np.minimum(low, high) < self.shift_probability)
        is_up = high < low
        if shifted.any():
            level = self.changes.new_level(is_up=is_up)
            self.baseline.rebase(shifted, level)
            self.changes.forget(shifted)
            stopped = shifted & (level <= 0)
            self.started &= ~stopped
            self.since[stopped] = place + 1 - self.zeros.run[stopped].astype(np.int64)
        self.changes.tail.learn(*law, can & ~shifted)
        return np.where(shifted, np.where(is_up, 1, -1), 0)

    def _trend(self, seen: "_Seen", shift: NDArray[np.int64]) -> NDArray[np.int64]:
        """1 where growth has turned up, -1 where down, on days with nothing louder to say."""
        noise = seen.told.variance / seen.told.mean**2
        lasts = self.started & (shift == 0)
        low, high = self.trends.judge(self.baseline.usual_level(), noise, lasts)
        rare = 2.0 * np.minimum(low, high) < self.trend_probability
        broken = rare & (seen.reason == 0) & ~seen.flagged & (shift == 0)
        self.trends.silence(broken | (shift != 0))
        return np.where(broken, np.where(high < low, 1, -1), 0)

    def _start(self, place: int) -> None:
        """Begin series that have enough days; look now and then for zeros of their own kind."""
        if self.started.all() and place % START_DAYS != 0:
            return
        begin = max(place + 1 - START_WINDOW, 0)
        days = slice(begin, place + 1)
        ordinary = ~self.masked[:, days] & (self.calendar[days] < EVENTS_FROM)[None, :]
        window = np.where(ordinary, self.series.values[:, days], np.nan)
        window[np.arange(begin, place + 1)[None, :] < self.since[:, None]] = np.nan
        enough = np.isfinite(window).sum(axis=1) >= START_DAYS
        sold = (np.abs(window) > 0).any(axis=1)
        woken = self.silent & sold  # its four weeks begin with this day
        self.since[woken] = place
        self.silent = ~self.started & enough & ~sold
        new = ~self.started & enough & ~self.silent & ~woken
        again = self.started if place % START_DAYS == 0 else np.zeros_like(new)
        if not (new.any() or again.any()):
            return
        weekdays = self.panel.weekdays[days]
        counted = self.panel.kind != "amount"
        inflated = new & False
        if self.panel.kind != "rate":
            inflated = self.zeros.start(new | again, window, weekdays, counted=counted)
        window = np.where(inflated[:, None] & (window == 0), np.nan, window)
        trials = None if self.series.trials is None else self.series.trials[:, days]
        self.baseline.start(new | inflated, window, trials, weekdays)
        self.changes.forget(new)
        self.started |= new

    def _verdict(
        self, place: int, seen: "_Seen", shift: NDArray[np.int64], trend: NDArray[np.int64]
    ) -> Verdict:
        trials = self._day(place)[1]
        can = seen.reason == 0
        flip = self.series.flipped
        lasting = shift + trend
        is_up = np.where(lasting != 0, lasting > 0, seen.is_high)
        is_anomaly = seen.flagged | (lasting != 0)
        kind = np.where(is_up != flip, "spike", "drop")
        kind = np.where((self.observed[:, place] == 0) & (is_up == flip), "missing", kind)
        kind = np.where(shift != 0, "level shift", kind)
        kind = np.where(trend != 0, "trend break", kind)
        expected, low, high = (
            np.where(can, self.series.restored(one, trials), np.nan)
            for one in (seen.told.mean, *seen.band)
        )
        return Verdict(
            actual=self.observed[:, place],
            expected=expected,
            low=np.where(flip, high, low),
            high=np.where(flip, low, high),
            p_value=np.where(can, seen.rare, np.nan),
            direction=np.where(is_anomaly, np.where(is_up != flip, "up", "down"), ""),
            kind=np.where(is_anomaly, kind, ""),
            is_anomaly=is_anomaly,
            reason=np.array(REASONS)[seen.reason],
        )

    def _band(self, told: Foretold, trials: Floats | None) -> tuple[Floats, Floats]:
        """The values between which a day is not flagged."""
        one_side = self.tail.by_law(self.day_probability / 2.0)
        top = told.mean + 60.0 * (np.sqrt(told.variance) + told.variance / told.mean)
        if trials is not None:
            top = np.minimum(top, trials)
        low, high = band(lambda at: self._law(at, told, trials), one_side, told.mean, top)
        return np.where(self.zeros.inflated, 0.0, low), high


@dataclass(frozen=True)
class _Seen:
    """What a night made of its day before the day taught anything."""

    told: Foretold
    band: tuple[Floats, Floats]
    reason: NDArray[np.int64]
    rare: Floats
    flagged: Flags
    is_high: Flags


def _calendar(panel: DailyPanel, events: Mapping[date, str]) -> tuple[NDArray[np.int64], int]:
    """For each day -1, or 0 for the first and 1 for the last of a month, or an event's number."""
    months = panel.days.astype("datetime64[M]")
    first = panel.days == months.astype("datetime64[D]")
    last = (panel.days + 1).astype("datetime64[M]") != months
    calendar = np.where(first, 0, np.where(last, 1, -1))
    numbers = {name: i for i, name in enumerate(sorted(set(events.values())), EVENTS_FROM)}
    begin, end = panel.days[0], panel.days[-1]
    for day, name in events.items():
        when = np.datetime64(day, "D")
        if begin <= when <= end:
            calendar[panel.place(when)] = numbers[name]
    return calendar, EVENTS_FROM + len(numbers)


def _honoured(masked: Flags) -> Flags:
    """The mask without what lasts longer than two weeks."""
    run = np.zeros(len(masked))
    kept = np.zeros_like(masked)
    for place in range(masked.shape[1]):
        run = np.where(masked[:, place], run + 1, 0)
        kept[:, place] = masked[:, place] & (run <= LONGEST_MASK)
    return kept
