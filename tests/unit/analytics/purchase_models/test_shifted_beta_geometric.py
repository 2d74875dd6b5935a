"""The shifted beta geometric against integrals and sums over its customers."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from ecom_platform.analytics.purchase_models.shifted_beta_geometric import (
    ShiftedBetaGeometric,
    fit_shifted_beta_geometric,
)
from ecom_platform.errors import AnalyticsError

MODEL = ShiftedBetaGeometric({"alpha": 0.668, "beta": 3.806})


def test_survival_is_an_integral_over_the_chance_to_leave() -> None:
    expected, _ = quad(lambda p: (1 - p) ** 5 * stats.beta.pdf(p, 0.668, 3.806), 0, 1)
    assert MODEL.survival(np.array([0.0, 5.0])) == pytest.approx([1, expected])


def test_retention_is_the_ratio_of_survivals_and_rises() -> None:
    times = np.arange(1.0, 30)
    ratio = MODEL.survival(times) / MODEL.survival(times - 1)
    assert MODEL.retention(times) == pytest.approx(ratio)
    assert (np.diff(ratio) > 0).all()


@pytest.mark.parametrize("renewals", [0.0, 4.0])
def test_a_residual_lifetime_is_the_discounted_sum_of_survivals_to_come(renewals: float) -> None:
    """The renewal now due is paid at once, the next one a period later."""
    ahead = np.arange(1.0, 3000)
    survival = MODEL.survival(renewals + ahead) / MODEL.survival(np.array([renewals]))
    expected = float((survival / 1.1 ** (ahead - 1)).sum())
    found = MODEL.discounted_residual_lifetime(np.array([renewals]), 0.1)
    assert found[0] == pytest.approx(expected, rel=1e-9)


def test_the_parameters_are_found_from_survivors_without_noise() -> None:
    survivors = 1e6 * MODEL.survival(np.arange(9.0))
    found = fit_shifted_beta_geometric(survivors)
    assert found.parameters == pytest.approx(MODEL.parameters, rel=1e-6)
    assert all(0 < error < 0.05 for error in found.standard_errors.values())


@pytest.mark.parametrize(
    ("survivors", "told"),
    [
        ([100.0, 90.0], "at least two renewals"),
        ([100.0, 110.0, 90.0], "rises"),
        ([100.0, np.nan, 90.0], "missing"),
        ([0.0, 0.0, 0.0], "cohort is empty"),
        ([100.0, 100.0, 100.0, 100.0], "do not identify"),
        ([100.0, 50.0, 25.0, 12.5, 6.25], "do not identify"),
    ],
)
def test_survivors_that_identify_nothing_are_refused_with_a_sentence(
    survivors: list[float], told: str
) -> None:
    with pytest.raises(AnalyticsError, match=told):
        fit_shifted_beta_geometric(np.array(survivors))


def test_without_a_discount_a_lifetime_may_be_endless() -> None:
    with pytest.raises(AnalyticsError, match="discount above 0"):
        MODEL.discounted_residual_lifetime(np.zeros(1), 0.0)
