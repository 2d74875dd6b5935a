"""First weeks: level, weekdays and noise of made series are found again."""

import numpy as np
import pytest

from ecom_platform.analytics.anomaly_detection.starting_levels import starting_levels

WEEKDAYS = np.arange(28) % 7
SHAPE = np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 0.9])


def test_exact_weekdays_are_found() -> None:
    first = starting_levels(100.0 * SHAPE[WEEKDAYS][None, :], None, WEEKDAYS, 0.3)
    found = first.level[0] * (first.weekday_ratio / first.weekday_weight)[0]
    np.testing.assert_allclose(found, 100.0 * SHAPE, rtol=0.05)


def test_noise_is_that_of_the_distribution() -> None:
    values = np.random.default_rng(4).poisson(40.0 * SHAPE[WEEKDAYS], (500, 28)).astype(float)
    first = starting_levels(values, None, WEEKDAYS, 0.3)
    assert first.level.mean() == pytest.approx(40.0, rel=0.02)
    assert first.variance.mean() == pytest.approx(40.0, rel=0.1)


def test_one_extreme_day_does_not_set_the_level() -> None:
    values = np.random.default_rng(4).poisson(40.0, (1, 28)).astype(float)
    values[0, 5] = 5000.0
    assert starting_levels(values, None, WEEKDAYS, 0.3).level[0] == pytest.approx(40.0, rel=0.15)


def test_a_rate_has_the_level_of_its_trials_and_unknown_days_do_not_count() -> None:
    trials = np.where(WEEKDAYS == 0, 100.0, 20.0)[None, :]
    hits = 0.1 * trials
    hits[0, 3] = np.nan
    first = starting_levels(hits, trials, WEEKDAYS, 0.3)
    assert first.level[0] == pytest.approx(0.1)


def test_nothing_known_or_nothing_sold_is_a_level_next_to_zero() -> None:
    values = np.stack([np.full(28, np.nan), np.zeros(28)])
    first = starting_levels(values, None, WEEKDAYS, 0.3)
    assert (first.level <= 1e-9).all()
    assert np.isfinite(first.variance).all()
