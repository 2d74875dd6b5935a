"""Zero days: a habit is forecast from a closed weekday, from chance and from a failure."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.zero_days import ZeroDays

WEEKDAYS = np.arange(42) % 7
ONE = np.array([True])


def _inflated(values: NDArray[np.float64]) -> bool:
    return bool(ZeroDays(1).mark_inflated(ONE, values[None, :], WEEKDAYS, counted=True)[0])


def _busy() -> NDArray[np.float64]:
    return np.random.default_rng(2).poisson(50.0, 42).astype(np.float64)


def test_scattered_zeros_of_a_busy_series_are_a_question_of_their_own() -> None:
    values = _busy()
    values[[1, 9, 17, 25, 33, 41]] = 0.0
    assert _inflated(values)


def test_a_weekday_that_is_closed_is_no_chance() -> None:
    values = _busy()
    values[WEEKDAYS == 6] = 0.0
    assert not _inflated(values)


def test_one_failure_of_a_few_days_is_no_habit() -> None:
    values = _busy()
    values[[20, 21, 22, 23]] = 0.0
    assert not _inflated(values)


def test_zeros_that_small_counts_explain_stay_with_the_count() -> None:
    assert not _inflated(np.random.default_rng(2).poisson(1.0, 42).astype(np.float64))


def test_a_run_of_zeros_is_as_rare_as_its_days_together() -> None:
    zeros = ZeroDays(1)
    zeros.inflated[:], zeros.share[:], zeros.run[:] = True, 0.2, 3.0
    low, high = zeros.adjusted(np.array([0.0]), np.array([0.9]), np.array([0.1]))
    assert low[0] == pytest.approx(0.2**4)
    assert high[0] == 1.0


def test_a_habit_that_ends_is_forgotten() -> None:
    zeros = ZeroDays(1)
    zeros.inflated[:], zeros.share[:] = True, 0.2
    for _ in range(200):
        zeros.update(np.array([7.0]), ONE)
    assert not zeros.inflated[0]
