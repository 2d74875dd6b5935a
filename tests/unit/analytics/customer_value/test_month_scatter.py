"""The scatter of months: none where the model is true, and the one that was put in."""

import numpy as np
import pytest

from ecom_platform.analytics.customer_value.customer_days import customer_days
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.customer_value.month_scatter import month_scatter
from ecom_platform.analytics.purchase_models.bg_nbd import BgNbd
from tests.support.tables.simulated_orders import (
    LEAVING,
    RATE,
    day,
    end_of,
    orders,
    simulated_orders,
)

MODEL = CustomerModel(BgNbd({"r": RATE[0], "alpha": RATE[1], "a": LEAVING[0], "b": LEAVING[1]}))


def test_months_of_a_true_model_hardly_stray() -> None:
    frame = simulated_orders(6_000, 104, seed=4)
    assert month_scatter(customer_days(frame, end_of(104)), MODEL) < 0.06


def test_months_with_half_their_purchases_stray() -> None:
    frame = simulated_orders(6_000, 104, seed=4)
    repeat = frame["order_date"] > frame.groupby("customer_id")["order_date"].transform("min")
    even = frame["order_date"].dt.month % 2 == 0
    dropped = repeat & even & (np.random.default_rng(1).random(len(frame)) < 0.5)
    kept = frame[~dropped]
    # Months at 1 and 1/2 in turn lie half of log 2 around their mean.
    found = month_scatter(customer_days(kept, end_of(104)), MODEL)
    assert found == pytest.approx(np.log(2) / 2, rel=0.25)


@pytest.mark.parametrize("last", ["2024-01-20", "2024-12-31"])
def test_too_few_months_or_purchases_say_nothing(last: str) -> None:
    frame = orders(["a", "a", "b"], ["2024-01-01", "2024-01-09", "2024-01-15"], [1] * 3)
    assert month_scatter(customer_days(frame, day(last)), MODEL) == 0
