"""Bands learned from the errors of a back-test: how far the truth lay from what had been said.

Empirical, without an assumed distribution: the split-conformal idea (Vovk, Gammerman, Shafer 2005)
with errors made comparable over series, days and horizons, so that a short series borrows the shape
of its panel's errors and keeps its own width.
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
OWN_WEEKS = 20  # weeks of own errors that weigh as much as the panel's typical width
_WIDTH_SHARE = 0.9  # the quantile of absolute errors that tells one series' width from another's
_LEAST_PROFILE = 0.02  # a weekday on which next to nothing is sold still has some error


@dataclass(frozen=True)
class ErrorShape:
    """What a back-test taught of errors in units of the scale of their day.

    Attributes:
        low, high: quantiles of the panel's errors (negative and positive), one per level.
        widths: per series, its own width relative to the panel's.
        growth: per horizon, relative width; never falls.
    """

    low: FloatArray
    high: FloatArray
    widths: FloatArray
    growth: FloatArray


def day_scale(scale: FloatArray, profile: FloatArray, horizon: int) -> FloatArray:
    """The scale of errors of each day ahead: the series' scale times the root of the profile.

    The root because the noise of counts of sales grows with the root of their mean.

    Args:
        scale: series x origins, from `trailing_scale`.
        profile: series x origins x 7, from `Candidates`.
        horizon: days ahead.
    """
    daily = scale[..., None] * np.sqrt(np.maximum(profile, _LEAST_PROFILE))
    return daily[..., np.arange(horizon) % 7]


def learn_shape(errors: FloatArray, scale: FloatArray, weeks: float) -> ErrorShape:
    """The shape of errors; NaN everywhere when no error is known.

    Bands are widened by `sqrt(1 + 1/weeks)`: days of one week err together, so a back-test of few
    weeks has seen few independent errors, however many days and series it has.

    Args:
        errors: actual less forecast, series x origins x horizon; NaN where not known.
        scale: same shape, from `day_scale`.
        weeks: that the back-test spans.
    """
    units = errors / np.where(scale > 0, scale, np.nan)
    growth = _growth(units)
    units = units / growth
    flat = units.reshape(len(units), -1)
    (own,) = known_quantiles(np.abs(flat), [_WIDTH_SHARE])
    typical = known_median(np.where(own > 0, own, np.nan))
    ratio = np.where(own > 0, own, typical) / typical
    ratio = np.where(np.isfinite(ratio), ratio, 1.0)
    widths = ratio ** (weeks / (weeks + OWN_WEEKS))
    pool = (flat / widths[:, None]).reshape(1, -1)
    tails = [(1.0 - level) / 2.0 for level in LEVELS]
    low = np.array([-one[0] for one in known_quantiles(-pool, [1.0 - tail for tail in tails])])
    high = np.array([one[0] for one in known_quantiles(pool, [1.0 - tail for tail in tails])])
    few = np.sqrt(1.0 + 1.0 / max(weeks, 1.0))
    return ErrorShape(low * few, high * few, widths, growth)


def bands(
    median: FloatArray, scale: FloatArray, shape: ErrorShape
) -> tuple[FloatArray, FloatArray]:
    """Low and high edges, levels first, around forecasts of any origins.

    Args:
        median: series x ... x horizon.
        scale: same shape, from `day_scale`.
        shape: from `learn_shape`.
    """
    widths = shape.widths.reshape(-1, *[1] * (median.ndim - 1))
    unit = scale * widths * shape.growth
    low = np.stack([median + edge * unit for edge in shape.low])
    high = np.stack([median + edge * unit for edge in shape.high])
    return np.minimum(low, median), np.maximum(high, median)


def _growth(units: FloatArray) -> FloatArray:
    """Mean absolute error by week ahead relative to the first, carried on and never falling."""
    horizon = units.shape[-1]
    sizes = np.array(
        [
            known_mean(np.abs(units[..., start : start + 7]).ravel())
            for start in range(0, horizon, 7)
        ]
    )
    first = sizes[0] if sizes[0] > 0 else 1.0
    relative = np.maximum.accumulate(np.maximum(np.nan_to_num(sizes / first), 1.0))
    return np.repeat(relative, 7)[:horizon]
