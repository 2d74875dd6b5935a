"""The expectation learned day by day, on series whose truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.daily_baseline import EVENTS_FROM, DailyBaseline
from ecom_platform.analytics.daily_panel import Kind

SHAPE = np.array([0.7, 0.9, 1.0, 1.0, 1.1, 1.5, 0.8])
ALL = np.ones(50, dtype=bool)


def _learned(values: NDArray[np.float64], kind: Kind = "count") -> DailyBaseline:
    series, days = values.shape
    weekdays = np.arange(days) % 7
    baseline = DailyBaseline(series, kind, EVENTS_FROM + 1)
    everyone = np.ones(series, dtype=bool)
    baseline.start(everyone, values[:, :28], None, weekdays[:28])
    for day in range(28, days):
        baseline.update(values[:, day], None, int(weekdays[day]), None, everyone)
    return baseline


def _poisson(level: NDArray[np.float64] | float, days: int = 203) -> NDArray[np.float64]:
    mean = level * SHAPE[np.arange(days) % 7]
    return np.random.default_rng(5).poisson(mean, (50, days)).astype(np.float64)


def test_mean_and_variance_of_each_weekday_are_found() -> None:
    baseline = _learned(_poisson(60.0))
    for weekday, factor in enumerate(SHAPE):
        expectation = baseline.expectation(None, weekday, None)
        assert expectation.mean.mean() == pytest.approx(60.0 * factor, rel=0.03)
        noise = np.sqrt(expectation.variance).mean()
        assert noise == pytest.approx(np.sqrt(60.0 * factor), rel=0.2)


def test_a_growing_series_is_followed() -> None:
    growth = np.exp(0.005 * np.arange(203))
    expectation = _learned(_poisson(60.0 * growth)).expectation(None, 0, None)
    assert expectation.mean.mean() == pytest.approx(60.0 * growth[-1] * SHAPE[0], rel=0.06)


def test_days_without_update_change_no_expectation() -> None:
    baseline = _learned(_poisson(60.0))
    before = baseline.expectation(None, 3, None)
    for _ in range(5):
        baseline.update(np.full(50, 900.0), None, 2, None, ~ALL)
    after = baseline.expectation(None, 3, None)
    np.testing.assert_array_equal(before.mean, after.mean)
    np.testing.assert_array_equal(before.variance, after.variance)


def test_an_event_updates_its_own_effect_only() -> None:
    baseline = _learned(_poisson(60.0))
    ordinary = baseline.expectation(None, 5, None).mean
    baseline.update(3.0 * ordinary, None, 5, EVENTS_FROM, ALL)
    assert baseline.expectation(None, 5, EVENTS_FROM).mean / ordinary == pytest.approx(3.0, rel=0.1)
    np.testing.assert_array_equal(baseline.expectation(None, 5, None).mean, ordinary)


def test_a_moved_level_goes_on_from_where_it_was_put() -> None:
    baseline = _learned(_poisson(60.0))
    rows = np.arange(50) < 25
    baseline.rebase(rows, np.full(50, 600.0))
    means = baseline.expectation(None, 2, None).mean
    assert means[:25].mean() == pytest.approx(600.0, rel=0.05)
    assert means[25:].mean() == pytest.approx(60.0, rel=0.05)


def test_silent_series_stay_finite() -> None:
    expectation = _learned(np.zeros((3, 60)), "amount").expectation(None, 0, None)
    assert np.isfinite(expectation.mean).all()
    assert (expectation.variance > 0).all()
