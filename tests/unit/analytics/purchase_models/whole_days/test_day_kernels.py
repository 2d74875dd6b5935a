"""What happens on one day happens surely: its chances add up to one, and draws follow them."""

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.whole_days.day_kernels import (
    BetaGeometricDays,
    DayKernel,
    ParetoDays,
)

KERNELS = [BetaGeometricDays.over(300, 20, 0), ParetoDays.over(300, 20)]


@pytest.mark.parametrize("kernel", KERNELS, ids=["beta geometric", "pareto"])
def test_a_day_is_bought_on_or_quiet_and_ends_here_or_gone(kernel: DayKernel) -> None:
    """Of who buys or never buys again, only the last may be still here at the end of the day."""
    quiet_here = np.exp(-kernel.rate - kernel.dropout_rate)
    never_again = 1 - np.exp(kernel.log_returns)
    buys, goes = np.exp(kernel.log_buys_and_stays), np.exp(kernel.log_leaves)
    bought_and_gone = goes - buys * never_again
    quiet_and_gone = never_again * (1 - quiet_here)
    total = quiet_here + buys + bought_and_gone + quiet_and_gone
    assert total == pytest.approx(np.ones_like(total), abs=1e-9)


@pytest.mark.parametrize("kernel", KERNELS, ids=["beta geometric", "pareto"])
def test_drawn_days_have_the_expected_mean_at_every_node(kernel: DayKernel) -> None:
    rng = np.random.default_rng(6)
    expected = kernel.expected(40)
    rates, ways = (np.linspace(60, size - 60, 9).astype(np.int64) for size in expected.shape)
    for rate, leaving in zip(rates.tolist(), ways.tolist(), strict=True):
        drawn = kernel.draw(np.full(4000, rate), np.full(4000, leaving), 40, rng)
        allowed = 4.5 * drawn.std() / np.sqrt(4000) + 1e-2
        assert abs(drawn.mean() - expected[rate, leaving]) < allowed


def test_the_first_day_is_survived_by_who_does_not_leave() -> None:
    assert (KERNELS[0].log_start <= 0).all()
    at_first = BetaGeometricDays.over(300, 20, 1)
    assert (at_first.log_start <= KERNELS[0].log_start).all()
