"""Candidate forecasting models, each computed at many origins for many series at once.

Which candidate a series uses is chosen in `backtesting.py`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasting.holt_winters import holt_winters
from ecom_platform.analytics.forecasting.known_values import (
    FloatArray,
    known_mean,
    known_median,
    running_mean,
)
from ecom_platform.analytics.forecasting.weekday_profile import (
    DAYS,
    WEEKS,
    mean_one,
    weekday_profile,
    windows,
    without_outliers,
)

MODELS = (
    "seasonal naive",
    "weekday median",
    "Holt-Winters",
    "slow level",
    "fast level",
    "shared level",
    "combination",
)
SLOW_LEVEL = MODELS.index("slow level")
SLOW, FAST = 0.1, 0.4  # smoothing weight of the last day: about three weeks, or four days
LEAST_KNOWN = 14  # known days in a window; with fewer there is no forecast


@dataclass(frozen=True)
class Candidates:
    """Forecasts of all candidates, in the order of `MODELS`: model x series x origins x horizon.

    All are NaN where fewer than `LEAST_KNOWN` days are known, and nowhere else: on a weekday of
    which nothing is known, the first two fall back to the slow level.

    Attributes:
        medians: forecasts of the median.
        means: forecasts of the mean; of seasonal naive the same as the median.
        profile: series x origins x 7, see `weekday_profile`.
    """

    medians: FloatArray
    means: FloatArray
    profile: FloatArray

    @property
    def seasonal_naive(self) -> FloatArray:
        """The last known day of the same weekday: the benchmark of all candidates."""
        naive: FloatArray = self.medians[0]
        return naive


def candidates(values: FloatArray, origins: npt.NDArray[np.intp], horizon: int) -> Candidates:
    """Every candidate's forecasts of the `horizon` days after each origin.

    The weekday median is that of the last eight days of the same weekday. Levels and Holt-Winters
    are computed from days without outliers; the median and the mean of all days differ from them
    by an offset that is estimated on the same days, so that a drift of sales is not part of it.

    Args:
        values: series x days, NaN where unknown.
        origins: ascending day indices.
        horizon: days ahead.
    """
    past = windows(values, origins)
    weekday = np.arange(horizon) % 7
    weekday_median = known_median(past, 2)
    clipped, typical_day = without_outliers(past, mean_one(weekday_median))
    profile = weekday_profile(clipped)
    shares = profile[..., weekday]
    clipped_mean, mean = (
        known_mean(days.reshape(*days.shape[:2], DAYS)) for days in (clipped, past)
    )
    holt_winters_forecasts = holt_winters(clipped, clipped_mean[..., None] * profile, horizon)
    levels = _candidate_levels(clipped, profile)[..., None] * shares
    forecasts = np.stack(
        [
            _last_known_by_weekday(past)[..., weekday],
            weekday_median[..., weekday],
            holt_winters_forecasts,
            *levels,
        ]
    )
    forecasts[:, np.isfinite(past).sum((2, 3)) < LEAST_KNOWN] = np.nan
    base = np.stack([known_mean(weekday_median), *[clipped_mean] * (len(forecasts) - 2)])
    least = -np.inf if (values < 0).any() else 0.0  # series that can be negative have no limit
    medians, means = (
        _with_offset(forecasts, running_mean(centre - base)[..., None] * shares, least)
        for centre in (typical_day, mean)
    )
    return Candidates(medians, means, profile)


def _last_known_by_weekday(past: FloatArray) -> FloatArray:
    """The last known day of each weekday, series x origins x 7."""
    last = past[:, :, 0]
    for week in range(1, WEEKS):
        last = np.where(np.isfinite(past[:, :, week]), past[:, :, week], last)
    return last


def _with_offset(forecasts: FloatArray, offset: FloatArray, least: float) -> FloatArray:
    """The forecasts with `offset` added, and not below `least`; seasonal naive stays as it is.

    Where the first two do not know a weekday, they take the slow level.
    """
    moved = forecasts.copy()
    moved[1:] += offset
    np.maximum(moved[1:], least, out=moved[1:])
    moved[:2] = np.where(np.isfinite(moved[:2]), moved[:2], moved[SLOW_LEVEL])
    return moved


def _candidate_levels(clipped: FloatArray, profile: FloatArray) -> FloatArray:
    """The levels of the last four candidates, model x series x origins.

    The shared level is the slow one times the ratio of fast to slow level of the whole panel: a
    change common to all series is followed within days, the noise of one small series is not. The
    combination is the mean of the slow and the shared level.
    """
    slow, fast = _slow_and_fast_level(clipped, profile)
    fast_sum, slow_sum = (np.sign(slow) * fast).sum(0), np.abs(slow).sum(0)
    shared = slow * np.where(slow_sum > 0, fast_sum / np.where(slow_sum > 0, slow_sum, 1.0), 1.0)
    return np.stack([slow, fast, shared, (slow + shared) / 2.0])


def _slow_and_fast_level(clipped: FloatArray, profile: FloatArray) -> FloatArray:
    """The slow and the fast level, 2 x series x origins.

    They are 0 where the profile expects no sales on any known day.

    Simple exponential smoothing (Brown 1956) of weekday-adjusted sales, as weighted sales over
    weighted profile: a weekday with hardly any sales cannot inflate a day, and unknown days have
    no weight.
    """
    day_weights = (1.0 - np.array([[SLOW], [FAST]])) ** np.arange(DAYS - 1, -1, -1)
    known = np.isfinite(clipped)
    sales, weight = (
        np.where(known, days, 0.0).reshape(*clipped.shape[:2], DAYS) @ day_weights.T
        for days in (clipped, profile[:, :, None])
    )
    level = np.where(weight > 0, sales / np.where(weight > 0, weight, 1.0), 0.0)
    return np.moveaxis(level, -1, 0)
