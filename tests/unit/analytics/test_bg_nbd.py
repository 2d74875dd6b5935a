"""BG/NBD on drawn customers whose truth is known, and on data that cannot tell."""

import numpy as np
import pytest

from ecom_platform.analytics import bg_nbd
from ecom_platform.analytics.bg_nbd import BgNbd
from ecom_platform.analytics.purchases.purchase_histories import Floats, PurchaseHistories
from ecom_platform.errors import AnalyticsError
from tests.support import customers

PAPER = BgNbd({"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259})
TRUE = (0.9, 6.4, 0.8, 2.5)


def _misses(found: BgNbd) -> Floats:
    """How many standard errors the logarithm of each parameter is away from the truth."""
    logs: Floats = np.log(list(found.parameters.values())) - np.log(TRUE)
    errors = np.array(list(found.log_standard_errors.values()))
    misses: Floats = logs / errors
    return misses


@pytest.mark.parametrize("whole_days", [False, True])
def test_parameters_and_intervals_of_drawn_customers_hold(whole_days: bool) -> None:
    drawn = customers.draw("bg", TRUE, 20_000, days=364, ahead=182, seed=4)
    histories = drawn.daily if whole_days else drawn.exact
    later = drawn.later_days if whole_days else drawn.later
    found = bg_nbd.fit(histories, whole_days=whole_days)
    assert np.abs(_misses(found)).max() < 2
    expected = found.conditional_expected_purchases(histories, 26)
    assert expected.sum() == pytest.approx(later.sum(), rel=0.03)
    true = BgNbd(dict(zip(BgNbd.names, TRUE, strict=True)), whole_days=whole_days)
    assert true.probability_alive(histories).mean() == pytest.approx(drawn.alive.mean(), abs=0.01)
    some = slice(0, 4000)
    low, high = found.purchase_interval(histories.part(0, 4000), 26, 0.95, seed=1, draws=400)
    covered = np.mean((low <= later[some]) & (later[some] <= high))
    assert covered == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("size", [0, 1])
def test_one_customer_is_too_few(size: int) -> None:
    with pytest.raises(AnalyticsError, match="too few customers"):
        bg_nbd.fit(PurchaseHistories(np.ones(size), np.ones(size), np.ones(size)))


def test_customers_who_never_came_back_have_no_rate() -> None:
    with pytest.raises(AnalyticsError, match="a second time"):
        bg_nbd.fit(PurchaseHistories(np.zeros(9), np.zeros(9), np.arange(9.0)))


def test_a_customer_without_a_repeat_is_surely_alive() -> None:
    once = PurchaseHistories(np.zeros(1), np.zeros(1), np.array([500.0]))
    assert PAPER.probability_alive(once)[0] == 1


def test_numbers_of_purchases_cannot_tell_chances_to_leave_where_all_customers_are_alike() -> None:
    alike = PurchaseHistories(np.full(50, 3.0), np.full(50, 20.0), np.full(50, 39.0))
    with pytest.raises(AnalyticsError, match="cannot tell"):
        bg_nbd.fit(alike)


def test_whole_days_must_be_whole() -> None:
    histories = PurchaseHistories(np.array([1.0, 0]), np.array([1.05, 0]), np.array([5.0, 5]))
    with pytest.raises(AnalyticsError, match="no whole number of days"):
        bg_nbd.fit(histories, whole_days=True)


def test_days_taken_for_moments_bias_alpha_and_whole_days_cure_it() -> None:
    """Beside what the same customers' exact moments say, so that chance cancels out."""
    drawn = customers.draw("bg", TRUE, 40_000, days=364, ahead=1, seed=8)
    by_moments = _misses(bg_nbd.fit(drawn.exact))
    assert _misses(bg_nbd.fit(drawn.daily))[1] - by_moments[1] > 3
    by_days = _misses(bg_nbd.fit(drawn.daily, whole_days=True))
    assert np.abs(by_days - by_moments).max() < 0.5
