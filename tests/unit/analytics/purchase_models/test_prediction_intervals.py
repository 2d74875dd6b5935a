"""Intervals of counts come as near to their level as whole numbers allow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecom_platform.analytics.purchase_models.prediction_intervals import nearest_interval
from ecom_platform.analytics.purchase_models.purchase_histories import Ints


@pytest.mark.parametrize(
    ("counts", "level", "low", "high"),
    [
        ([0] * 97 + [1] * 3, 0.95, 0, 0),  # surely more than asked for
        ([0] * 94 + [1] * 4 + [2] * 2, 0.95, 0, 0),  # 94 is nearer than 98
        ([0] * 90 + [1] * 6 + [9] * 4, 0.95, 0, 1),
        ([0] * 2 + [3] * 95 + [8] * 3, 0.95, 3, 3),
        ([4] * 100, 0.95, 4, 4),
    ],
)
def test_the_interval_comes_as_near_to_its_level_as_counts_allow(
    counts: list[int], level: float, low: float, high: float
) -> None:
    found = nearest_interval(np.array([counts]), level)
    assert (found[0][0], found[1][0]) == (low, high)


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, (3, 40), elements=st.integers(0, 6)), st.floats(0.5, 0.99))
def test_no_other_upper_end_comes_nearer_to_the_level(draws: Ints, level: float) -> None:
    low, high = nearest_interval(draws, level)
    for row, least, most in zip(draws, low, high, strict=True):
        ends = [end for end in range(7) if end >= least]
        miss = [abs(np.mean((row >= least) & (row <= end)) - level) for end in ends]
        found = abs(np.mean((row >= least) & (row <= most)) - level)
        assert found == pytest.approx(min(miss), abs=1e-9)
        assert np.mean(row < least) <= (1 - level) / 2 + 1e-9
