"""Questions put together from formulas: intervals of counts, draws, and what is refused."""

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd, MbgNbd
from ecom_platform.analytics.purchase_models.pareto_nbd import ParetoNbd
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.errors import AnalyticsError

MODELS: list[PurchaseModel] = [
    BgNbd({"r": 0.9, "alpha": 6.4, "a": 0.8, "b": 2.5}),
    MbgNbd({"r": 0.9, "alpha": 6.4, "a": 0.8, "b": 2.5}),
    ParetoNbd({"r": 0.9, "alpha": 6.4, "s": 0.6, "beta": 12.0}),
]
HISTORIES = PurchaseHistories(
    np.array([0.0, 1, 5, 12]), np.array([0.0, 3, 10, 38]), np.array([38.0, 38, 12, 38])
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_drawn_purchases_have_the_expected_mean(model: PurchaseModel) -> None:
    drawn = model.purchase_draws(HISTORIES, 26, seed=4, draws=20_000)
    expected = model.conditional_expected_purchases(HISTORIES, 26)
    allowed = 4 * drawn.std(axis=1) / np.sqrt(20_000)
    assert (np.abs(drawn.mean(axis=1) - expected) < allowed).all()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_nothing_is_expected_of_no_time(model: PurchaseModel) -> None:
    assert model.expected_purchases(0.0) == pytest.approx(0, abs=1e-12)
    assert model.conditional_expected_purchases(HISTORIES, 0.0) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_intervals_hold_what_is_expected_and_widen_with_their_level(model: PurchaseModel) -> None:
    narrow, wide = (
        model.purchase_interval(HISTORIES, 26, level, seed=1, draws=4000) for level in (0.5, 0.95)
    )
    assert (wide[0] <= narrow[0]).all()
    assert (narrow[1] <= wide[1]).all()
    assert (wide[1] >= np.floor(model.conditional_expected_purchases(HISTORIES, 26))).all()


def test_the_same_seed_gives_the_same_interval() -> None:
    first, second = (
        MODELS[0].purchase_interval(HISTORIES, 26, 0.9, seed=7, draws=200) for _ in range(2)
    )
    assert (first[0] == second[0]).all()
    assert (first[1] == second[1]).all()


def test_equal_histories_have_equal_intervals() -> None:
    twice = PurchaseHistories(np.full(2, 3.0), np.full(2, 9.0), np.full(2, 20.0))
    low, high = MODELS[0].purchase_interval(twice, 26, 0.9, seed=7, draws=200)
    assert low[0] == low[1]
    assert high[0] == high[1]


@pytest.mark.parametrize("weeks", [-1.0, np.nan, np.inf])
def test_the_past_is_not_forecast(weeks: float) -> None:
    with pytest.raises(AnalyticsError, match="weeks ahead"):
        MODELS[0].conditional_expected_purchases(HISTORIES, weeks)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_lies_between_nought_and_one(level: float) -> None:
    with pytest.raises(AnalyticsError, match="between 0 and 1"):
        MODELS[0].purchase_interval(HISTORIES, 1, level, seed=1, draws=10)
