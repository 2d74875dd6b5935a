"""The likelihood of days is a distribution over all histories that could be, of every model."""

from math import comb

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd, MbgNbd
from ecom_platform.analytics.purchase_models.pareto_nbd import ParetoNbd
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.analytics.purchase_models.whole_days.day_model import DayHistories, DayModel

MODELS = [
    (BgNbd, (0.9, 6.4, 0.8, 2.5)),
    (BgNbd, (0.2, 0.5, 0.3, 0.4)),
    (MbgNbd, (0.9, 6.4, 0.8, 2.5)),
    (ParetoNbd, (0.9, 6.4, 0.6, 12.0)),
    (ParetoNbd, (0.3, 0.4, 3.0, 9.0)),
]
HISTORIES = PurchaseHistories(
    np.array([0.0, 0, 1, 2, 5, 30, 35]),
    np.array([0, 0, 3, 200, 10, 250, 35]) / 7,
    np.array([0, 300, 38, 238, 12, 500, 35]) / 7,
)


def _days(kind: type[PurchaseModel], values: tuple[float, ...]) -> DayModel:
    return kind.day_model_at(kind.day_kernel(500, 40), np.array(values))


@pytest.mark.parametrize(("kind", "values"), MODELS)
def test_the_chances_of_all_histories_of_nine_days_add_up_to_one(
    kind: type[PurchaseModel], values: tuple[float, ...]
) -> None:
    """x days with a purchase, the last on day m, can lie in C(m - 1, x - 1) ways."""
    end = 9
    rows = [(0, 0, 1)]
    rows += [(x, m, comb(m - 1, x - 1)) for m in range(1, end + 1) for x in range(1, m + 1)]
    model, total = _days(kind, values), 0.0
    for x, m, ways in rows:
        one = PurchaseHistories(np.array([float(x)]), np.array([m / 7]), np.array([end / 7]))
        total += ways * np.exp(model.log_likelihood(DayHistories.of(one), np.ones(1))[0])
    assert total == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("kind", "values"), MODELS)
def test_the_gradient_is_the_slope_of_the_likelihood(
    kind: type[PurchaseModel], values: tuple[float, ...]
) -> None:
    days, counts = DayHistories.of(HISTORIES), np.array([3.0, 1, 4, 1, 5, 9, 2])
    kernel = kind.day_kernel(500, 40)

    def at(shift: Floats) -> float:
        return kind.day_model_at(kernel, np.array(values) * np.exp(shift)).log_likelihood(
            days, counts
        )[0]

    steps = np.eye(4) * 1e-5
    slopes = [(at(step) - at(-step)) / 2e-5 for step in steps]
    model = kind.day_model_at(kernel, np.array(values))
    pull = model.log_likelihood(days, counts)[1] * [*model.rates, *model.leaving]
    assert pull == pytest.approx(slopes, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd, ParetoNbd])
def test_with_rare_purchases_days_and_moments_agree(kind: type[PurchaseModel]) -> None:
    """At one purchase in hundreds of days hardly two share one: the answers differ by its length.

    Half a day of 300 is what a customer is known longer.
    """
    values = (0.9, 400.0, 0.8, 2.5 if kind is not ParetoNbd else 90.0)
    model = kind(dict(zip(kind.names, values, strict=True)))
    rare = HISTORIES.part(1, 3)
    days = _days(kind, values)
    assert days.probability_alive(rare) == pytest.approx(model.probability_alive(rare), rel=2e-2)
    assert days.expected_if_alive(rare.frequency, rare.age, 26) == pytest.approx(
        model.expected_if_alive(rare, 26), rel=5e-3
    )


@pytest.mark.parametrize(("kind", "values"), MODELS)
def test_drawn_days_have_the_expected_mean(
    kind: type[PurchaseModel], values: tuple[float, ...]
) -> None:
    model = _days(kind, values)
    x, age = HISTORIES.frequency, HISTORIES.age
    drawn = model.draw_if_alive(x, age, 10, np.random.default_rng(2), 4000)
    expected = model.expected_if_alive(x, age, 10)
    allowed = 4 * drawn.std(axis=1) / np.sqrt(4000) + 1e-9
    assert (np.abs(drawn.mean(axis=1) - expected) < allowed).all()
    assert drawn.max() <= 70


@pytest.mark.parametrize(("kind", "values"), MODELS)
def test_many_purchases_and_long_histories_do_not_underflow(
    kind: type[PurchaseModel], values: tuple[float, ...]
) -> None:
    busy = PurchaseHistories(np.array([700.0, 700]), np.array([100.0, 300]), np.array([110.0, 300]))
    model = kind.day_model_at(kind.day_kernel(2100, 700), np.array(values))
    total, pull = model.log_likelihood(DayHistories.of(busy), np.ones(2))
    assert np.isfinite(total)
    assert np.isfinite(pull).all()
    alive = model.probability_alive(busy)
    assert ((alive >= 0) & (alive <= 1)).all()
