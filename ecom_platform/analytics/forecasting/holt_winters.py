"""Holt-Winters over a window, for all series and origins in one matrix product.

When it is used belongs in `backtesting.py`, the windows in `weekday_profile.py`.
"""

from functools import cache

import numpy as np

from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.weekday_profile import DAYS

LEVEL, TREND, SEASON = 0.3, 0.1, 0.05  # how fast states follow an error; the trend: times LEVEL
DAMPING = 0.9


def holt_winters(past: FloatArray, start: FloatArray, horizon: int) -> FloatArray:
    """Additive damped Holt-Winters forecasts of the days after each window.

    Error-correction form of Hyndman and Athanasopoulos (2021), section 8.7: ETS(A,Ad,A) with given
    gains. States begin with no trend. What they make of a window is linear in its days, so that the
    states are followed once, for a unit on each day. An unknown day counts as the start has it; a
    weekday on which nothing is sold stays closed, however the level moves.

    Args:
        past: series x origins x weeks x 7, without outliers, as from `windows`.
        start: series x origins x 7, what each weekday sells by the states at the beginning.
        horizon: days ahead.

    Returns:
        series x origins x horizon.
    """
    beyond = (past - start[:, :, None]).reshape(*past.shape[:2], DAYS)
    moved = np.where(np.isfinite(beyond), beyond, 0.0) @ _weights(horizon)
    first = start[..., np.arange(horizon) % 7]
    return np.where(first == 0, 0.0, first + moved)


@cache
def _weights(horizon: int) -> FloatArray:
    """What a unit on each day of the window adds to each day ahead: days x horizon."""
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
