"""Gamma-gamma against closed forms and drawn customers, and bad spending refused."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from ecom_platform.analytics.purchase_models.gamma_gamma import (
    GammaGamma,
    fit_gamma_gamma,
    log_likelihood,
)
from ecom_platform.analytics.purchase_models.purchase_histories import Floats
from ecom_platform.errors import AnalyticsError

P, Q, GAMMA = 6.0, 4.0, 30.0
MODEL = GammaGamma({"p": P, "q": Q, "gamma": GAMMA})


def _customers(size: int) -> tuple[Floats, Floats, Floats]:
    """Repeat purchases, their mean value, and the customer's true mean."""
    rng = np.random.default_rng(9)
    x = rng.poisson(2.0, size).astype(np.float64)
    nu = rng.gamma(Q, 1 / GAMMA, size)
    mean = rng.gamma(np.maximum(P * x, 1.0), 1 / nu) / np.maximum(x, 1)
    return x, np.where(x > 0, mean, np.nan), P / nu


def test_the_parameters_of_drawn_customers_are_found() -> None:
    x, mean, _ = _customers(30_000)
    found = fit_gamma_gamma(x, mean)
    misses = [
        (found.parameters[name] - value) / found.standard_errors[name]
        for name, value in (("p", P), ("q", Q), ("gamma", GAMMA))
    ]
    assert np.abs(misses).max() < 2


def test_the_interval_holds_the_true_mean_of_a_customer_as_often_as_it_says() -> None:
    x, mean, true = _customers(30_000)
    low, high = MODEL.value_interval(x, np.nan_to_num(mean), 0.9)
    assert np.mean((low <= true) & (true <= high)) == pytest.approx(0.9, abs=0.01)


def test_the_likelihood_is_an_integral_over_customers() -> None:
    """The mean of x purchases is Gamma(p x, nu x)."""
    x, mean = 3.0, 40.0

    def at(nu: float) -> float:
        of_mean = stats.gamma.pdf(mean, P * x, scale=1 / (nu * x))
        return float(of_mean * stats.gamma.pdf(nu, Q, scale=1 / GAMMA))

    expected, _ = quad(at, 0, 5, points=[0.1, 0.3, 0.6])
    each, _ = log_likelihood(np.array([P, Q, GAMMA]), np.array([x]), np.array([mean]), np.ones(1))
    assert np.exp(each) == pytest.approx(expected, rel=1e-6)


def test_the_gradient_is_the_slope_of_the_likelihood() -> None:
    logs, x, mean = np.log([P, Q, GAMMA]), np.array([1.0, 4, 9]), np.array([20.0, 70, 35])

    def at(shift: Floats) -> tuple[float, Floats]:
        return log_likelihood(np.exp(logs + shift), x, mean, np.array([2.0, 1, 3]))

    slopes = [(at(step)[0] - at(-step)[0]) / 2e-5 for step in np.eye(3) * 1e-5]
    assert at(np.zeros(3))[1] == pytest.approx(slopes, rel=1e-5)


def test_a_customer_unknown_is_expected_to_spend_as_all_do_and_one_well_known_as_before() -> None:
    expected = MODEL.conditional_expected_value(np.array([0.0, 1e6]), np.array([0.0, 90.0]))
    assert expected[0] == pytest.approx(MODEL.population_mean)
    assert expected[1] == pytest.approx(90, rel=1e-4)


def test_drawn_totals_have_the_expected_mean_and_are_nought_without_a_purchase() -> None:
    purchases = np.repeat([[3], [0]], 40_000, axis=1)
    x, mean = np.array([2.0, 2.0]), np.array([50.0, 50.0])
    drawn = MODEL.spend_draws(x, mean, purchases, seed=5)
    expected = 3 * MODEL.conditional_expected_value(x, mean)[0]
    assert drawn[0].mean() == pytest.approx(expected, rel=0.01)
    assert not drawn[1].any()


def test_without_a_finite_mean_nothing_is_expected() -> None:
    wild = GammaGamma({"p": 0.2, "q": 0.5, "gamma": 3.0})
    assert np.isinf(wild.population_mean)
    expected = wild.conditional_expected_value(np.array([0.0, 9]), np.array([0.0, 5]))
    assert np.isnan(expected[0])
    assert np.isfinite(expected[1])


@pytest.mark.parametrize(
    ("x", "mean", "told"),
    [
        ([1.0, 2.0], [5.0, -1.0], "negative"),
        ([1.0, 2.0], [5.0, 0.0], "zero"),
        ([1.0, 2.0], [5.0, np.nan], "missing"),
        ([1.0, np.nan], [5.0, 5.0], "missing or negative"),
        ([1.0, -2.0], [5.0, 5.0], "missing or negative"),
        ([1.0], [5.0, 5.0], "one length"),
        ([0.0, 1.0], [0.0, 5.0], "Fewer than two"),
        ([1.0, 1, 1, 1], [5.0, 5, 5, 5], "do not identify"),
    ],
)
def test_spending_that_identify_nothing_is_refused_with_a_sentence(
    x: list[float], mean: list[float], told: str
) -> None:
    with pytest.raises(AnalyticsError, match=told):
        fit_gamma_gamma(np.array(x), np.array(mean))
