"""Errors by the bootstrap agree with those of the Hessian where both should hold."""

import pytest

from ecom_platform.analytics.purchase_models.bg_nbd import fit_bg_nbd
from ecom_platform.analytics.purchase_models.fitting import FittedModel
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.standard_errors import bootstrap
from ecom_platform.errors import AnalyticsError
from tests.support.tables import simulated_customers

DRAWN = simulated_customers.draw("bg", (0.9, 6.4, 0.8, 2.5), 3000, days=364, ahead=1, seed=2).exact


def test_bootstrap_and_hessian_agree_on_drawn_customers() -> None:
    found = fit_bg_nbd(DRAWN)
    again = bootstrap(fit_bg_nbd, DRAWN, seed=3, draws=60)
    assert again.failed == 0
    assert again.log_standard_errors == pytest.approx(found.log_standard_errors, rel=0.35)
    low, high = again.interval("r", 0.9)
    assert low < found.parameters["r"] < high


def test_the_same_seed_draws_the_same_customers() -> None:
    first, second = (bootstrap(fit_bg_nbd, DRAWN, seed=3, draws=10) for _ in range(2))
    assert (first.refits == second.refits).all()


def test_refits_that_fail_are_counted_and_too_few_refuse() -> None:
    calls = iter(range(100))

    def fit(histories: PurchaseHistories) -> FittedModel:
        number = next(calls)
        if number % 3 == 0:
            message = "do not identify"
            raise AnalyticsError(message)
        return FittedModel({"r": 1.0 + number})

    assert bootstrap(fit, DRAWN, seed=1, draws=30).failed == 10
    with pytest.raises(AnalyticsError, match="refits succeeded"):
        bootstrap(fit, DRAWN, seed=1, draws=9)
