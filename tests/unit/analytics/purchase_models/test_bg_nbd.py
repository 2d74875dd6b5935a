"""BG/NBD and MBG/NBD where they differ from each other, and on data that cannot tell."""

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd, MbgNbd, fit_bg_nbd
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.errors import AnalyticsError
from tests.support.tables import simulated_customers
from tests.support.tables.simulated_customers import misses

PAPER = BgNbd({"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259})
PAPER_MBG = MbgNbd({"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614})
TRUE = (0.9, 6.4, 0.8, 2.5)


def test_a_customer_without_a_repeat_is_surely_alive() -> None:
    once = PurchaseHistories(np.zeros(1), np.zeros(1), np.array([500.0]))
    assert PAPER.probability_alive(once)[0] == 1


def test_numbers_of_purchases_do_not_identify_chances_to_leave_where_all_customers_are_alike() -> (
    None
):
    alike = PurchaseHistories(np.full(50, 3.0), np.full(50, 20.0), np.full(50, 39.0))
    with pytest.raises(AnalyticsError, match="do not identify"):
        fit_bg_nbd(alike)


def test_whole_days_must_be_whole() -> None:
    histories = PurchaseHistories(np.array([1.0, 0]), np.array([1.05, 0]), np.array([5.0, 5]))
    with pytest.raises(AnalyticsError, match="not a whole number of days"):
        fit_bg_nbd(histories, whole_days=True)


def test_days_taken_for_moments_bias_alpha_and_whole_days_cure_it() -> None:
    """Beside what the same customers' exact moments say, so that chance cancels out."""
    drawn = simulated_customers.draw("bg", TRUE, 40_000, days=364, ahead=1, seed=8)
    by_moments = misses(fit_bg_nbd(drawn.exact), TRUE)
    assert misses(fit_bg_nbd(drawn.daily), TRUE)[1] - by_moments[1] > 3
    by_days = misses(fit_bg_nbd(drawn.daily, whole_days=True), TRUE)
    assert np.abs(by_days - by_moments).max() < 0.5


def test_a_customer_of_mbg_nbd_may_leave_after_the_first_purchase() -> None:
    once = PurchaseHistories(np.zeros(2), np.zeros(2), np.array([0.0, 5000.0]))
    alive = PAPER_MBG.probability_alive(once)
    # At once, P(alive) is the chance not to leave, b / (a + b).
    assert alive[0] == pytest.approx(1.614 / (0.891 + 1.614))
    assert alive[1] < 0.2
