"""Payback by hand: the first month whose value reaches the cost, or the sentence for none."""

from datetime import date

import numpy as np

from ecom_platform.analytics.customer_value.payback import NO_COST, NOT_YET, Cost, payback

COHORTS = [date(2024, 1, 1), date(2024, 2, 1)]
VALUES = np.array([[10.0, 25.0, 24.0], [10.0, 12.0, np.nan]])


def _months(costs: dict[date, Cost]) -> list[float]:
    return list(payback(COHORTS, VALUES, costs).months)


def test_the_cost_is_earned_in_the_first_month_that_reaches_it() -> None:
    assert _months({COHORTS[0]: 25.0, COHORTS[1]: 10.5}) == [1, 1]
    assert _months({COHORTS[0]: 10.0, COHORTS[1]: 0.0}) == [0, 0]
    found = payback(COHORTS, VALUES, {COHORTS[0]: 25.0, COHORTS[1]: 10.5})
    assert found.costs.tolist() == [25.0, 10.5]
    assert found.reasons == (None, None)


def test_a_cost_beyond_all_known_months_is_reported_with_what_is_known() -> None:
    found = payback(COHORTS, VALUES, {COHORTS[0]: 25.01, COHORTS[1]: 12.01})
    assert np.isnan(found.months).all()
    assert found.costs.tolist() == [25.01, 12.01]
    assert found.reasons == ("The cost is not earned back within 2 months.", NOT_YET)


def test_no_cost_and_a_cost_nobody_knows_keep_their_reasons() -> None:
    found = payback(COHORTS, VALUES, {COHORTS[1]: "The month is not over."})
    assert np.isnan(found.costs).all()
    assert np.isnan(found.months).all()
    assert found.reasons == (NO_COST, "The month is not over.")
