"""Discounted value is the sum it stands for."""

import numpy as np
import pytest

from ecom_platform.analytics.customer_value.discounted_value import discounted_value
from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.errors import AnalyticsError

MODEL = BgNbd({"r": 0.9, "alpha": 6.4, "a": 0.8, "b": 2.5})
SPENDING = GammaGamma({"p": 6.0, "q": 4.0, "gamma": 30.0})
HISTORIES = PurchaseHistories(
    np.array([0.0, 5, 1, 5]), np.array([0.0, 10, 3, 37]), np.array([38.0, 38, 38, 38])
)
MEANS = np.array([0.0, 50, 80, 40])


def test_each_period_counts_what_it_brings_discounted_from_its_end() -> None:
    until = [MODEL.conditional_expected_purchases(HISTORIES, 4.0 * k) for k in range(4)]
    value = SPENDING.conditional_expected_value(HISTORIES.frequency, MEANS)
    expected = sum(value * (until[k] - until[k - 1]) / 1.02**k for k in range(1, 4))
    found = discounted_value(MODEL, SPENDING, HISTORIES, MEANS, periods=3, weeks=4.0, discount=0.02)
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("periods", "discount"), [(0, 0.1), (3, -0.1), (3, np.nan)])
def test_a_value_without_a_period_or_with_a_negative_discount_is_refused(
    periods: int, discount: float
) -> None:
    with pytest.raises(AnalyticsError, match="no negative discount"):
        discounted_value(
            MODEL, SPENDING, HISTORIES, MEANS, periods=periods, weeks=4.0, discount=discount
        )
