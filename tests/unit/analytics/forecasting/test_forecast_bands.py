"""Bands: they hold what they say of errors they have not seen, in any currency."""

import numpy as np
import pytest

from ecom_platform.analytics.forecasting.forecast_bands import (
    bands,
    day_scale,
    learn_shape,
)
from ecom_platform.analytics.forecasting.known_values import FloatArray


def _errors(kind: str, shape: tuple[int, ...], seed: int) -> FloatArray:
    random = np.random.default_rng(seed)
    if kind == "normal":
        return random.normal(size=shape)
    if kind == "heavy":
        return random.standard_t(3, size=shape)
    skewed: FloatArray = random.gamma(2.0, 1.0, shape) - 2.0
    return skewed


@pytest.mark.parametrize("kind", ["normal", "heavy", "skewed"])
def test_bands_hold_what_they_say_of_errors_they_have_not_seen(kind: str) -> None:
    scale = np.full((20, 50, 14), 3.0)
    shape = learn_shape(3.0 * _errors(kind, scale.shape, 1), scale, 1_000.0)
    mean = np.full((20, 200, 14), 100.0)
    truth = mean + 3.0 * _errors(kind, mean.shape, 2)
    low, high = bands(mean, np.full(mean.shape, 3.0), shape)
    inside = ((low <= truth) & (truth <= high)).mean((1, 2, 3))
    np.testing.assert_allclose(inside, [0.80, 0.95], atol=0.015)


def test_a_series_of_wider_errors_gets_a_wider_band_the_more_the_longer_it_is_known() -> None:
    errors = _errors("normal", (9, 60, 7), 4)
    errors[0] *= 5.0
    scale = np.ones(errors.shape)
    short, long = (learn_shape(errors, scale, weeks).widths for weeks in (4.0, 400.0))
    assert 1.2 < short[0] < long[0]
    assert long[0] == pytest.approx(5.0, rel=0.15)
    np.testing.assert_allclose(long[1:], 1.0, atol=0.15)


def test_errors_that_grow_with_the_horizon_make_bands_that_do() -> None:
    grows = np.repeat([1.0, 1.5, 2.0, 2.5], 7)
    errors = _errors("normal", (10, 60, 28), 5) * grows
    growth = learn_shape(errors, np.ones(errors.shape), 26.0).growth
    np.testing.assert_allclose(growth, grows, rtol=0.06)
    assert (np.diff(growth) >= 0).all()


def test_horizons_that_were_never_tested_keep_the_width_of_the_last_one_that_was() -> None:
    errors = _errors("normal", (10, 60, 28), 6) * np.repeat([1.0, 2.0, 2.0, 2.0], 7)
    errors[..., 14:] = np.nan
    growth = learn_shape(errors, np.ones(errors.shape), 26.0).growth
    np.testing.assert_array_equal(growth[14:], growth[13])


def test_few_weeks_widen_the_band() -> None:
    errors, scale = _errors("normal", (10, 30, 7), 7), np.ones((10, 30, 7))
    few, many = (learn_shape(errors, scale, weeks) for weeks in (3.0, 3_000.0))
    np.testing.assert_allclose(few.high / many.high, np.sqrt(1 + 1 / 3), rtol=2e-2)


def test_the_forecast_lies_within_its_band_even_when_every_error_had_one_sign() -> None:
    errors = np.abs(_errors("normal", (3, 30, 7), 8)) + 1.0
    shape = learn_shape(errors, np.ones(errors.shape), 10.0)
    low, high = bands(np.zeros((3, 7)), np.ones((3, 7)), shape)
    assert (low <= 0).all()
    assert (high > 0).all()


def test_without_a_known_error_there_is_no_band_and_no_warning() -> None:
    unknown = np.full((2, 4, 7), np.nan)
    low, high = bands(np.zeros((2, 7)), np.ones((2, 7)), learn_shape(unknown, unknown + 1, 1.0))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_quiet_weekdays_have_narrower_errors() -> None:
    profile = np.array([[[0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 4.0]]])
    found = day_scale(np.array([[10.0]]), profile, 9)[0, 0]
    assert found[6] == pytest.approx(20.0)
    assert found[0] == found[7] == pytest.approx(10.0 * np.sqrt(0.02))
