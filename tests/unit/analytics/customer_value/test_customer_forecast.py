"""Purchases and money of single buyers against closed forms and against a future that came."""

import numpy as np
import pytest
from scipy import stats

from ecom_platform.analytics.customer_value.customer_days import Purchases, customer_days
from ecom_platform.analytics.customer_value.customer_forecast import forecast_customers, unit_money
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import coverage_of_draws
from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma
from tests.support.tables.simulated_orders import LEAVING, MONEY, RATE, end_of, simulated_orders

MODEL = CustomerModel(BgNbd({"r": RATE[0], "alpha": RATE[1], "a": LEAVING[0], "b": LEAVING[1]}))
SPENDING = GammaGamma({"p": MONEY[0], "q": MONEY[1], "gamma": MONEY[2]})
DAYS = (30, 90, 182)


def _known() -> tuple[Purchases, np.ndarray, np.ndarray]:
    days = customer_days(simulated_orders(4_000, 104, seed=11), end_of(104))
    known = days.known_on(days.as_of - np.timedelta64(182, "D"))
    counts, money = days.purchases_between(known.buyers, known.as_of, days.as_of)
    return known, counts, money


def test_intervals_of_the_true_model_hold_what_came() -> None:
    known, counts, money = _known()
    forecast = forecast_customers(MODEL, SPENDING, known, DAYS, seed=1)
    value = forecast.value
    assert value is not None
    low, high = forecast.purchases.lower[-1], forecast.purchases.upper[-1]
    assert ((low <= counts) & (counts <= high)).mean() == pytest.approx(0.955, abs=0.02)
    # Money cannot fall below nothing, so that its interval holds more than 95 % of it.
    assert ((value.lower[-1] <= money) & (money <= value.upper[-1])).mean() > 0.93
    assert forecast.purchases.expected[-1].sum() == pytest.approx(counts.sum(), rel=0.06)
    assert value.expected[-1].sum() == pytest.approx(money.sum(), rel=0.08)


def test_value_is_expected_purchases_at_expected_spend() -> None:
    known, _, _ = _known()
    forecast = forecast_customers(MODEL, SPENDING, known, DAYS, seed=1)
    each = SPENDING.conditional_expected_value(known.counts, known.means) * known.kept_share
    assert forecast.value is not None
    assert forecast.value.expected == pytest.approx(forecast.purchases.expected * each)


def test_a_longer_horizon_brings_no_less() -> None:
    known, _, _ = _known()
    forecast = forecast_customers(MODEL, SPENDING, known, DAYS, seed=1)
    assert forecast.value is not None
    for outlook in (forecast.purchases, forecast.value):
        assert np.all(np.diff(outlook.expected, axis=0) >= 0)
        assert np.all(np.diff(outlook.upper, axis=0) >= 0)
        assert np.all(outlook.lower <= outlook.upper)
    assert np.all(np.diff(forecast.no_purchase, axis=0) <= 0)


def test_without_a_model_of_spending_there_is_no_money() -> None:
    known, _, _ = _known()
    forecast = forecast_customers(MODEL, None, known, DAYS, seed=1)
    assert forecast.spend is None
    assert forecast.value is None


def test_unit_money_is_a_beta_prime_variable() -> None:
    """The sum of k purchases over the posterior's rate: beta prime (p k, q + p n)."""
    paths = np.full((1, 1, 20_000), 3)
    drawn = unit_money(SPENDING, np.array([5.0]), paths, np.random.default_rng(1))[0, 0]
    assert stats.kstest(drawn, stats.betaprime(2.0 * 3, 4.0 + 2.0 * 5).cdf).pvalue > 0.01


def test_coverage_of_drawn_money_is_that_of_the_level() -> None:
    rng = np.random.default_rng(5)
    paths = np.full((1, 1_000, 500), 2)
    draws = unit_money(SPENDING, np.full(1_000, 3.0), paths, rng)[0]
    actual = stats.betaprime(4.0, 10.0).rvs(1_000, random_state=rng)
    assert coverage_of_draws(draws, actual, 0.95).mean() == pytest.approx(0.95, abs=0.03)
