"""Drawn paths against the closed forms of the models they are drawn from."""

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd, MbgNbd
from ecom_platform.analytics.purchase_models.pareto_nbd import ParetoNbd
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.analytics.purchase_models.purchase_paths import draw_paths
from ecom_platform.errors import AnalyticsError

HISTORIES = PurchaseHistories(
    np.array([0.0, 1, 4, 20]), np.array([0.0, 3, 30, 38]), np.array([10.0, 38, 38, 39])
)
TIMES = np.array([2.0, 10.0, 52.0])
DRAWS = 40_000
MODELS = [
    BgNbd({"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}),
    MbgNbd({"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}),
    ParetoNbd({"r": 0.5532, "alpha": 10.576, "s": 0.606, "beta": 11.67}),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_paths_bring_what_the_model_expects_at_every_time(model: PurchaseModel) -> None:
    paths = draw_paths(model, HISTORIES, TIMES, np.random.default_rng(1), DRAWS)
    for time, counts in zip(TIMES, paths, strict=True):
        expected = model.conditional_expected_purchases(HISTORIES, float(time))
        error = counts.std(axis=1) / np.sqrt(DRAWS)
        assert np.all(np.abs(counts.mean(axis=1) - expected) < 4 * error + 1e-9)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_a_path_never_falls_and_ends_with_those_who_left(model: PurchaseModel) -> None:
    paths = draw_paths(model, HISTORIES, TIMES, np.random.default_rng(2), 2_000)
    assert np.all(np.diff(paths, axis=0, prepend=0) >= 0)
    endless = draw_paths(model, HISTORIES, np.array([1e5]), np.random.default_rng(3), DRAWS)
    bought = (endless[0] > 0).mean(axis=1)
    assert np.all(bought <= model.probability_alive(HISTORIES) + 0.01)


def test_the_same_seed_draws_the_same_paths() -> None:
    one, other = (
        draw_paths(MODELS[0], HISTORIES, TIMES, np.random.default_rng(5), 50) for _ in range(2)
    )
    assert np.array_equal(one, other)


def test_times_must_ascend() -> None:
    with pytest.raises(AnalyticsError, match="ascend"):
        draw_paths(MODELS[0], HISTORIES, np.array([3.0, 2.0]), np.random.default_rng(1), 5)
