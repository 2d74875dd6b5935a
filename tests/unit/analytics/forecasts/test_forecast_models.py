"""The candidates: what each says, and that none knows the future."""

import numpy as np

from ecom_platform.analytics.forecasts.forecast_models import Candidates, candidates
from ecom_platform.analytics.forecasts.known_values import FloatArray

SHAPE = np.array([5.0, 8.0, 10.0, 12.0, 10.0, 15.0, 10.0])


def _all(offered: Candidates) -> list[FloatArray]:
    return [
        offered.seasonal_naive,
        offered.weekday_median,
        *offered.smoothed,
        *offered.holt_winters,
    ]


def _noisy(series: int, days: int) -> FloatArray:
    random = np.random.default_rng(4)
    noise: FloatArray = random.gamma(9.0, 1 / 9.0, (series, days))
    return np.tile(SHAPE, days // 7 + 1)[:days] * noise


def test_every_candidate_repeats_weeks_that_are_all_equal() -> None:
    offered = candidates(np.tile(SHAPE, 12)[None], np.array([83]), 14)
    for one in _all(offered):
        np.testing.assert_allclose(one[0, 0], np.tile(SHAPE, 2), rtol=1e-9)


def test_seasonal_naive_is_the_last_known_day_of_the_weekday() -> None:
    values = _noisy(1, 60)
    values[0, 55] = np.nan
    found = candidates(values, np.array([59]), 14).seasonal_naive[0, 0]
    expected = values[0, 53:60].copy()
    expected[2] = values[0, 48]
    np.testing.assert_array_equal(found, np.tile(expected, 2))


def test_weekday_median_is_the_median_of_eight_weeks() -> None:
    values = _noisy(1, 70)
    found = candidates(values, np.array([69]), 7).weekday_median[0, 0]
    np.testing.assert_allclose(found, np.median(values[0, -56:].reshape(8, 7), axis=0))


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


def test_a_weekday_of_which_nothing_is_known_gets_the_smoothed_level() -> None:
    values = _noisy(4, 70)
    values[0, 6::7] = np.nan
    for one in _all(candidates(values, np.array([69]), 14)):
        assert np.isfinite(one).all()


def test_before_two_weeks_are_known_nothing_is_said() -> None:
    values = _noisy(2, 60)
    values[0, :40] = np.nan
    for one in _all(candidates(values, np.array([45, 59]), 7)):
        assert np.isnan(one[0, 0]).all()
        assert np.isfinite(one[0, 1]).all()
        assert np.isfinite(one[1]).all()


def test_a_shop_closed_on_a_weekday_is_forecast_closed() -> None:
    values = _noisy(1, 84)
    values[0, 6::7] = 0.0
    offered = candidates(values, np.array([83]), 14)
    for one in (offered.seasonal_naive, offered.weekday_median, *offered.smoothed):
        np.testing.assert_allclose(one[0, 0, [6, 13]], 0.0, atol=1e-9)
