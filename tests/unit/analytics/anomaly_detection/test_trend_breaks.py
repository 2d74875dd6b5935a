"""Trend breaks: a change of growth is told, steady growth and young series are not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.trend_breaks import FEWEST, TrendBreaks

ONE = np.array([True])
NOISE = np.array([0.01])


def _rarest(levels: NDArray[np.float64]) -> tuple[float, float]:
    breaks, rare = TrendBreaks(1), []
    for level in levels:
        low, high = breaks.tail_probabilities(np.array([level]), NOISE, ONE)
        rare.append((low[0], high[0]))
    return min(low for low, _ in rare), min(high for _, high in rare)


def test_steady_growth_is_no_break() -> None:
    assert min(_rarest(100.0 * np.exp(0.01 * np.arange(300)))) > 0.4


def test_growth_that_begins_is_a_break_upwards() -> None:
    day = np.arange(300)
    low, high = _rarest(100.0 * np.exp(0.02 * np.maximum(day - 200, 0)))
    assert high < 1e-4
    assert low > 0.1


def test_a_step_from_one_week_to_another_is_no_trend() -> None:
    step = np.where(np.arange(300) < 200, 100.0, 200.0)
    assert min(_rarest(step)) == pytest.approx(0.5)


def test_a_young_series_has_no_trend_to_break() -> None:
    assert _rarest(100.0 * np.exp(0.0005 * np.arange(FEWEST - 1.0) ** 2)) == (1.0, 1.0)


def test_a_silenced_series_says_nothing() -> None:
    breaks = TrendBreaks(1)
    for day in range(200):
        breaks.tail_probabilities(np.array([100.0]), NOISE, ONE)
        if day == 199:
            breaks.suppress(ONE)
    for _ in range(40):
        low, high = breaks.tail_probabilities(np.array([300.0]), NOISE, ONE)
        assert low[0] == high[0] == 1.0
