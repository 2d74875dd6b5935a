"""Whether money is published, on customers made up."""

import numpy as np
import pytest

from ecom_platform.analytics.customer_value.customer_days import customer_days
from ecom_platform.analytics.customer_value.model_selection.model_contest import Contest
from ecom_platform.analytics.customer_value.model_selection.value_contest import (
    fit_spending,
    run_value_contest,
)
from ecom_platform.errors import AnalyticsError
from tests.support.tables.simulated_orders import end_of, simulated_lifetime, simulated_orders


def test_money_true_to_its_model_is_published() -> None:
    contest = simulated_lifetime(2_500, 104).value_contest
    assert contest.unavailable_reason is None
    assert contest.model is not None
    assert contest.model.coverage == pytest.approx(0.95, abs=0.02)


def test_money_is_not_evaluated_where_purchases_are_not_published() -> None:
    days = customer_days(simulated_orders(100, 52, seed=1), end_of(52))
    silent = Contest(days.as_of, (30,), 100, unavailable_reason="Too few.")
    assert run_value_contest(days, silent, seed=1).unavailable_reason == "Too few."


def test_money_that_does_not_depend_on_the_customer_is_refused_or_fitted_without_a_warning() -> (
    None
):
    with pytest.raises(AnalyticsError):
        fit_spending(np.full(50, 3.0), np.full(50, 10.0))


def test_money_without_a_mean_is_refused() -> None:
    rng = np.random.default_rng(1)
    nu = rng.gamma(0.6, 1.0, 3_000)
    means = rng.gamma(2.0 * 20, 1 / nu) / 20
    with pytest.raises(AnalyticsError, match="no finite mean"):
        fit_spending(np.full(3_000, 20.0), means)
