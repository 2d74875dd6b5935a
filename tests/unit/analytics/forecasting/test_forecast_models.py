"""The candidates: what each says, and that none knows the future."""

import numpy as np
import pytest

from ecom_platform.analytics.forecasting.forecast_models import (
    FAST,
    MODELS,
    SLOW,
    Candidates,
    candidates,
)
from ecom_platform.analytics.forecasting.known_values import FloatArray

SHAPE = np.array([5.0, 8.0, 10.0, 12.0, 10.0, 15.0, 10.0])
SLOW_LEVEL, FAST_LEVEL, SHARED_LEVEL, COMBINATION = LEVELS = [
    MODELS.index(name) for name in ("slow level", "fast level", "shared level", "combination")
]
WEEKDAY_MEDIAN, HOLT_WINTERS = MODELS.index("weekday median"), MODELS.index("Holt-Winters")


def _all(candidate_forecasts: Candidates) -> list[FloatArray]:
    return [*candidate_forecasts.medians, *candidate_forecasts.means]


def _noisy(series: int, days: int) -> FloatArray:
    random = np.random.default_rng(4)
    noise: FloatArray = random.gamma(9.0, 1 / 9.0, (series, days))
    return np.tile(SHAPE, days // 7 + 1)[:days] * noise


def _smoothed(values: FloatArray, gain: float) -> float:
    """The level by its definition, day for day: sales over shape, both fading."""
    sales = shape = 0.0
    for day, value in enumerate(values):
        sales = (1.0 - gain) * sales + value
        shape = (1.0 - gain) * shape + SHAPE[day % 7] / SHAPE.mean()
    return sales / shape


def test_every_candidate_repeats_weeks_that_are_all_equal() -> None:
    candidate_forecasts = candidates(np.tile(SHAPE, 12)[None], np.array([83]), 14)
    for one in _all(candidate_forecasts):
        np.testing.assert_allclose(one[0, 0], np.tile(SHAPE, 2), rtol=1e-9)


def test_seasonal_naive_is_the_last_known_day_of_the_weekday() -> None:
    values = _noisy(1, 60)
    values[0, 55] = np.nan
    found = candidates(values, np.array([59]), 14).seasonal_naive[0, 0]
    expected = values[0, 53:60].copy()
    expected[2] = values[0, 48]
    np.testing.assert_array_equal(found, np.tile(expected, 2))


def test_the_weekday_median_is_that_of_eight_weeks_and_its_mean_lies_by_weekday_above() -> None:
    values = _noisy(1, 70)
    candidate_forecasts = candidates(values, np.array([69]), 7)
    weeks = values[0, -56:].reshape(8, 7)
    median = np.median(weeks, axis=0)
    above = (weeks.mean() - median.mean()) * candidate_forecasts.profile[0, 0]
    assert above.min() > 0
    found, mean = (
        one[WEEKDAY_MEDIAN, 0, 0]
        for one in (candidate_forecasts.medians, candidate_forecasts.means)
    )
    np.testing.assert_allclose(found, median, rtol=1e-9)
    np.testing.assert_allclose(mean, median + above, rtol=1e-9)


def test_holt_winters_follows_a_trend_that_the_others_trail() -> None:
    climbing: FloatArray = 100.0 + 3.0 * np.arange(77.0)
    candidate_forecasts = candidates(climbing[None, :70], np.array([69]), 7)
    for forecasts in (candidate_forecasts.medians, candidate_forecasts.means):
        errors = np.abs(forecasts[:, 0, 0] - climbing[70:]).mean(1)
        assert errors.argmin() == HOLT_WINTERS


def test_levels_are_those_of_exponential_smoothing_and_what_is_shared_is_the_sums_movement() -> (
    None
):
    """Sales that climb by the week have an exact shape, and a mean that is their median."""
    weeks = np.arange(8).repeat(7)
    values = np.tile(SHAPE, 8) * np.stack([100.0 + 10.0 * weeks, 40.0 - weeks])
    slow, fast = (np.array([_smoothed(row, gain) for row in values]) for gain in (SLOW, FAST))
    shared = slow * fast.sum() / slow.sum()
    candidate_forecasts = candidates(values, np.array([55]), 7)
    expected = dict(zip(LEVELS, (slow, fast, shared, (slow + shared) / 2.0), strict=True))
    for forecasts in (candidate_forecasts.medians, candidate_forecasts.means):
        for place, expected_level in expected.items():
            level = forecasts[place, :, 0] / (SHAPE / SHAPE.mean())
            np.testing.assert_allclose(level, np.tile(expected_level, (7, 1)).T, rtol=1e-9)


def test_a_change_common_to_all_is_best_seen_together() -> None:
    values = 100.0 * _noisy(30, 84)
    values[:, -10:] *= 1.5
    candidate_forecasts = candidates(values, np.array([83]), 7).means[:, :, 0]
    errors = np.abs(candidate_forecasts - 150.0 * SHAPE).mean((1, 2))
    others = np.delete(errors, [SHARED_LEVEL, COMBINATION])
    assert errors[SHARED_LEVEL] < 0.9 * others.min()


def test_series_above_and_below_zero_share_the_movement_of_their_sizes() -> None:
    days = np.arange(84)
    sales = np.where(days < 80, 10.0, 20.0)
    candidate_forecasts = candidates(np.stack([sales, -sales]), np.array([83]), 7).medians[:, :, 0]
    for one in candidate_forecasts[[SLOW_LEVEL, FAST_LEVEL, SHARED_LEVEL]]:
        np.testing.assert_allclose(one[1], -one[0], rtol=1e-9)
    np.testing.assert_allclose(
        candidate_forecasts[SHARED_LEVEL], candidate_forecasts[FAST_LEVEL], rtol=1e-9
    )


def test_medians_and_means_of_skewed_days_lie_as_far_apart_as_in_the_long_run() -> None:
    """Of an exponential law with mean 1 the median is ln 2."""
    random = np.random.default_rng(6)
    values = random.exponential(1.0, (40, 240))
    candidate_forecasts = candidates(values, np.arange(59, 240, 3), 7)
    assert candidate_forecasts.means[SLOW_LEVEL, :, -1].mean() == pytest.approx(1.0, abs=0.06)
    assert candidate_forecasts.medians[SLOW_LEVEL, :, -1].mean() == pytest.approx(
        np.log(2.0), abs=0.06
    )


def test_what_sells_less_and_less_is_never_expected_below_nothing() -> None:
    random = np.random.default_rng(7)
    fading = 0.9 ** np.arange(90)
    values = fading * random.exponential(100.0, (20, 90)) * (random.random((20, 90)) < 0.4)
    for one in _all(candidates(values, np.array([60, 75, 89]), 14)):
        assert (one >= 0).all()


def test_no_candidate_knows_what_comes_after_its_origin() -> None:
    values = _noisy(3, 100)
    changed = values.copy()
    changed[:, 71:] *= 50
    origins = np.array([50, 70])
    before, after = candidates(values, origins, 14), candidates(changed, origins, 14)
    for one, other in zip(_all(before), _all(after), strict=True):
        np.testing.assert_array_equal(one, other)


def test_sales_in_another_currency_are_forecast_in_that_currency() -> None:
    values, origins = _noisy(3, 80), np.array([60, 79])
    ours, theirs = candidates(values, origins, 14), candidates(values * 90, origins, 14)
    for one, other in zip(_all(ours), _all(theirs), strict=True):
        np.testing.assert_allclose(other, one * 90, rtol=1e-9)


def test_on_a_weekday_of_which_nothing_is_known_naive_and_median_say_the_slow_level() -> None:
    values = _noisy(4, 70)
    values[0, 6::7] = np.nan
    candidate_forecasts = candidates(values, np.array([69]), 14)
    for one in _all(candidate_forecasts):
        assert np.isfinite(one).all()
    for forecasts in (candidate_forecasts.medians, candidate_forecasts.means):
        slow = forecasts[SLOW_LEVEL, 0, 0, [6, 13]]
        np.testing.assert_array_equal(forecasts[WEEKDAY_MEDIAN, 0, 0, [6, 13]], slow)
        np.testing.assert_array_equal(forecasts[0, 0, 0, [6, 13]], slow)


def test_before_two_weeks_are_known_there_is_no_forecast() -> None:
    values = _noisy(2, 60)
    values[0, :40] = np.nan
    for one in _all(candidates(values, np.array([45, 59]), 7)):
        assert np.isnan(one[0, 0]).all()
        assert np.isfinite(one[0, 1]).all()
        assert np.isfinite(one[1]).all()


def test_a_shop_closed_on_a_weekday_is_forecast_closed() -> None:
    values = _noisy(1, 84)
    values[0, 6::7] = 0.0
    for one in _all(candidates(values, np.array([83]), 14)):
        np.testing.assert_allclose(one[0, 0, [6, 13]], 0.0, atol=1e-9)
