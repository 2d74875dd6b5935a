"""Holt-Winters of many series at once, against statsmodels and against itself."""

import numpy as np
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from ecom_platform.analytics.forecasts.known_values import FloatArray
from ecom_platform.analytics.forecasts.robust_holt_winters import START_DAYS, Gains, holt_winters

NEVER = 1e12
GAINS = (Gains(0.1, 0.1, 0.1, 0.95), Gains(0.2, 0.0, 0.05, 0.9))


def _sales(series: int, days: int) -> FloatArray:
    random = np.random.default_rng(5)
    season = np.tile([5.0, 1.0, 2.0, 3.0, 8.0, 9.0, 0.0], days // 7 + 1)[:days]
    noisy: FloatArray = random.normal(30.0, 2.0, (series, days)) + 0.1 * np.arange(days) + season
    return noisy


def test_it_says_what_statsmodels_says_with_the_same_start_and_gains() -> None:
    values = _sales(1, 84)
    found = holt_winters(values, np.array([83]), GAINS, 14, clip=NEVER)
    first = values[0, :START_DAYS]
    level = first.mean()
    season = first.reshape(-1, 7).mean(0) - level
    for number, gains in enumerate(GAINS):
        peer = ExponentialSmoothing(
            values[0],
            trend="add",
            damped_trend=True,
            seasonal="add",
            seasonal_periods=7,
            initialization_method="known",
            initial_level=level,
            initial_trend=0.0,
            initial_seasonal=season,
        ).fit(
            smoothing_level=gains.level,
            smoothing_trend=gains.trend,
            smoothing_seasonal=gains.season,
            damping_trend=gains.damping,
            optimized=False,
        )
        # statsmodels leaves the last day's error out of its weekday's state; the textbook does not.
        others = [ahead for ahead in range(14) if ahead % 7 != 6]
        expected = peer.forecast(14)[others]
        np.testing.assert_allclose(found[number, 0, 0, others], expected, rtol=1e-9)


def test_what_comes_after_an_origin_changes_nothing_said_at_it() -> None:
    values = _sales(3, 90)
    origins = np.array([40, 60, 89])
    whole = holt_winters(values, origins, GAINS, 7)
    until = holt_winters(values[:, :61], origins[:2], GAINS, 7)
    np.testing.assert_array_equal(whole[:, :, :2], until)


def test_one_wild_day_moves_the_forecast_little() -> None:
    values = _sales(1, 90)
    wild = values.copy()
    wild[0, 85] += 1_000.0
    calm = holt_winters(values, np.array([89]), GAINS, 7)
    clipped = holt_winters(wild, np.array([89]), GAINS, 7)
    carried = holt_winters(wild, np.array([89]), GAINS, 7, clip=NEVER)
    assert np.abs(clipped - calm).max() < 3.0
    assert np.abs(carried - calm).max() > 30.0


def test_an_unknown_day_moves_nothing() -> None:
    values = _sales(2, 60)
    gap = values.copy()
    gap[0, 59] = np.nan
    gains = (Gains(0.2, 0.0, 0.1, 0.95),)
    with_gap = holt_winters(gap, np.array([58, 59]), gains, 8)
    np.testing.assert_allclose(with_gap[0, 0, 0, 1:], with_gap[0, 0, 1, :-1])
    without = holt_winters(values, np.array([59]), gains, 8)
    np.testing.assert_array_equal(with_gap[0, 1, 1], without[0, 1, 0])


def test_series_of_which_nothing_is_known_stay_at_zero() -> None:
    assert not holt_winters(np.full((1, 40), np.nan), np.array([39]), GAINS, 7).any()


def test_fewer_days_than_the_start_takes_are_no_error() -> None:
    found = holt_winters(np.full((1, 3), 7.0), np.array([2]), GAINS, 7)
    assert np.isfinite(found).all()
