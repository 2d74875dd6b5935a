"""What customers are worth over periods to come: purchases times their value, discounted.

The forecasts come from a model of purchases and one of spending; which model serves a feed, and
the intervals around its values, are decided in
`analytics/customer_value/model_selection/model_contest.py` and `lifetime_value.py`.
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
    """The expected value of each customer, what is bought in a period counted at its end.

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
    # The sum of f_k (E_k - E_(k-1)) as a weighted sum of the E_k, which are worked out once each.
    shares = np.array([now - later for now, later in pairwise([*factors, 0.0])])
    staying = model.weighted_if_alive(histories, ends, shares)
    value = spending.conditional_expected_value(histories.frequency, mean_value)
    return model.probability_alive(histories) * staying * value
