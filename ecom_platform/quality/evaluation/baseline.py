"""What a day should be, from nothing but the days before it.

Pure functions over arrays: a row per series, a column per day, oldest first. The level is the
median of recent days, the weekday its own median beside it, the noise the median of past surprises
with a floor for what counting alone scatters. How rare a surprise must be comes from the alert
budget, and what is rare from the tail of the series' own past surprises. Reading series belongs in
`daily_metrics.py`, judging them in `anomaly_checks.py`.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecom_platform.quality.rules.rule import Form

Floats = NDArray[np.float64]

LEVEL_DAYS = 14  # two of each weekday
NOISE_DAYS = 56
WEEKDAY_WEEKS = 8
WEEKDAY_CAUTION = 3.0  # a weekday seen so often gets half its effect
MIN_LEVEL_DAYS = 7
MIN_HISTORY_DAYS = 21
MIN_SURPRISES = 7
TAIL_SHARE = 0.1
TAIL_MIN = 5
COUNT_NOISE = 1.2  # counts scatter more than a Poisson process: customers buy in bursts
MEAN_NOISE = 0.5  # of single prices around their mean, as a share of it
MATERIAL_RATIO = {"count": 1.3, "mean": 1.1}  # a smaller surprise is of no interest
MATERIAL_SHARE = 0.03


@dataclass(frozen=True)
class Series:
    """Several series over the same days.

    Attributes:
        form: how total and weight make the value.
        totals: of a count the sum, of a mean the sum, of a share the rows it is true for.
        weights: the rows; of a mean what it is taken over. NaN where a day must not teach.
        weekdays: 0 to 6 for each day.
        ages: days from the first day to each day, by the calendar.
    """

    form: Form
    totals: Floats
    weights: Floats
    weekdays: NDArray[np.int64]
    ages: NDArray[np.int64]

    @property
    def values(self) -> Floats:
        """What is judged; NaN where there is none."""
        if self.form == "count":
            return self.totals
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.weights > 0, self.totals / self.weights, np.nan)


@dataclass(frozen=True)
class Expected:
    """What each day should be; NaN where the history is too short.

    Attributes:
        middle: expected value, on the scale of `to_scale`.
        noise: one usual surprise, on that scale.
        surprise: how many usual surprises the day is away.
        weight: expected weight of the day.
    """

    center: Floats
    noise: Floats
    score: Floats
    weight: Floats
    unit: Floats


def expected_values(series: Series) -> Expected:
    """The expectation of every day of every series, each from its own strict past."""
    weight = _past_median(series.weights, LEVEL_DAYS, MIN_LEVEL_DAYS)
    unit = _unit(series)
    scaled = to_scale(series.form, series.values, unit)
    level = _past_median(scaled, LEVEL_DAYS, MIN_LEVEL_DAYS)
    center = level + _weekday_effect(scaled - level, series.weekdays)
    residual = scaled - center
    usual = 1.4826 * _past_median(np.abs(residual), NOISE_DAYS, MIN_SURPRISES)
    noise = np.maximum(usual, _floor(series.form, weight))
    young = series.ages < MIN_HISTORY_DAYS
    noise[:, young] = np.nan
    return Expected(center, noise, residual / noise, weight, unit)


def to_scale(form: Form, values: Floats, unit: Floats) -> Floats:
    """Values on a scale where the same change is the same distance: a ratio, or a share's arc."""
    if form == "share":
        return np.asarray(np.arcsin(np.sqrt(np.clip(values, 0.0, 1.0))))
    half = 0.5 * unit if form == "count" else 0.0 * unit
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log(np.maximum(values, 0.0) + half)
    return np.where(np.isfinite(scaled), scaled, np.nan)


def from_scale(form: Form, scaled: float, unit: float) -> float:
    """The value that `to_scale` took to `scaled`."""
    if form == "share":
        return float(np.sin(np.clip(scaled, 0.0, np.pi / 2)) ** 2)
    return float(max(np.exp(scaled) - (0.5 * unit if form == "count" else 0.0), 0.0))


def usual_range(form: Form, center: float, reach: float, unit: float) -> tuple[float, float]:
    """The values that surprise nobody: within `reach` of the middle, or of no interest."""
    low, high = from_scale(form, center - reach, unit), from_scale(form, center + reach, unit)
    usual = from_scale(form, center, unit)
    if form == "share":
        if center < reach:
            low = 0.0
        return max(min(low, usual - MATERIAL_SHARE), 0.0), min(
            max(high, usual + MATERIAL_SHARE), 1.0
        )
    ratio = MATERIAL_RATIO[form]
    return min(low, usual / ratio), max(high, usual * ratio)


def score_limit(past_scores: Floats, probability: float) -> float:
    """How many usual surprises are rare: seen with this probability on an ordinary day.

    The larger of what a normal law says and what the exponential tail of the past surprises says,
    fitted to their largest tenth (peaks over threshold; Coles 2001, chapter 4, with shape 0).
    """
    normal = NormalDist().inv_cdf(1 - probability / 2)
    past = np.sort(np.abs(past_scores[np.isfinite(past_scores)]))
    peaks = max(TAIL_MIN, int(np.ceil(TAIL_SHARE * past.size)))
    if past.size <= peaks:
        return float(normal)
    threshold = past[-peaks - 1]
    mean_excess = float(np.mean(past[-peaks:] - threshold))
    rare = threshold + mean_excess * np.log(peaks / (past.size * probability))
    return float(max(normal, rare))


def _unit(series: Series) -> Floats:
    """What one row usually adds to a count, so that a silent day has a place on a ratio scale."""
    if series.form != "count":
        return np.ones_like(series.totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(series.weights > 0, np.abs(series.totals) / series.weights, np.nan)
    found = _past_median(each, NOISE_DAYS, 1)
    return np.where(found > 0, found, np.nan)


def _floor(form: Form, weight: Floats) -> Floats:
    """The noise that so many rows have by themselves."""
    rows = np.maximum(weight, 1.0)
    factor = {"count": COUNT_NOISE, "mean": MEAN_NOISE, "share": 0.5 * COUNT_NOISE}[form]
    return np.asarray(factor / np.sqrt(rows))


def _past_median(values: Floats, days: int, at_least: int) -> Floats:
    """For each day the median of up to `days` days before it; NaN with fewer than `at_least`."""
    padding = np.full((values.shape[0], days), np.nan)
    padded = np.concatenate([padding, values], axis=1)[:, :-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, days, axis=1)
    return _median(windows, at_least)


def _median(windows: NDArray[Any], at_least: int) -> Floats:
    """The median over the last axis without the NaN; NumPy's own is slow and warns."""
    ordered = np.sort(windows, axis=-1)
    known = np.isfinite(ordered).sum(axis=-1)
    lower = np.maximum((known - 1) // 2, 0)[..., None]
    upper = np.minimum(known // 2, ordered.shape[-1] - 1)[..., None]
    low = np.take_along_axis(ordered, lower, axis=-1)[..., 0]
    high = np.take_along_axis(ordered, upper, axis=-1)[..., 0]
    return np.where(known >= at_least, (low + high) / 2, np.nan)


def _weekday_effect(deviation: Floats, weekdays: NDArray[np.int64]) -> Floats:
    """How the weekday of each day usually lies beside the level, with caution for few weeks."""
    effect = np.zeros_like(deviation)
    for weekday in range(7):
        mine = np.flatnonzero(weekdays == weekday)
        if mine.size:
            own = deviation[:, mine]
            seen = _seen_before(own)
            usual = _past_median(own, WEEKDAY_WEEKS, 1)
            effect[:, mine] = np.where(seen > 0, usual * seen / (seen + WEEKDAY_CAUTION), 0.0)
    return effect


def _seen_before(values: Floats) -> Floats:
    """How many of the last weeks before each have a value."""
    known = np.isfinite(values).astype(np.float64)
    before = np.cumsum(known, axis=1) - known
    return np.minimum(before, WEEKDAY_WEEKS)
