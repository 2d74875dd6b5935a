"""Scales: below zero is lifted, a high rate is turned round, and both come back."""

import numpy as np

from ecom_platform.analytics.anomaly_detection.series_scale import scale_series
from ecom_platform.analytics.daily_panel import DailyPanel

DAYS = np.datetime64("2024-01-01") + np.arange(10)


def test_only_a_series_that_goes_below_zero_is_lifted() -> None:
    values = np.array([[1.0, -2.0] * 5, [1.0, 2.0] * 5])
    scale = scale_series(DailyPanel(("a", "b"), DAYS, values, None, "amount"), 5)
    assert scale.lift.tolist() == [10.0, 0.0]
    np.testing.assert_allclose(scale.restored(scale.values[:, 3], None), values[:, 3])


def test_of_a_rate_above_one_half_the_misses_are_evaluated() -> None:
    hits, trials = np.array([[9.0] * 10, [1.0] * 10]), np.full((2, 10), 10.0)
    scale = scale_series(DailyPanel(("a", "b"), DAYS, hits, trials, "rate"), 5)
    assert scale.values[:, 0].tolist() == [1.0, 1.0]
    np.testing.assert_allclose(scale.restored(scale.values[:, 0], trials[:, 0]), [0.9, 0.1])


def test_later_days_do_not_decide() -> None:
    values = np.array([[1.0] * 6 + [-50.0] * 4])
    assert scale_series(DailyPanel(("a",), DAYS, values, None, "amount"), 5).lift[0] == 0.0


def test_more_hits_than_trials_and_days_without_trials_are_unknown() -> None:
    hits, trials = np.array([[9.0] * 8 + [12.0, 0.0]]), np.array([[10.0] * 9 + [0.0]])
    scale = scale_series(DailyPanel(("a",), DAYS, hits, trials, "rate"), 5)
    assert np.isnan(scale.values[0, 8:]).all()
