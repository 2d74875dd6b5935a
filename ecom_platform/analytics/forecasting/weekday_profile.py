"""Windows of eight weeks, the weekday profile of a series, and days without outliers.

Windows end at an origin, so that everything computed from them uses only past days. The profile is
used by the forecasts in `forecast_models.py`.
"""

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasting.known_values import (
    FloatArray,
    known_mean,
    known_median,
    known_quartiles,
)

WEEKS = 8
DAYS = 7 * WEEKS
OUTLIER = 2.5  # robust standard deviations beyond which a day is moved to this limit

_QUARTILE = 1.4826  # standard deviation over (quartile - median) of a normal distribution


def windows(values: FloatArray, origins: npt.NDArray[np.intp]) -> FloatArray:
    """The last eight weeks before each origin, the origin's day included.

    Args:
        values: series x days, NaN where unknown.
        origins: day indices; the last day that is known at each origin.

    Returns:
        Series x origins x 8 weeks x 7 days; [..., 0] has the weekday of the day after the origin.
        NaN before the first day.
    """
    padded = np.concatenate([np.full((len(values), DAYS), np.nan), values], axis=1)
    past = padded[:, origins[:, None] + np.arange(1, DAYS + 1)]
    return past.reshape(len(values), len(origins), WEEKS, 7)


def weekday_profile(past: FloatArray) -> FloatArray:
    """Sales of each weekday relative to the mean day, shrunk towards the panel's profile.

    A profile from few weeks is mostly noise. Each series keeps `B = tau^2 / (tau^2 + se^2)` of its
    deviation from the panel's median profile (empirical Bayes; Efron and Morris 1975, eq. 1.3):
    tau^2 is the variance between series plus that of the panel's profile, se^2 the variance of a
    profile estimated from eight weeks.

    Args:
        past: series x origins x weeks x 7, as `windows` returns it.

    Returns:
        Series x origins x 7, mean 1; all 1 where no week has sales.
    """
    week = known_mean(past)
    shares = past / np.where(week > 0, week, np.nan)[..., None]
    weeks = np.isfinite(shares).sum(2)
    own_profile = mean_one(known_mean(shares, 2))
    spread = (
        known_mean((shares - own_profile[:, :, None]) ** 2, 2) * weeks / np.maximum(weeks - 1, 1)
    )
    squared_error = known_mean(spread) / np.maximum(weeks.mean(-1), 1.0)
    panel_profile = mean_one(known_median(own_profile, 0))
    panel_profile = np.where(np.isfinite(panel_profile), panel_profile, 1.0)
    variance_between = np.maximum(
        known_mean(known_mean((own_profile - panel_profile) ** 2) - squared_error, 0), 0.0
    )
    total_variance = variance_between + known_mean(squared_error, 0) / np.maximum(
        np.isfinite(squared_error).sum(0), 1
    )
    own_share = total_variance / (total_variance + np.maximum(squared_error, 1e-12))
    shrunk = np.where(
        np.isfinite(own_profile),
        panel_profile + own_share[..., None] * (own_profile - panel_profile),
        panel_profile,
    )
    return mean_one(np.maximum(shrunk, 0.0))


def without_outliers(past: FloatArray, profile: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The window with days beyond `OUTLIER` robust deviations moved to that limit.

    Deviations above and below the median are measured separately, because sales are skewed.

    Args:
        past: series x origins x weeks x 7, as `windows` returns it.
        profile: series x origins x 7, mean 1.

    Returns:
        The window, and the median of its weekday-adjusted days (series x origins).
    """
    profile_by_week = np.broadcast_to(profile[:, :, None], past.shape)
    flat = past.reshape(*past.shape[:2], DAYS)
    weights = profile_by_week.reshape(flat.shape)
    # Weekdays with hardly any sales are left out: dividing by their weight would inflate noise.
    adjusted = flat / np.where(weights > 0.05, weights, np.nan)
    lower, middle, upper = (quartile[..., None] for quartile in known_quartiles(adjusted))
    high = (middle + OUTLIER * _QUARTILE * (upper - middle)) * weights
    low = (middle - OUTLIER * _QUARTILE * (middle - lower)) * weights
    clipped = np.where(flat > high, high, np.where(flat < low, low, flat))
    return clipped.reshape(past.shape), middle[..., 0]


def mean_one(profile: FloatArray) -> FloatArray:
    """The profile divided by its mean along the last axis; 1 where the mean is not positive."""
    mean = known_mean(profile)[..., None]
    ones = 1.0 + 0.0 * profile  # NaN stays NaN
    return np.where(mean > 0, profile / np.where(mean > 0, mean, 1.0), ones)
