"""Own tails: a correct law stays, a tail that is too light is made heavier."""

import numpy as np
import pytest

from ecom_platform.analytics.anomaly_detection.tail_correction import TailCorrection

ALL = np.array([True])


def _updated(power: float) -> TailCorrection:
    """Three thousand days whose tail probabilities are uniform numbers to this power."""
    random, tail = np.random.default_rng(1), TailCorrection(1)
    for uniform in random.random(3000):
        rare = np.array([uniform**power])
        tail.update(rare, np.array([1.0]), ALL)
    return tail


def test_a_correct_distribution_is_hardly_changed() -> None:
    low, high = _updated(1.0).corrected(np.array([1e-4]), np.array([0.5]))
    assert low[0] == pytest.approx(1e-4, rel=0.5)
    assert high[0] == 0.5


def test_deviations_that_reach_further_than_the_distribution_count_for_less() -> None:
    low, _ = _updated(1.5).corrected(np.array([1e-6]), np.array([0.5]))
    assert low[0] == pytest.approx(1e-4, rel=0.9)  # u ** 1.5 is below 1e-6 when u is below 1e-4


def test_nothing_is_rarer_than_the_distribution_says() -> None:
    low, _ = _updated(0.5).corrected(np.array([1e-4]), np.array([0.5]))
    assert low[0] >= 1e-4


def test_the_way_back_is_the_way_there_turned_round() -> None:
    tail = _updated(1.3)
    uncorrected = tail.uncorrected(1e-4)
    corrected = tail.corrected(*uncorrected)
    np.testing.assert_allclose(corrected, 1e-4, rtol=1e-9)
