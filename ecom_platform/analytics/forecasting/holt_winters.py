"""Additive damped Holt-Winters over a window, for all series and origins in one matrix product.

Which series use it is decided in `backtesting.py`; windows are cut in `weekday_profile.py`.
"""

from functools import cache

import numpy as np

from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.weekday_profile import DAYS

LEVEL, TREND, SEASON = 0.3, 0.1, 0.05  # smoothing weights; that of the trend is TREND x LEVEL
DAMPING = 0.9  # of the trend, per day


def holt_winters(past: FloatArray, start: FloatArray, horizon: int) -> FloatArray:
    """Additive damped Holt-Winters forecasts of the days after each window.

    ETS(A,Ad,A) in the error-correction form of Hyndman and Athanasopoulos (2021), section 8.7,
    with fixed smoothing weights and no trend at the start. Forecasts are linear in the days of the
    window, so that the recursion runs once, for a unit on each day. An unknown day counts as its
    weekday in `start`. A weekday without sales stays at 0, however the level moves.

    Args:
        past: series x origins x weeks x 7, as from `windows`, without outliers.
        start: series x origins x 7, sales of each weekday in the initial state.
        horizon: days ahead.

    Returns:
        Series x origins x horizon.
    """
    deviations = (past - start[:, :, None]).reshape(*past.shape[:2], DAYS)
    effects_ahead = np.where(np.isfinite(deviations), deviations, 0.0) @ _weights(horizon)
    initial = start[..., np.arange(horizon) % 7]
    return np.where(initial == 0, 0.0, initial + effects_ahead)


@cache
def _weights(horizon: int) -> FloatArray:
    """The weight of each day of the window in each day ahead, days x horizon."""
    level, trend, season = np.zeros(DAYS), np.zeros(DAYS), np.zeros((7, DAYS))
    for day, unit in enumerate(np.eye(DAYS)):
        drift = DAMPING * trend
        error = unit - level - drift - season[day % 7]
        level = level + drift + LEVEL * error
        trend = drift + LEVEL * TREND * error
        season[day % 7] += SEASON * error
    damped = np.cumsum(DAMPING ** np.arange(1, horizon + 1))
    weights: FloatArray = np.outer(trend, damped) + season[np.arange(horizon) % 7].T
    return weights + level[:, None]
