"""MBG/NBD where it differs from its neighbours."""

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.mbg_nbd import MbgNbd
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories

PAPER = MbgNbd({"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614})


def test_a_customer_may_leave_after_the_first_purchase() -> None:
    once = PurchaseHistories(np.zeros(2), np.zeros(2), np.array([0.0, 5000.0]))
    alive = PAPER.probability_alive(once)
    # At once, P(alive) is the chance not to leave, b / (a + b).
    assert alive[0] == pytest.approx(1.614 / (0.891 + 1.614))
    assert alive[1] < 0.2
