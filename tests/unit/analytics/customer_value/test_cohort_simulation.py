"""Drawn futures of cohorts against what the models expect of their customers."""

import numpy as np
import pytest

from ecom_platform.analytics.customer_value.cohort_simulation import (
    LARGEST_SAMPLE,
    CohortModels,
    simulate_cohorts,
)
from ecom_platform.analytics.customer_value.customer_days import Purchases
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma

SURE = np.zeros((4, 4))
MODEL = CustomerModel(BgNbd({"r": 0.7, "alpha": 8.0, "a": 0.8, "b": 2.5}, covariance=SURE))
SPENDING = GammaGamma({"p": 2.0, "q": 4.0, "gamma": 120.0}, covariance=np.zeros((3, 3)))
ENDS = (14, 42, 70)


def _known(size: int) -> Purchases:
    end = np.datetime64("2024-06-30")
    return Purchases(
        np.arange(size),
        np.full(size, end - np.timedelta64(140, "D")),
        np.full(size, end - np.timedelta64(35, "D")),
        np.full(size, 4.0),
        np.full(size, 50.0),
        0.9,
        end,
    )


def test_money_is_what_the_models_expect_of_all_customers() -> None:
    known, cohorts = _known(600), np.repeat([0, 1], 300)
    futures = simulate_cohorts(
        CohortModels(MODEL, SPENDING, 0.0, 0.0, 0.0),
        known,
        cohorts,
        idle=np.ones(600),
        ends=ENDS,
        rng=np.random.default_rng(1),
    )
    each = SPENDING.conditional_expected_value(known.counts, known.means) * 0.9
    for place, bought in enumerate(MODEL.expected_purchases(known, ENDS)):
        drawn = futures.money[:, 0, place]
        error = drawn.std() / np.sqrt(len(drawn))
        assert drawn.mean() == pytest.approx((bought * each)[:300].sum(), abs=4 * error)


def test_a_larger_cohort_is_scaled_up_from_some_of_its_customers() -> None:
    size = 3 * LARGEST_SAMPLE
    futures = simulate_cohorts(
        CohortModels(MODEL, None, 0.0, 0.0, 0.0),
        _known(size),
        np.zeros(size, dtype=np.intp),
        idle=np.ones(size),
        ends=ENDS[:1],
        rng=np.random.default_rng(1),
    )
    small = simulate_cohorts(
        CohortModels(MODEL, None, 0.0, 0.0, 0.0),
        _known(500),
        np.zeros(500, dtype=np.intp),
        idle=np.ones(500),
        ends=ENDS[:1],
        rng=np.random.default_rng(2),
    )
    assert futures.active.mean() / size == pytest.approx(small.active.mean() / 500, rel=0.03)
    assert np.isnan(futures.money).all()


def test_who_bought_in_the_running_month_already_is_not_counted_twice() -> None:
    idle = np.zeros(50)
    futures = simulate_cohorts(
        CohortModels(MODEL, None, 0.0, 0.0, 0.0),
        _known(50),
        np.zeros(50, dtype=np.intp),
        idle=idle,
        ends=ENDS,
        rng=np.random.default_rng(1),
    )
    assert not futures.active[:, :, 0].any()
    assert futures.active[:, :, 1].any()


@pytest.mark.parametrize("shock", [0.1, 0.3])
def test_a_shock_is_common_to_all_cohorts_and_leaves_the_mean(shock: float) -> None:
    futures = simulate_cohorts(
        CohortModels(MODEL, None, shock, 0.0, 0.0),
        _known(2_000),
        np.repeat([0, 1], 1_000),
        idle=np.ones(2_000),
        ends=ENDS,
        rng=np.random.default_rng(1),
    )
    logs = np.log(futures.active[:, :, 1])
    assert logs.std(axis=0) == pytest.approx([shock, shock], rel=0.25, abs=0.02)
    assert np.corrcoef(logs.T)[0, 1] > 0.5


def test_a_month_strays_by_itself() -> None:
    futures = simulate_cohorts(
        CohortModels(MODEL, SPENDING, 0.0, 0.0, 0.3),
        _known(2_000),
        np.repeat([0, 1], 1_000),
        idle=np.ones(2_000),
        ends=ENDS,
        rng=np.random.default_rng(1),
    )
    logs = np.log(futures.active[:, 0, :])
    assert logs.std(axis=0) == pytest.approx([0.3] * 3, rel=0.25)
    assert abs(np.corrcoef(logs.T)[0, 1]) < 0.25
    assert np.all(np.diff(futures.money, axis=2) >= 0)
