"""BG/NBD and MBG/NBD against integrals over the customers they stand for, and on drawn ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betaln, expit, log_expit

from ecom_platform.analytics.purchase_models.bg_nbd import BetaGeometric, BgNbd, MbgNbd
from ecom_platform.analytics.purchase_models.bg_nbd_formulas import (
    BgNbdFormulas,
    expected_while_staying,
)
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import fit_model
from ecom_platform.errors import AnalyticsError
from tests.support.tables import simulated_customers

CASES = [
    (0.2426, 4.4136, 0.7929, 2.4259),
    (0.9, 6.4, 0.8, 2.5),
    (3.0, 2.0, 4.0, 1.5),
    (0.6, 10.0, 0.3, 0.4),
]
TRUE = (0.9, 6.4, 0.8, 2.5)
HISTORIES = PurchaseHistories(
    np.array([0.0, 0, 1, 2, 5, 12]),
    np.array([0.0, 0, 3, 30, 10, 38]),
    np.array([1.0, 38, 38, 38, 12, 38]),
)


def _by_integration(
    case: tuple[float, float, float, float], at_first: int, x: float, last: float, age: float
) -> tuple[float, float]:
    """The likelihood and P(alive) of one history, summed over a grid of log rates and log odds."""
    r, alpha, a, b = case
    logs, odds = np.linspace(-140, 12, 1800)[:, None], np.linspace(-120, 120, 900)
    rate, chance, stays = np.exp(logs), expit(odds), expit(-odds)
    of_rate = stats.gamma.pdf(rate, r, scale=1 / alpha) * rate
    of_chance = np.exp(a * np.log(chance) + b * np.log(stays) - betaln(a, b))
    weights = of_rate * of_chance * (logs[1] - logs[0]) * (odds[1] - odds[0])
    here = float((weights * rate**x * stays ** (x + at_first) * np.exp(-rate * age)).sum())
    if x + at_first == 0:
        return here, 1.0
    before = rate**x * stays ** (x + at_first - 1) * chance * np.exp(-rate * last)
    return here + float((weights * before).sum()), here / (here + float((weights * before).sum()))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("at_first", [0, 1])
def test_likelihood_and_chance_to_be_alive_are_integrals_over_customers(
    case: tuple[float, float, float, float], at_first: int
) -> None:
    formulas = BgNbdFormulas(*case, at_first)
    rows = zip(HISTORIES.frequency, HISTORIES.recency, HISTORIES.age, strict=True)
    expected = np.array([_by_integration(case, at_first, *row) for row in rows])
    assert np.exp(formulas.log_likelihoods(HISTORIES)) == pytest.approx(expected[:, 0], rel=1e-6)
    assert formulas.probability_alive(HISTORIES) == pytest.approx(expected[:, 1], rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.floats(-3, 3)] * 4), st.sampled_from([0, 1]))
def test_the_gradient_is_the_slope_of_the_likelihood(
    logs: tuple[float, float, float, float], at_first: int
) -> None:
    counts = np.array([3.0, 1, 4, 1, 5, 9])

    def at(shift: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(np.array(logs) + shift).tolist()
        formulas = BgNbdFormulas(r, alpha, a, b, at_first)
        return formulas.log_likelihood_and_gradient(HISTORIES, counts)

    steps = np.eye(4) * 1e-5
    slopes = [(at(step)[0] - at(-step)[0]) / 2e-5 for step in steps]
    assert at(np.zeros(4))[1] == pytest.approx(slopes, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize(
    ("r", "alpha", "a", "b", "weeks"),
    [
        (0.24, 4.41, 0.79, 2.43, 78.0),
        (400.24, 60.0, 0.79, 402.4, 52.0),  # 2F1 overflows as the paper writes it
        (0.5, 5.0, 1.0, 2.0, 20.0),  # the formula is nought over nought
        (0.5, 5.0, 1.0 + 1e-9, 2.0, 20.0),
        (0.5, 5.0, 1.0002, 2.0, 20.0),
        (0.5, 5.0, 0.3, 0.4, 20.0),  # a + b below 1
        (0.5, 5.0, 0.5, 0.5, 20.0),  # a + b exactly 1
        (2.0, 5.0, 2000.0, 6000.0, 30.0),  # all customers leave alike
        (0.5, 5.0, 0.01, 30.0, 5.0),
        (0.5, 1e-3, 0.8, 2.0, 500.0),
    ],
)
def test_expected_purchases_are_an_integral_over_the_chance_to_leave(
    r: float, alpha: float, a: float, b: float, weeks: float
) -> None:
    odds = np.linspace(-4000, 60, 2_000_000)
    density = a * log_expit(odds) + b * log_expit(-odds)
    chance, weights = np.maximum(expit(odds), 1e-300), np.exp(density - density.max())
    # The mean over Gamma(r, alpha) of (1 - exp(-lambda p t)) / p.
    until_gone = -np.expm1(-r * np.log1p(chance * weeks / alpha)) / chance
    expected = float(weights @ until_gone / weights.sum())
    found = expected_while_staying(np.array([r]), np.array([alpha]), a, np.array([b]), weeks)
    assert found[0] == pytest.approx(expected, rel=1e-6)


@settings(deadline=None)
@given(
    st.floats(0.05, 5), st.floats(0.1, 50), st.floats(0.05, 8), st.floats(0.05, 8), st.floats(0, 60)
)
def test_expected_purchases_grow_with_time_and_never_beyond_a_customer_who_stays(
    r: float, alpha: float, a: float, b: float, weeks: float
) -> None:
    less, more = (
        expected_while_staying(np.array([r]), np.array([alpha]), a, np.array([b]), time)[0]
        for time in (weeks, weeks + 1)
    )
    assert 0 <= less <= more + 1e-9
    assert less <= r / alpha * weeks + 1e-9


@pytest.mark.parametrize("whole_days", [False, True])
@pytest.mark.parametrize(("name", "kind"), [("bg", BgNbd), ("mbg", MbgNbd)])
def test_parameters_and_intervals_of_drawn_customers_hold(
    name: simulated_customers.Kind, kind: type[BetaGeometric], whole_days: bool
) -> None:
    drawn = simulated_customers.draw(name, TRUE, 20_000, days=364, ahead=182, seed=4)
    histories = drawn.daily if whole_days else drawn.exact
    later = drawn.later_days if whole_days else drawn.later
    found = fit_model(kind, histories, whole_days=whole_days)
    assert np.abs(simulated_customers.misses(found, TRUE)).max() < 2
    expected = found.conditional_expected_purchases(histories, 26)
    assert expected.sum() == pytest.approx(later.sum(), rel=0.03)
    true = kind(dict(zip(kind.names, TRUE, strict=True)), whole_days=whole_days)
    assert true.probability_alive(histories).mean() == pytest.approx(drawn.alive.mean(), abs=0.01)
    some = slice(0, 4000)
    low, high = found.purchase_interval(histories.part(0, 4000), 26, 0.95, seed=1, draws=400)
    covered = np.mean((low <= later[some]) & (later[some] <= high))
    assert covered == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd])
@pytest.mark.parametrize("size", [0, 1])
def test_one_customer_is_too_few(kind: type[BetaGeometric], size: int) -> None:
    with pytest.raises(AnalyticsError, match="too few customers"):
        fit_model(kind, PurchaseHistories(*np.ones((3, size))), whole_days=False)


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd])
def test_customers_who_never_came_back_have_no_rate(kind: type[BetaGeometric]) -> None:
    never = PurchaseHistories(np.zeros(9), np.zeros(9), np.arange(9.0))
    with pytest.raises(AnalyticsError, match="a second time"):
        fit_model(kind, never, whole_days=False)
