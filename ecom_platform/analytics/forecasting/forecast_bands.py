"""Forecast bands, estimated from the errors of a back-test without an assumed distribution.

The split-conformal idea (Vovk, Gammerman, Shafer 2005) with errors made comparable over series,
days and horizons: a short series borrows the shape of its panel's errors and keeps its own width.
"""

from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.forecasting.known_values import (
    FloatArray,
    known_mean,
    known_median,
    known_quantiles,
)

LEVELS = (0.80, 0.95)
OWN_WEEKS = 20  # weeks of own errors that count as much as the panel's typical width
_WIDTH_SHARE = 0.9  # quantile of absolute errors that is the width of a series
_LEAST_PROFILE = 0.02  # a weekday with hardly any sales still has some error


@dataclass(frozen=True)
class ErrorShape:
    """The distribution of back-test errors, in units of the scale of their day.

    Attributes:
        low, high: lower and upper quantile of the panel's errors, one per level of `LEVELS`.
        widths: width of each series relative to the panel.
        growth: relative width of each day ahead; never falls.
    """

    low: FloatArray
    high: FloatArray
    widths: FloatArray
    growth: FloatArray


def day_scale(scale: FloatArray, profile: FloatArray, horizon: int) -> FloatArray:
    """The scale of the errors of each day ahead: that of the series, times its weekday's root.

    The root of the weekday profile, because the noise of sold counts grows with the root of
    their mean.

    Args:
        scale: series x origins, from `trailing_scale`.
        profile: series x origins x 7, from `Candidates`; index 0 is the weekday of the first day
            ahead.
        horizon: days ahead.

    Returns:
        Series x origins x horizon.
    """
    daily = scale[..., None] * np.sqrt(np.maximum(profile, _LEAST_PROFILE))
    return daily[..., np.arange(horizon) % 7]


def learn_shape(errors: FloatArray, scale: FloatArray, weeks: float) -> ErrorShape:
    """The shape of the errors of a back-test; NaN everywhere when no error is known.

    Bands are widened by `sqrt(1 + 1 / weeks)`: errors of one week are correlated, so that a
    back-test of few weeks has few independent errors, however many days and series it has.

    Args:
        errors: actual minus forecast, series x origins x horizon; NaN where not known.
        scale: same shape, from `day_scale`.
        weeks: length of the back-test.
    """
    units = errors / np.where(scale > 0, scale, np.nan)
    growth = _error_growth_by_day(units)
    units = units / growth
    units_by_series = units.reshape(len(units), -1)
    (own_widths,) = known_quantiles(np.abs(units_by_series), [_WIDTH_SHARE])
    typical = known_median(np.where(own_widths > 0, own_widths, np.nan))
    width_ratio = np.where(own_widths > 0, own_widths, typical) / typical
    width_ratio = np.where(np.isfinite(width_ratio), width_ratio, 1.0)
    widths = width_ratio ** (weeks / (weeks + OWN_WEEKS))
    pooled_units = (units_by_series / widths[:, None]).reshape(1, -1)
    tails = [(1.0 - level) / 2.0 for level in LEVELS]
    # The lower quantiles are the negated upper ones of the negated errors.
    low = np.array(
        [
            -quantile[0]
            for quantile in known_quantiles(-pooled_units, [1.0 - tail for tail in tails])
        ]
    )
    high = np.array(
        [quantile[0] for quantile in known_quantiles(pooled_units, [1.0 - tail for tail in tails])]
    )
    widening = np.sqrt(1.0 + 1.0 / max(weeks, 1.0))
    return ErrorShape(low * widening, high * widening, widths, growth)


def bands(
    median: FloatArray, scale: FloatArray, shape: ErrorShape
) -> tuple[FloatArray, FloatArray]:
    """The lower and upper limits around forecasts, level x shape of `median` each.

    Args:
        median: series x ... x horizon.
        scale: same shape, from `day_scale`.
        shape: from `learn_shape`.
    """
    widths = shape.widths.reshape(-1, *[1] * (median.ndim - 1))
    unit = scale * widths * shape.growth
    low = np.stack([median + quantile * unit for quantile in shape.low])
    high = np.stack([median + quantile * unit for quantile in shape.high])
    return np.minimum(low, median), np.maximum(high, median)


def _error_growth_by_day(units: FloatArray) -> FloatArray:
    """Mean absolute error by week ahead relative to the first week, made non-decreasing."""
    horizon = units.shape[-1]
    weekly_errors = np.array(
        [
            known_mean(np.abs(units[..., start : start + 7]).ravel())
            for start in range(0, horizon, 7)
        ]
    )
    first_week = weekly_errors[0] if weekly_errors[0] > 0 else 1.0
    relative = np.maximum.accumulate(np.maximum(np.nan_to_num(weekly_errors / first_week), 1.0))
    return np.repeat(relative, 7)[:horizon]
