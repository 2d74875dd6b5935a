"""Holt-Winters as a matrix product, against statsmodels and against its own limits."""

import numpy as np
import pytest
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from ecom_platform.analytics.forecasting.holt_winters import (
    DAMPING,
    LEVEL,
    SEASON,
    TREND,
    holt_winters,
)
from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.weekday_profile import DAYS

SHAPE = np.array([5.0, 8.0, 10.0, 12.0, 10.0, 15.0, 10.0])


def _sales() -> FloatArray:
    random = np.random.default_rng(5)
    climb = np.array([[0.0], [0.2]]) * np.arange(DAYS)
    noisy: FloatArray = np.tile(SHAPE, 8) + climb + random.normal(30.0, 2.0, (2, DAYS))
    return noisy


def _forecast(sales: FloatArray, start: FloatArray, horizon: int = 14) -> FloatArray:
    """Of windows that are all of the past, one origin each."""
    return holt_winters(sales.reshape(-1, 1, 8, 7), start[:, None], horizon)[:, 0]


@pytest.mark.parametrize("horizon", [1, 14, 28])
def test_it_says_what_statsmodels_says_with_the_same_start_and_gains(horizon: int) -> None:
    sales = _sales()
    start = np.stack([SHAPE + 30.0, SHAPE[::-1] + 20.0])
    found = _forecast(sales, start, horizon)
    # statsmodels leaves the last day's error out of its weekday's state; the textbook does not.
    others = [ahead for ahead in range(horizon) if ahead % 7 != 6]
    for row, first, forecasts in zip(sales, start, found, strict=True):
        peer = ExponentialSmoothing(
            row,
            trend="add",
            damped_trend=True,
            seasonal="add",
            seasonal_periods=7,
            initialization_method="known",
            initial_level=first.mean(),
            initial_trend=0.0,
            initial_seasonal=first - first.mean(),
        ).fit(
            smoothing_level=LEVEL,
            smoothing_trend=TREND,
            smoothing_seasonal=SEASON,
            damping_trend=DAMPING,
            optimized=False,
        )
        np.testing.assert_allclose(forecasts[others], peer.forecast(horizon)[others], rtol=1e-9)


def test_days_as_the_start_has_them_and_unknown_days_move_nothing() -> None:
    start = np.stack([SHAPE, SHAPE])
    sales = np.tile(start, 8)
    sales[0, 50:] = np.nan
    sales[1] = np.nan
    np.testing.assert_allclose(_forecast(sales, start), np.tile(start, 2), rtol=1e-12)


def test_a_closed_weekday_stays_closed_while_the_others_climb() -> None:
    start = SHAPE * (np.arange(7) != 2)
    sales = np.tile(start, 8) * np.linspace(1.0, 3.0, DAYS)
    found = _forecast(sales[None], start[None])[0].reshape(2, 7)
    np.testing.assert_array_equal(found[:, 2], 0.0)
    assert (np.delete(found - start, 2, axis=1) > 0).all()
