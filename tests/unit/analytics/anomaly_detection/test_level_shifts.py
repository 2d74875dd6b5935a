"""Level shifts: several days speak together, one or two extreme days do not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.daily_baseline import Expectation
from ecom_platform.analytics.anomaly_detection.level_shifts import LevelShifts

ONE = np.array([True])
TOLD = Expectation(np.array([100.0]), np.array([100.0]), np.array([1.0]))  # ten percent of noise


def _after(last: list[float]) -> tuple[LevelShifts, NDArray[np.float64]]:
    shifts = LevelShifts(1)
    for value in [100.0] * 20 + last:
        shifts.add_day(np.array([value]), np.array([100.0]), ONE)
    low, high = shifts.tail_probabilities(TOLD)
    return shifts, np.array([low[0], high[0]])


def test_a_quiet_level_is_no_shift() -> None:
    assert _after([103.0, 96.0, 101.0, 99.0, 108.0, 93.0, 100.0])[1].tolist() == [1.0, 1.0]


def test_seven_days_above_together_are_rare_though_none_is_alone() -> None:
    _, (low, high) = _after([122.0, 119.0, 125.0, 118.0, 123.0, 121.0, 124.0])
    assert low == 1.0
    assert high < 1e-3


@pytest.mark.parametrize("extreme", [0.0, 900.0])
def test_two_extreme_days_are_no_shift(extreme: float) -> None:
    assert _after([101.0, 99.0, extreme, extreme, 100.0, 102.0, 98.0])[1].min() > 0.01


def test_the_new_level_is_that_of_the_days_that_went_there() -> None:
    shifts, _ = _after([100.0, 99.0, 61.0, 58.0, 60.0, 62.0, 59.0])
    assert shifts.new_level(is_up=np.array([False]))[0] == pytest.approx(60.0, abs=2.0)


def test_days_that_are_not_known_do_not_speak() -> None:
    shifts = LevelShifts(1)
    for value, counts in zip([100.0] * 20 + [50.0] * 7, [True] * 20 + [False] * 7, strict=True):
        shifts.add_day(np.array([value]), np.array([100.0]), np.array([counts]))
    assert shifts.tail_probabilities(TOLD)[0][0] == 1.0


def test_after_a_shift_the_comparison_begins_anew() -> None:
    shifts, _ = _after([60.0] * 7)
    shifts.reset(ONE)
    assert shifts.tail_probabilities(TOLD)[0][0] == 1.0
