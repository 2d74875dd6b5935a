"""Level, weekday effects and noise of a series, estimated from its first weeks at once.

These weeks are never evaluated, so they may look at one another. Later days are learned one by one
in `daily_baseline.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_REACH = 4.0  # robust standard deviations that a single first day may be from the median


@dataclass(frozen=True)
class StartingLevels:
    """One entry per series; weekdays seven per series.

    Attributes:
        level: value of a usual weekday, of a rate per trial.
        exposure: mean trials (1 where there are none).
        weekday_ratio: weight of each weekday times its multiple of the level.
        weekday_weight: how much is known of each weekday.
        mean: usual value of a day.
        variance: of a day around its expectation.
    """

    level: Floats
    exposure: Floats
    weekday_ratio: Floats
    weekday_weight: Floats
    mean: Floats
    variance: Floats


def starting_levels(
    values: Floats, trials: Floats | None, weekdays: NDArray[np.int64], spread: float
) -> StartingLevels:
    """Level, weekday effects and noise of the first days of each series.

    A first day far from the median is moved towards it, so that it cannot set the level.

    Args:
        values: series x days, NaN where unknown.
        trials: of a rate the denominators, same shape; else None.
        weekdays: of the days, 0 (Monday) to 6.
        spread: standard deviation of weekday effects before any is seen; a small one shrinks them.
    """
    known = np.isfinite(values)
    trial = np.ones_like(values) if trials is None else np.where(known, trials, 0.0)
    value = _winsorized(values, trial, known)
    trial = np.where(known, trial, 0.0)
    level = _ratio_or_zero(value.sum(axis=1), trial.sum(axis=1))
    weekday = np.ones((len(values), 7))
    ratio = weight = np.full((len(values), 7), spread**-2)
    for _ in range(2):  # level and weekday effects depend on each other
        expected = trial * weekday[:, weekdays] * level[:, None]
        variance = _variance_around(value, expected, known)
        precision = np.minimum(
            _ratio_or_zero(expected.sum(axis=1), variance * known.sum(axis=1)), 1e12
        )
        ratio, weight = _weekday_ratios_and_weights(
            value, trial * level[:, None], precision, weekdays, spread
        )
        weekday = ratio / weight
        level = _ratio_or_zero(value.sum(axis=1), (trial * weekday[:, weekdays]).sum(axis=1))
    days = np.maximum(known.sum(axis=1), 1)
    expected = trial * weekday[:, weekdays] * level[:, None]
    return StartingLevels(
        np.maximum(level, 1e-12),
        np.maximum(trial.sum(axis=1) / days, 1e-9),
        ratio,
        weight,
        expected.sum(axis=1) / days,
        _variance_around(value, expected, known),
    )


def _winsorized(values: Floats, trials: Floats, known: NDArray[np.bool_]) -> Floats:
    """The values with those far from the median moved to a limit; 0 where unknown."""
    share = np.where(known & (trials > 0), values / np.where(trials > 0, trials, 1.0), np.nan)
    median = _median(share)
    scale = 1.4826 * _median(np.abs(share - median[:, None]))
    # If most days are equal, there is no scale, and no day is moved.
    reach = np.where(scale > 0, _REACH * scale, np.inf)
    low, high = median - reach, median + reach
    clipped = np.clip(share, low[:, None], high[:, None]) * trials
    return np.where(np.isfinite(clipped), clipped, 0.0)


def _median(values: Floats) -> Floats:
    """The median of each row without NaN; 0 for a row without any number."""
    ordered = np.sort(values, axis=1)
    known = np.isfinite(ordered).sum(axis=1)
    lower = np.maximum((known - 1) // 2, 0)[:, None]
    upper = np.minimum(known // 2, max(values.shape[1] - 1, 0))[:, None]
    middle_two = np.take_along_axis(ordered, lower, 1) + np.take_along_axis(ordered, upper, 1)
    return np.where(known > 0, middle_two[:, 0] / 2, 0.0)


def _ratio_or_zero(part: Floats, whole: Floats) -> Floats:
    """The ratio; 0 where the denominator is not positive."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)


def _variance_around(value: Floats, expected: Floats, known: NDArray[np.bool_]) -> Floats:
    """The variance around the expectation; weekday effects cost six degrees of freedom."""
    squared = np.where(known, (value - expected) ** 2, 0.0).sum(axis=1)
    return np.asarray(squared / np.maximum(known.sum(axis=1) - 6.0, 1.0))


def _weekday_ratios_and_weights(
    value: Floats, base: Floats, precision: Floats, weekdays: NDArray[np.int64], spread: float
) -> tuple[Floats, Floats]:
    """For each weekday its weight times its ratio to `base`, and its weight: series x 7 each.

    `precision` is the weight of one unit of `base`; `spread` shrinks the ratios towards 1.
    """
    ratio = np.full((len(value), 7), spread**-2)
    weight = ratio.copy()
    for weekday in range(7):
        is_weekday = weekdays == weekday
        ratio[:, weekday] += precision * value[:, is_weekday].sum(axis=1)
        weight[:, weekday] += precision * base[:, is_weekday].sum(axis=1)
    return ratio, weight
