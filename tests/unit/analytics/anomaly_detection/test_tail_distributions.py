"""Tails of counts and rates against SciPy's laws, and bands that turn them round."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecom_platform.analytics.anomaly_detection.tail_distributions import (
    flag_limits,
    tail_probabilities,
)


def test_counts_with_the_variance_of_their_mean_are_poisson() -> None:
    value, mean = np.array([0.0, 3.0, 10.0, 20.0]), np.full(4, 5.0)
    low, high = tail_probabilities(value, mean, mean, None)
    np.testing.assert_allclose(low[:2], stats.poisson.cdf(value[:2], 5.0), rtol=2e-3)
    np.testing.assert_allclose(high[2:], stats.poisson.sf(value[2:] - 1, 5.0), rtol=5e-3)


def test_counts_that_scatter_more_are_negative_binomial() -> None:
    value, mean = np.array([0.0, 2.0, 30.0]), np.full(3, 8.0)
    low, high = tail_probabilities(value, mean, np.full(3, 24.0), None)
    distribution = stats.nbinom(4.0, 1 / 3)  # mean 8, variance 24
    np.testing.assert_allclose(low[:2], distribution.cdf(value[:2]), rtol=1e-10)
    np.testing.assert_allclose(high[2:], distribution.sf(value[2:] - 1), rtol=1e-10)


def test_rates_with_the_binomial_variance_are_binomial() -> None:
    value, mean, trials = np.array([0.0, 3.0, 12.0, 20.0]), np.full(4, 5.0), np.full(4, 20.0)
    low, high = tail_probabilities(value, mean, mean * 0.75, trials)
    np.testing.assert_allclose(low[:2], stats.binom.cdf(value[:2], 20, 0.25), rtol=1e-10)
    np.testing.assert_allclose(high[2:], stats.binom.sf(value[2:] - 1, 20, 0.25), rtol=1e-10)


def test_a_band_ends_where_the_tails_have_the_probability_asked_for() -> None:
    mean = np.array([50.0])
    low, high = flag_limits(
        lambda at: tail_probabilities(at, mean, 2 * mean, None),
        (np.array([1e-3]), np.array([1e-4])),
        mean,
        np.array([500.0]),
    )
    np.testing.assert_allclose(tail_probabilities(low, mean, 2 * mean, None)[0], 1e-3, rtol=1e-3)
    np.testing.assert_allclose(tail_probabilities(high, mean, 2 * mean, None)[1], 1e-4, rtol=1e-3)


@given(
    st.floats(0.0, 1e5),
    st.floats(1e-3, 1e5),
    st.floats(1.0, 50.0),
    st.one_of(st.none(), st.just(3)),
)
def test_tails_are_probabilities_that_leave_nothing_out(
    value: float, mean: float, spread: float, times: int | None
) -> None:
    middle = np.array([mean])
    trials = None if times is None else times * np.maximum(middle, value)
    low, high = tail_probabilities(np.array([value]), middle, spread * middle, trials)
    assert 0 < low[0] <= 1
    assert 0 < high[0] <= 1
    assert low[0] + high[0] > 1 - 1e-6
