"""The expected value of each day, computed from earlier days only.

Pure functions over arrays with a row per series and a column per day, oldest first. The level is
the median of recent days, plus the median deviation of the same weekday. The noise is the median
of past deviations, but at least the sampling error of a count. The alert budget sets how rare a
deviation must be; the tail of the series' own past deviations says which ones are that rare.
Series are read in `daily_metrics.py` and compared with their limits in `anomaly_checks.py`.
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
WEEKDAY_SHRINKAGE = 3.0  # the number of weeks after which half of a weekday's effect counts
MIN_LEVEL_DAYS = 7
MIN_HISTORY_DAYS = 21
MIN_RESIDUALS = 7
TAIL_SHARE = 0.1
TAIL_MIN = 5
COUNT_NOISE = 1.2  # counts scatter more than a Poisson process: customers buy in bursts
MEAN_NOISE = 0.5  # of single prices around their mean, as a share of it
MATERIAL_RATIO = {"count": 1.3, "mean": 1.1}  # smaller deviations are of no interest
MATERIAL_SHARE = 0.03


@dataclass(frozen=True)
class Series:
    """Several series over the same days.

    Attributes:
        form: how a value is computed from its total and weight.
        totals: of a count or mean the sum, of a share the rows for which its predicate is true.
        weights: of counts and shares the rows, of a mean its denominator. NaN on days that the
            baseline leaves out.
        weekdays: 0 to 6 for each day.
        ages: calendar days from the first day to each day.
    """

    form: Form
    totals: Floats
    weights: Floats
    weekdays: NDArray[np.int64]
    ages: NDArray[np.int64]

    @property
    def values(self) -> Floats:
        """The value of each day, by series and day; NaN where there is none."""
        if self.form == "count":
            return self.totals
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.weights > 0, self.totals / self.weights, np.nan)


@dataclass(frozen=True)
class Expectation:
    """What is expected of each day, by series and day; NaN where the history is too short.

    Attributes:
        center: the expected value, on the scale of `to_scale`.
        noise: the usual deviation, on that scale.
        score: how many usual deviations the day is away from `center`; a robust z-score.
        weight: the expected weight of the day.
        unit: what one row usually adds to a count; 1 for other forms.
    """

    center: Floats
    noise: Floats
    score: Floats
    weight: Floats
    unit: Floats


def expected_values(series: Series) -> Expectation:
    """What is expected of every day of every series, computed from strictly earlier days.

    The noise is 1.4826 times the median absolute residual, which estimates the standard deviation
    of normal residuals (Rousseeuw and Croux 1993).
    """
    weight = _past_median(series.weights, LEVEL_DAYS, MIN_LEVEL_DAYS)
    unit = _amount_per_row(series)
    scaled = to_scale(series.form, series.values, unit)
    level = _past_median(scaled, LEVEL_DAYS, MIN_LEVEL_DAYS)
    center = level + _weekday_effect(scaled - level, series.weekdays)
    residual = scaled - center
    usual = 1.4826 * _past_median(np.abs(residual), NOISE_DAYS, MIN_RESIDUALS)
    noise = np.maximum(usual, _sampling_error(series.form, weight))
    too_short = series.ages < MIN_HISTORY_DAYS
    noise[:, too_short] = np.nan
    return Expectation(center, noise, residual / noise, weight, unit)


def to_scale(form: Form, values: Floats, unit: Floats) -> Floats:
    """Values on the scale on which deviations are compared.

    Counts and means become logarithms, so that equal ratios are equal distances; shares become
    `arcsin(sqrt(share))`, whose variance does not depend on the share.

    Args:
        form: what the values are.
        values: by series and day.
        unit: what one row usually adds; half of it is added to a count, so that zero has a
            logarithm.
    """
    if form == "share":
        return np.asarray(np.arcsin(np.sqrt(np.clip(values, 0.0, 1.0))))
    offset = 0.5 * unit if form == "count" else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log(np.maximum(values, 0.0) + offset)
    return np.where(np.isfinite(scaled), scaled, np.nan)


def from_scale(form: Form, scaled: float, unit: float) -> float:
    """The value whose scaled form is `scaled`: the inverse of `to_scale`."""
    if form == "share":
        return float(np.sin(np.clip(scaled, 0.0, np.pi / 2)) ** 2)
    offset = 0.5 * unit if form == "count" else 0.0
    return float(max(np.exp(scaled) - offset, 0.0))


def usual_range(form: Form, center: float, reach: float, unit: float) -> tuple[float, float]:
    """The smallest and the largest usual value.

    A value is usual within `reach` of the center, or where its deviation is too small to be of
    interest (`MATERIAL_RATIO`, `MATERIAL_SHARE`).

    Args:
        form: what the values are.
        center: the expected value, on the scale of `to_scale`.
        reach: the largest usual distance from it, on that scale.
        unit: as in `to_scale`.
    """
    low, high = from_scale(form, center - reach, unit), from_scale(form, center + reach, unit)
    usual = from_scale(form, center, unit)
    if form == "share":
        if center < reach:
            low = 0.0
        lowest, highest = min(low, usual - MATERIAL_SHARE), max(high, usual + MATERIAL_SHARE)
        return max(lowest, 0.0), min(highest, 1.0)
    ratio = MATERIAL_RATIO[form]
    return min(low, usual / ratio), max(high, usual * ratio)


def score_limit(past_scores: Floats, probability: float) -> float:
    """The score that an ordinary day exceeds, up or down, with the given probability.

    It is the larger of the quantile of a normal distribution and that of an exponential tail fitted
    to the largest tenth of the past scores (peaks over threshold; Coles 2001, chapter 4, shape 0).

    Args:
        past_scores: scores of the days before; NaN are left out.
        probability: between 0 and 1, both excluded.

    >>> round(score_limit(np.array([]), 0.05), 2)
    1.96
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


def _amount_per_row(series: Series) -> Floats:
    """What one row usually adds to a count, so that a day without rows has a finite logarithm."""
    if series.form != "count":
        return np.ones_like(series.totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(series.weights > 0, np.abs(series.totals) / series.weights, np.nan)
    usual = _past_median(each, NOISE_DAYS, 1)
    return np.where(usual > 0, usual, np.nan)


def _sampling_error(form: Form, weight: Floats) -> Floats:
    """The sampling error of a value that is computed from `weight` rows: the smallest noise."""
    rows = np.maximum(weight, 1.0)
    factor = {"count": COUNT_NOISE, "mean": MEAN_NOISE, "share": 0.5 * COUNT_NOISE}[form]
    return np.asarray(factor / np.sqrt(rows))


def _past_median(values: Floats, days: int, at_least: int) -> Floats:
    """The median of the `days` days before each day; NaN with fewer than `at_least` values."""
    padding = np.full((values.shape[0], days), np.nan)
    padded = np.concatenate([padding, values], axis=1)[:, :-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, days, axis=1)
    return _median(windows, at_least)


def _median(windows: NDArray[Any], at_least: int) -> Floats:
    """The median over the last axis without NaN; NaN with fewer than `at_least` values.

    NumPy's `nanmedian` is not used because it is slow and warns. Sorting puts NaN last, so the two
    middle values are found by the number of known ones.
    """
    ordered = np.sort(windows, axis=-1)
    known = np.isfinite(ordered).sum(axis=-1)
    lower = np.maximum((known - 1) // 2, 0)[..., None]
    upper = np.minimum(known // 2, ordered.shape[-1] - 1)[..., None]
    low = np.take_along_axis(ordered, lower, axis=-1)[..., 0]
    high = np.take_along_axis(ordered, upper, axis=-1)[..., 0]
    return np.where(known >= at_least, (low + high) / 2, np.nan)


def _weekday_effect(deviation: Floats, weekdays: NDArray[np.int64]) -> Floats:
    """The usual deviation of each day's weekday from the level, reduced if few weeks are known."""
    effect = np.zeros_like(deviation)
    for weekday in range(7):
        columns = np.flatnonzero(weekdays == weekday)
        if columns.size:
            own = deviation[:, columns]
            seen = _weeks_with_value_before(own)
            usual = _past_median(own, WEEKDAY_WEEKS, 1)
            effect[:, columns] = np.where(seen > 0, usual * seen / (seen + WEEKDAY_SHRINKAGE), 0.0)
    return effect


def _weeks_with_value_before(values: Floats) -> Floats:
    """How many of the `WEEKDAY_WEEKS` weeks before each week have a value."""
    known = np.isfinite(values).astype(np.float64)
    before = np.cumsum(known, axis=1) - known
    return np.minimum(before, WEEKDAY_WEEKS)
