"""The weekday profile: what it finds, what it shrinks, and what it leaves alone."""

import numpy as np
import pytest

from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.weekday_profile import (
    DAYS,
    weekday_profile,
    windows,
    without_outliers,
)

SHAPE = np.array([0.5, 0.8, 1.0, 1.2, 1.0, 1.5, 1.0])


def _past(values: FloatArray) -> FloatArray:
    return windows(values, np.array([values.shape[1] - 1]))


def test_a_window_ends_at_its_origin_and_starts_with_the_weekday_after_it() -> None:
    past = windows(np.arange(100.0)[None], np.array([60, 99]))
    assert past.shape == (1, 2, 8, 7)
    assert past[0, 0, -1, -1] == 60
    assert past[0, 1, 0, 0] == 100 - DAYS
    assert past[0, 1, -1, 0] == 93


def test_before_the_first_day_nothing_is_known() -> None:
    past = windows(np.arange(10.0)[None], np.array([9]))
    assert np.isfinite(past).sum() == 10
    assert past[0, 0, -1, -1] == 9


def test_a_profile_without_noise_is_found_exactly() -> None:
    values = np.stack([np.tile(SHAPE, 10) * 40, np.tile(SHAPE, 10) * 3])
    np.testing.assert_allclose(weekday_profile(_past(values))[:, 0], [SHAPE, SHAPE])


def test_series_of_pure_noise_get_the_panels_profile() -> None:
    random = np.random.default_rng(1)
    values = np.tile(SHAPE, 10) * random.gamma(2.0, 5.0, (200, 70))
    own = _past(values).mean(2)[:, 0]
    own = own / own.mean(1, keepdims=True)
    found = weekday_profile(_past(values))[:, 0]
    assert np.abs(found - SHAPE).mean() < 0.3 * np.abs(own - SHAPE).mean()


def test_series_that_truly_differ_keep_their_own_profile() -> None:
    random = np.random.default_rng(2)
    shapes = np.stack([SHAPE, SHAPE[::-1], np.roll(SHAPE, 3)] * 20)
    values = np.tile(shapes, (1, 10)) * 100 * random.uniform(0.95, 1.05, (60, 70))
    assert np.abs(weekday_profile(_past(values))[:, 0] - shapes).max() < 0.05


def test_a_series_known_well_learns_nothing_from_one_of_which_nothing_is_known() -> None:
    """A rate of 97 % was once given the wild weekdays of one of 2 %, and seasonal naive won."""
    random = np.random.default_rng(5)
    rates = np.stack([random.binomial(40, share, 70) / 40 for share in (0.97, 0.02)])
    assert np.abs(weekday_profile(_past(rates))[0, 0] - 1.0).max() < 0.05


def test_a_series_without_sales_has_a_flat_profile() -> None:
    np.testing.assert_allclose(weekday_profile(_past(np.zeros((1, 70))))[0, 0], np.ones(7))


def test_a_spike_is_pulled_back_and_ordinary_days_stay() -> None:
    random = np.random.default_rng(3)
    values = np.tile(SHAPE, 10)[None] * random.uniform(90, 110, (1, 70))
    spiked = values.copy()
    spiked[0, 60] *= 30
    calm, middle = without_outliers(_past(spiked), SHAPE[None, None])
    assert middle[0, 0] == pytest.approx(np.median(spiked[0, -56:] / np.tile(SHAPE, 8)), rel=1e-9)
    assert calm.max() < 2.0 * values.max()
    assert (calm != _past(spiked)).sum() <= 5
