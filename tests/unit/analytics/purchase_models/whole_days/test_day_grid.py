"""The plain sum over an axis is as good as exact."""

import numpy as np
import pytest
from scipy import stats

from ecom_platform.analytics.purchase_models.whole_days.day_grid import BetaAxis, GammaAxis


@pytest.mark.parametrize(("shape", "rate"), [(0.1, 3.0), (0.25, 30.0), (1.0, 45.0), (20.0, 100.0)])
def test_weights_of_rates_add_up_and_have_the_means_of_a_gamma(shape: float, rate: float) -> None:
    axis = GammaAxis.over(500, 0.1)
    weights = np.exp(axis.log_weights(shape, rate))
    assert weights.sum() == pytest.approx(1, abs=1e-8)
    assert weights @ axis.features == pytest.approx(axis.centre(shape, rate), rel=1e-6)
    assert axis.centre(shape, rate)[1] == pytest.approx(-stats.gamma.mean(shape, scale=1 / rate))


@pytest.mark.parametrize(("a", "b"), [(0.1, 0.1), (0.8, 2.5), (3.0, 0.2), (30.0, 60.0)])
def test_weights_of_chances_add_up_and_have_the_means_of_a_beta(a: float, b: float) -> None:
    axis = BetaAxis.over(100, 0.15)
    weights = np.exp(axis.log_weights(a, b))
    assert weights.sum() == pytest.approx(1, abs=1e-8)
    assert weights @ axis.features == pytest.approx(axis.centre(a, b), rel=1e-6)
    assert weights @ axis.chance == pytest.approx(a / (a + b), rel=1e-8)
