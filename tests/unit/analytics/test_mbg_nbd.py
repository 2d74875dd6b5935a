"""MBG/NBD on drawn customers whose truth is known, and on data that cannot tell."""

import numpy as np
import pytest

from ecom_platform.analytics import mbg_nbd
from ecom_platform.analytics.mbg_nbd import MbgNbd
from ecom_platform.analytics.purchases.purchase_histories import Floats, PurchaseHistories
from ecom_platform.errors import AnalyticsError
from tests.support import customers

PAPER = MbgNbd({"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614})
TRUE = (0.9, 6.4, 0.8, 2.5)


def _misses(found: MbgNbd) -> Floats:
    """How many standard errors the logarithm of each parameter is away from the truth."""
    logs: Floats = np.log(list(found.parameters.values())) - np.log(TRUE)
    errors = np.array(list(found.log_standard_errors.values()))
    misses: Floats = logs / errors
    return misses


@pytest.mark.parametrize("whole_days", [False, True])
def test_parameters_and_intervals_of_drawn_customers_hold(whole_days: bool) -> None:
    drawn = customers.draw("mbg", TRUE, 20_000, days=364, ahead=182, seed=4)
    histories = drawn.daily if whole_days else drawn.exact
    later = drawn.later_days if whole_days else drawn.later
    found = mbg_nbd.fit(histories, whole_days=whole_days)
    assert np.abs(_misses(found)).max() < 2
    expected = found.conditional_expected_purchases(histories, 26)
    assert expected.sum() == pytest.approx(later.sum(), rel=0.03)
    true = MbgNbd(dict(zip(MbgNbd.names, TRUE, strict=True)), whole_days=whole_days)
    assert true.probability_alive(histories).mean() == pytest.approx(drawn.alive.mean(), abs=0.01)
    some = slice(0, 4000)
    low, high = found.purchase_interval(histories.part(0, 4000), 26, 0.95, seed=1, draws=400)
    covered = np.mean((low <= later[some]) & (later[some] <= high))
    assert covered == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("size", [0, 1])
def test_one_customer_is_too_few(size: int) -> None:
    with pytest.raises(AnalyticsError, match="too few customers"):
        mbg_nbd.fit(PurchaseHistories(np.ones(size), np.ones(size), np.ones(size)))


def test_customers_who_never_came_back_have_no_rate() -> None:
    with pytest.raises(AnalyticsError, match="a second time"):
        mbg_nbd.fit(PurchaseHistories(np.zeros(9), np.zeros(9), np.arange(9.0)))


def test_a_customer_may_leave_after_the_first_purchase() -> None:
    once = PurchaseHistories(np.zeros(2), np.zeros(2), np.array([0.0, 5000.0]))
    alive = PAPER.probability_alive(once)
    # At once, P(alive) is the chance not to leave, b / (a + b).
    assert alive[0] == pytest.approx(1.614 / (0.891 + 1.614))
    assert alive[1] < 0.2
