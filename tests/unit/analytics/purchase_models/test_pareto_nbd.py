"""Pareto/NBD against integrals over its customers, and its own limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from ecom_platform.analytics.purchase_models.pareto_nbd import (
    ParetoNbd,
    ParetoNbdFormulas,
    fit_pareto_nbd,
)
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories
from ecom_platform.errors import AnalyticsError
from tests.support.tables import simulated_customers

HISTORIES = PurchaseHistories(
    np.array([0.0, 0, 1, 2, 5, 12]),
    np.array([0.0, 0, 3, 30, 10, 38]),
    np.array([1.0, 38, 38, 38, 12, 38]),
)
CASES = [(0.55, 10.58, 0.61, 11.67), (3.0, 2.0, 4.0, 1.5), (0.3, 20.0, 0.2, 0.5)]


@pytest.mark.parametrize("case", CASES)
def test_likelihood_and_chance_to_be_alive_are_integrals_over_customers(
    case: tuple[float, float, float, float],
) -> None:
    """Summed over a grid of log rates of buying and of leaving."""
    r, alpha, s, beta = case
    logs = np.linspace(-140, 12, 1500)
    buying, leaving = np.exp(logs)[:, None], np.exp(logs)
    weights = stats.gamma.pdf(buying, r, scale=1 / alpha) * buying * (logs[1] - logs[0]) ** 2
    weights = weights * stats.gamma.pdf(leaving, s, scale=1 / beta) * leaving
    chances, alive = [], []
    for x, last, age in zip(HISTORIES.frequency, HISTORIES.recency, HISTORIES.age, strict=True):
        both = buying + leaving
        to_end = weights * buying**x * np.exp(-both * age)
        left = weights * buying**x * leaving / both * (np.exp(-both * last) - np.exp(-both * age))
        chances.append(float((to_end + left).sum()))
        alive.append(float(to_end.sum()) / chances[-1])
    values = np.array(case)
    each = [
        ParetoNbd.log_likelihood_at(values, HISTORIES.part(row, row + 1), np.ones(1))[0]
        for row in range(len(HISTORIES))
    ]
    assert np.exp(each) == pytest.approx(chances, rel=1e-6)
    assert ParetoNbdFormulas(*case).probability_alive(HISTORIES) == pytest.approx(alive, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.floats(-3, 3)] * 4))
def test_the_gradient_is_the_slope_of_the_likelihood(
    logs: tuple[float, float, float, float],
) -> None:
    counts = np.array([3.0, 1, 4, 1, 5, 9])

    def at(shift: Floats) -> tuple[float, Floats]:
        return ParetoNbd.log_likelihood_at(np.exp(np.array(logs) + shift), HISTORIES, counts)

    steps = np.eye(4) * 1e-5
    slopes = [(at(step)[0] - at(-step)[0]) / 2e-5 for step in steps]
    assert at(np.zeros(4))[1] == pytest.approx(slopes, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("s", [0.3, 1.0, 1.0 + 1e-12, 2.5])
def test_expected_purchases_are_the_rate_times_the_weeks_still_here(s: float) -> None:
    r, alpha, beta, x, age, weeks = 0.6, 9.0, 11.0, 3.0, 20.0, 52.0
    here, _ = quad(lambda time: (1 + time / (beta + age)) ** -s, 0, weeks)
    found = ParetoNbdFormulas(r, alpha, s, beta).expected_if_alive(
        np.array([x]), np.array([age]), weeks
    )
    assert found[0] == pytest.approx((r + x) / (alpha + age) * here, rel=1e-9)


def test_a_customer_who_buys_by_the_thousand_is_no_trouble() -> None:
    busy = PurchaseHistories(np.array([5000.0]), np.array([99.9]), np.array([100.0]))
    alive = ParetoNbd(dict(zip(ParetoNbd.names, CASES[0], strict=True))).probability_alive(busy)
    assert 0.4 < alive[0] < 1


def test_a_last_purchase_at_the_end_of_observation_means_alive() -> None:
    just_now = PurchaseHistories(np.array([2.0]), np.array([30.0]), np.array([30.0]))
    assert ParetoNbdFormulas(*CASES[0]).probability_alive(just_now)[0] == 1


@pytest.mark.parametrize("whole_days", [False, True])
def test_the_parameters_of_drawn_customers_are_found(whole_days: bool) -> None:
    true = (0.9, 6.4, 0.6, 12.0)
    drawn = simulated_customers.draw("pareto", true, 8000, days=364, ahead=182, seed=3)
    histories = drawn.daily if whole_days else drawn.exact
    found = fit_pareto_nbd(histories, whole_days=whole_days)
    misses = [
        (np.log(found.parameters[name]) - np.log(value)) / found.log_standard_errors[name]
        for name, value in zip(ParetoNbd.names, true, strict=True)
    ]
    assert np.abs(misses).max() < 2.5
    later = drawn.later_days if whole_days else drawn.later
    assert found.conditional_expected_purchases(histories, 26).sum() == pytest.approx(
        later.sum(), rel=0.04
    )
    assert found.probability_alive(histories).mean() == pytest.approx(drawn.alive.mean(), abs=0.02)


def test_one_customer_is_too_few() -> None:
    with pytest.raises(AnalyticsError, match="too few customers"):
        fit_pareto_nbd(PurchaseHistories(np.ones(1), np.ones(1), np.ones(1)))
