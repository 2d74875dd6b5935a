"""Laws of money: weights go to the law that made the numbers, and tails follow."""

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
LAWS = {
    "normal": stats.norm(MEAN, SIGMA),
    "gamma": stats.gamma(1 / 0.09, scale=9.0),
    "lognormal": stats.lognorm(WIDE, scale=MEAN * np.exp(-0.5 * WIDE**2)),
    "student": stats.t(5.0, loc=MEAN, scale=SIGMA * np.sqrt(0.6)),
}


def _taught(draws: NDArray[np.float64]) -> AmountDistributions:
    laws = AmountDistributions(1)
    for value in draws:
        one = np.array([value])
        laws.update(one, np.full(1, MEAN), np.full(1, SIGMA**2), np.array([True]))
    return laws


@pytest.mark.parametrize("name", LAWS)
def test_after_many_days_the_tails_are_near_those_of_the_law_that_made_them(name: str) -> None:
    law = LAWS[name]
    laws = _taught(law.rvs(4000, random_state=np.random.default_rng(3)))
    value = law.ppf([0.002, 0.998])
    low, high = (
        laws.tails(np.array([one]), np.full(1, MEAN), np.full(1, SIGMA**2)) for one in value
    )
    assert low[0][0] == pytest.approx(0.002, rel=0.5)
    assert high[1][0] == pytest.approx(0.002, rel=0.5)


@given(st.floats(-40.0, 40.0))
def test_the_closed_form_is_student_s_law(place: float) -> None:
    assert student_cdf(np.array([place]))[0] == pytest.approx(stats.t.cdf(place, 5), rel=1e-7)


def test_days_that_do_not_teach_change_nothing() -> None:
    laws = AmountDistributions(2)
    laws.update(np.array([9.0, 9.0]), np.full(2, 5.0), np.ones(2), np.array([True, False]))
    assert (laws.score[:, 0] != 0).all()
    assert (laws.score[:, 1] == 0).all()
