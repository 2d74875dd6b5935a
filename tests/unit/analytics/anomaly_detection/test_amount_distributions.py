"""Distributions of money: weights go to the one that made the numbers, and tails follow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from ecom_platform.analytics.anomaly_detection.amount_distributions import (
    AmountDistributions,
    student_cdf,
)

MEAN, SIGMA = 100.0, 30.0
WIDE = float(np.sqrt(np.log1p(0.09)))
DISTRIBUTIONS = {
    "normal": stats.norm(MEAN, SIGMA),
    "gamma": stats.gamma(1 / 0.09, scale=9.0),
    "lognormal": stats.lognorm(WIDE, scale=MEAN * np.exp(-0.5 * WIDE**2)),
    "student": stats.t(5.0, loc=MEAN, scale=SIGMA * np.sqrt(0.6)),
}


def _updated(draws: NDArray[np.float64]) -> AmountDistributions:
    mixture = AmountDistributions(1)
    for value in draws:
        one = np.array([value])
        mixture.update(one, np.full(1, MEAN), np.full(1, SIGMA**2), np.array([True]))
    return mixture


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_after_many_days_the_tails_are_near_those_of_the_distribution_that_made_them(
    name: str,
) -> None:
    distribution = DISTRIBUTIONS[name]
    mixture = _updated(distribution.rvs(4000, random_state=np.random.default_rng(3)))
    value = distribution.ppf([0.002, 0.998])
    low, high = (
        mixture.tails(np.array([one]), np.full(1, MEAN), np.full(1, SIGMA**2)) for one in value
    )
    assert low[0][0] == pytest.approx(0.002, rel=0.5)
    assert high[1][0] == pytest.approx(0.002, rel=0.5)


@given(st.floats(-40.0, 40.0))
def test_the_closed_form_is_student_s_distribution(place: float) -> None:
    assert student_cdf(np.array([place]))[0] == pytest.approx(stats.t.cdf(place, 5), rel=1e-7)


def test_days_without_update_change_nothing() -> None:
    mixture = AmountDistributions(2)
    mixture.update(np.array([9.0, 9.0]), np.full(2, 5.0), np.ones(2), np.array([True, False]))
    assert (mixture.score[:, 0] != 0).all()
    assert (mixture.score[:, 1] == 0).all()
