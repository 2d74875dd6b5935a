"""Month scatter: how far the purchases of single months deviate from the model's expectation.

A purchase model knows no season, or one estimated from a year or two; the deviations that remain
must widen the bands of its forecasts. The error of its overall level is estimated in
`analytics/customer_value/model_selection/model_contest.py`.
"""

from math import log, sqrt
from statistics import fmean, variance

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import CustomerDays
from ecom_platform.analytics.customer_value.customer_model import CustomerModel

MONTHS = 12
FEWEST_MONTHS = 3
FEWEST_PURCHASES = 10.0  # in a month, expected and actual; below, the logarithm is too noisy


def month_scatter(customers: CustomerDays, model: CustomerModel) -> float:
    """The standard deviation of log(actual / expected purchases) between months.

    Each of the last complete months, twelve at most, is forecast from the data of the day before
    it. The variance around the mean is reduced by the Poisson noise of the counts. It is 0 with
    fewer than three usable months.
    """
    running_month = (customers.as_of + 1).astype("datetime64[M]")
    ratios: list[float] = []
    poisson_noise: list[float] = []
    for month in running_month - np.arange(MONTHS, 0, -1):
        day_before = month.astype("datetime64[D]") - 1
        end = (month + 1).astype("datetime64[D]") - 1
        known = customers.known_on(day_before)
        if not known.buyers.size:
            continue
        days = int((end - day_before).astype(int))
        expected = float(model.expected_purchases(known, (days,))[0].sum())
        actual = float(customers.purchases_between(known.buyers, day_before, end)[0].sum())
        if min(expected, actual) >= FEWEST_PURCHASES:
            ratios.append(log(actual / expected))
            poisson_noise.append(1 / actual)
    if len(ratios) < FEWEST_MONTHS:
        return 0.0
    return sqrt(max(variance(ratios) - fmean(poisson_noise), 0.0))
