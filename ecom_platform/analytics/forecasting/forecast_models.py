"""The candidates a forecast is chosen from, each made at many origins for many series at once.

Which one is chosen for which series belongs in `backtesting.py`.
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
SLOW, FAST = 0.1, 0.4  # weight of the last day: about the last three weeks, or four days
LEAST_KNOWN = 14  # known days in a window; with fewer nothing is said


@dataclass(frozen=True)
class Candidates:
    """What every candidate says: in the order of `MODELS` x series x origins x horizon.

    All are NaN where fewer than `LEAST_KNOWN` days are known, and nowhere else: the first two say
    the same as the slow level on a weekday of which nothing is known.

    Attributes:
        medians: half of the days lie below.
        means: what to expect and to add up; seasonal naive knows no difference.
        profile: series x origins x 7, see `weekday_profile`.
    """

    medians: FloatArray
    means: FloatArray
    profile: FloatArray

    @property
    def seasonal_naive(self) -> FloatArray:
        """The last known day of the same weekday, what all are measured against."""
        naive: FloatArray = self.medians[0]
        return naive


def candidates(values: FloatArray, origins: npt.NDArray[np.intp], horizon: int) -> Candidates:
    """Every candidate's forecasts of the `horizon` days after each origin.

    The weekday median is that of the last eight days of the same weekday; levels and Holt-Winters
    are those of days without outliers. How far the median and the mean of days lie from that is
    measured on the same days, so that a drift of sales is in neither.

    Args:
        values: series x days, NaN where unknown.
        origins: ascending day indices.
        horizon: days ahead.
    """
    past = windows(values, origins)
    weekday = np.arange(horizon) % 7
    typical = known_median(past, 2)
    calm, middle = without_outliers(past, mean_one(typical))
    profile = weekday_profile(calm)
    shares = profile[..., weekday]
    held, mean = (known_mean(one.reshape(*one.shape[:2], DAYS)) for one in (calm, past))
    winters = holt_winters(calm, held[..., None] * profile, horizon)
    levels = _levels(calm, profile)[..., None] * shares
    said = np.stack([_last_known(past)[..., weekday], typical[..., weekday], winters, *levels])
    said[:, np.isfinite(past).sum((2, 3)) < LEAST_KNOWN] = np.nan
    made_of = np.stack([known_mean(typical), *[held] * (len(said) - 2)])
    least = -np.inf if (values < 0).any() else 0.0
    medians, means = (
        _shifted(said, running_mean(one - made_of)[..., None] * shares, least)
        for one in (middle, mean)
    )
    return Candidates(medians, means, profile)


def _last_known(past: FloatArray) -> FloatArray:
    last = past[:, :, 0]
    for week in range(1, WEEKS):
        last = np.where(np.isfinite(past[:, :, week]), past[:, :, week], last)
    return last


def _shifted(said: FloatArray, above: FloatArray, least: float) -> FloatArray:
    """What is said, all but seasonal naive moved `above`, never below `least`, and without gaps."""
    moved = said.copy()
    moved[1:] += above
    np.maximum(moved[1:], least, out=moved[1:])
    moved[:2] = np.where(np.isfinite(moved[:2]), moved[:2], moved[SLOW_LEVEL])
    return moved


def _levels(calm: FloatArray, profile: FloatArray) -> FloatArray:
    """The last four candidates: models x series x origins.

    The shared level moves the slow one as the panel's fast levels together moved: a change common
    to all is seen within days, while the noise of one small series is not followed. The combination
    is the mean of the slow and the shared level.
    """
    slow, fast = _smoothed(calm, profile)
    together, usual = (np.sign(slow) * fast).sum(0), np.abs(slow).sum(0)
    shared = slow * np.where(usual > 0, together / np.where(usual > 0, usual, 1.0), 1.0)
    return np.stack([slow, fast, shared, (slow + shared) / 2.0])


def _smoothed(calm: FloatArray, profile: FloatArray) -> FloatArray:
    """Exponentially weighted sales over equally weighted profile: gains x series x origins.

    Simple exponential smoothing (Brown 1956) of weekday-adjusted sales; as a ratio of sums, so
    that a weekday that sells next to nothing cannot blow a day up, and unknown days have no weight.
    Zero where no known day should have sold.
    """
    fade = (1.0 - np.array([[SLOW], [FAST]])) ** np.arange(DAYS - 1, -1, -1)
    known = np.isfinite(calm)
    sales, weight = (
        np.where(known, one, 0.0).reshape(*calm.shape[:2], DAYS) @ fade.T
        for one in (calm, profile[:, :, None])
    )
    level = np.where(weight > 0, sales / np.where(weight > 0, weight, 1.0), 0.0)
    return np.moveaxis(level, -1, 0)
