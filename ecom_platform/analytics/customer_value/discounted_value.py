"""Discounted customer value: expected purchases times their value, discounted by period.

The forecasts come from a purchase model and a spending model. Which model a feed uses is decided in
`analytics/customer_value/model_selection/model_contest.py`.
"""

from itertools import pairwise

import numpy as np

from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.errors import AnalyticsError


def discounted_value(
    model: PurchaseModel,
    spending: GammaGamma,
    histories: PurchaseHistories,
    mean_value: Floats,
    *,
    periods: int,
    weeks: float,
    discount: float,
) -> Floats:
    """The discounted expected value of each customer; a period's purchases count at its end.

    Args:
        model: of purchases.
        spending: of their value.
        histories: of the customers.
        mean_value: of each customer's repeat purchases, in money.
        periods: how many to look ahead.
        weeks: length of a period.
        discount: per period, 0 or more.

    Raises:
        AnalyticsError: there is no period, or the discount is negative.
    """
    if periods < 1 or not discount >= 0:
        message = f"A value needs a period or more and no negative discount: {periods}, {discount}."
        raise AnalyticsError(message)
    ends = np.array([weeks * period for period in range(1, periods + 1)])
    factors = [(1 + discount) ** -period for period in range(1, periods + 1)]
    # The sum of f_k (E_k - E_(k-1)) as a weighted sum of the E_k, each computed once.
    shares = np.array([factor - next_factor for factor, next_factor in pairwise([*factors, 0.0])])
    discounted_purchases = model.weighted_if_alive(histories, ends, shares)
    value = spending.conditional_expected_value(histories.frequency, mean_value)
    return model.probability_alive(histories) * discounted_purchases * value
