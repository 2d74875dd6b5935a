"""How far the purchases of single months stray from what a model expects of them.

A model of purchases knows no season, or that of a year or two; what it cannot say of a month must
show in the bands of its forecasts. The level it misses altogether is judged in
`analytics/customer_value/model_selection/model_contest.py`.
"""

from math import log, sqrt
from statistics import fmean, variance

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import CustomerDays
from ecom_platform.analytics.customer_value.customer_model import CustomerModel

MONTHS = 12
FEWEST_MONTHS = 3
FEWEST_PURCHASES = 10.0  # expected of a month: of less, a logarithm says nothing


def month_scatter(customers: CustomerDays, model: CustomerModel) -> float:
    """Standard deviation of actual over expected purchases of a month, in logarithms.

    Of the last complete months, a year at most, each is expected from what was known on its eve;
    the scatter is that around their own mean, with what counting alone scatters taken out. It is 0
    with fewer than three such months.
    """
    running = (customers.as_of + 1).astype("datetime64[M]")
    ratios: list[float] = []
    noise: list[float] = []
    for month in running - np.arange(MONTHS, 0, -1):
        eve = month.astype("datetime64[D]") - 1
        end = (month + 1).astype("datetime64[D]") - 1
        known = customers.known_on(eve)
        if not known.buyers.size:
            continue
        days = int((end - eve).astype(int))
        expected = float(model.expected_purchases(known, (days,))[0].sum())
        actual = float(customers.purchases_between(known.buyers, eve, end)[0].sum())
        if min(expected, actual) >= FEWEST_PURCHASES:
            ratios.append(log(actual / expected))
            noise.append(1 / actual)
    if len(ratios) < FEWEST_MONTHS:
        return 0.0
    return sqrt(max(variance(ratios) - fmean(noise), 0.0))
