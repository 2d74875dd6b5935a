"""The candidates a forecast is chosen from, each made at many origins for many series at once.

Which one is chosen for which series belongs in `backtesting.py`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasts.known_values import FloatArray, known_mean, known_median
from ecom_platform.analytics.forecasts.robust_holt_winters import Gains, holt_winters
from ecom_platform.analytics.forecasts.weekday_profile import (
    DAYS,
    WEEKS,
    mean_one,
    weekday_profile,
    windows,
    without_outliers,
)

LEVEL_GAINS = (0.04, 0.1, 0.25)
HOLT_WINTERS_GAINS = (
    Gains(level=0.03, trend=0.0, season=0.1, damping=0.95),
    Gains(level=0.1, trend=0.0, season=0.1, damping=0.95),
    Gains(level=0.2, trend=0.0, season=0.1, damping=0.95),
    Gains(level=0.1, trend=0.1, season=0.1, damping=0.95),
)
LEAST_KNOWN = 14  # known days in a window; with fewer nothing is said
RUN_IN_DAYS = 7 * 8  # before the first origin; older days have little weight in its states


@dataclass(frozen=True)
class Candidates:
    """Forecasts of every candidate, each series x origins x horizon, and the profile they used.

    All are NaN where fewer than `LEAST_KNOWN` days are known, and nowhere else: the first two say
    the same as the smoothed level on a weekday of which nothing is known.

    Attributes:
        seasonal_naive: the last known day of the same weekday.
        weekday_median: the median of the last eight days of the same weekday.
        smoothed: the smoothed level times the weekday profile, by gain (first axis).
        holt_winters: damped Holt-Winters on the square root, by parameter set (first axis).
        profile: series x origins x 7, see `weekday_profile`.
        excess: how far the mean day of the last eight weeks lies above what a candidate makes of
            them: seasonal naive, weekday median, smoothed, Holt-Winters, combination (first axis)
            x series x origins.
    """

    seasonal_naive: FloatArray
    weekday_median: FloatArray
    smoothed: FloatArray
    holt_winters: FloatArray
    profile: FloatArray
    excess: FloatArray


def candidates(values: FloatArray, origins: npt.NDArray[np.intp], horizon: int) -> Candidates:
    """Every candidate's forecasts of the `horizon` days after each origin.

    Args:
        values: series x days, NaN where unknown.
        origins: ascending day indices.
        horizon: days ahead.
    """
    past = windows(values, origins)
    weekday = np.arange(horizon) % 7
    median = known_median(past, 2)
    calm = without_outliers(past, mean_one(median))
    profile = weekday_profile(calm)
    young = np.isfinite(past).sum((2, 3)) < LEAST_KNOWN
    winters = _holt_winters(values, origins, horizon)
    winters[:, young] = np.nan
    levels = (_smoothed_levels(calm, profile)[..., None] * profile)[..., weekday]
    smoothed = np.where(np.isfinite(levels), levels, winters[0])
    smoothed[:, young] = np.nan
    return Candidates(
        seasonal_naive=_or(_last_known(past)[..., weekday], smoothed[0], young),
        weekday_median=_or(median[..., weekday], smoothed[0], young),
        smoothed=smoothed,
        holt_winters=winters,
        profile=profile,
        excess=_excess(past, calm, median),
    )


def _excess(past: FloatArray, calm: FloatArray, median: FloatArray) -> FloatArray:
    """Mean less middle of the same days, so that a drift of sales is in neither.

    Medians, clipped days and squared means of roots are all below the mean of skewed sales.
    """
    flat, held = (one.reshape(*past.shape[:2], DAYS) for one in (past, calm))
    mean = known_mean(flat)
    root = known_mean(np.sign(flat) * np.sqrt(np.abs(flat)))
    middles = np.stack([known_mean(median), known_mean(held), np.sign(root) * root**2])
    above = mean - middles
    return np.concatenate([np.zeros_like(above[:1]), above, above.mean(0, keepdims=True)])


def _or(first: FloatArray, second: FloatArray, young: npt.NDArray[np.bool_]) -> FloatArray:
    return np.where(np.isfinite(first) & ~young[..., None], first, second)


def _last_known(past: FloatArray) -> FloatArray:
    last = past[:, :, 0]
    for week in range(1, WEEKS):
        last = np.where(np.isfinite(past[:, :, week]), past[:, :, week], last)
    return last


def _smoothed_levels(past: FloatArray, profile: FloatArray) -> FloatArray:
    """Exponentially weighted sales over equally weighted profile, by gain x series x origins.

    Simple exponential smoothing (Brown 1956) of weekday-adjusted sales; as a ratio of sums, so
    that a weekday that sells next to nothing cannot blow a day up, and unknown days have no weight.
    """
    flat = past.reshape(*past.shape[:2], DAYS)
    known = np.isfinite(flat)
    ordinary = np.broadcast_to(profile[:, :, None], past.shape).reshape(flat.shape)
    fade = (1.0 - np.array(LEVEL_GAINS)[:, None]) ** np.arange(DAYS - 1, -1, -1)
    sales = np.where(known, flat, 0.0) @ fade.T
    weight = np.where(known, ordinary, 0.0) @ fade.T
    level = np.where(weight > 0, sales / np.where(weight > 0, weight, 1.0), np.nan)
    return np.moveaxis(level, -1, 0)


def _holt_winters(values: FloatArray, origins: npt.NDArray[np.intp], horizon: int) -> FloatArray:
    """Holt-Winters on the signed square root, where the noise of sales is about equally wide."""
    first = max(0, int(origins[0]) + 1 - RUN_IN_DAYS)
    recent = values[:, first:]
    roots = np.sign(recent) * np.sqrt(np.abs(recent))
    ahead = holt_winters(roots, origins - first, HOLT_WINTERS_GAINS, horizon)
    if not (recent < 0).any():
        ahead = np.maximum(ahead, 0.0)
    return np.sign(ahead) * ahead**2
