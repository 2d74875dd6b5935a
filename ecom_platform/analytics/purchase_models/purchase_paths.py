"""Simulated purchase paths: cumulative purchases at several times of the same drawn future.

`PurchaseModel.purchase_draws` answers for one time. Cohorts need month after month of one future,
and a customer's 30, 90 and 365 days must not contradict each other.
"""

import numpy as np

from ecom_platform.analytics.purchase_models.bg_nbd import BetaGeometric
from ecom_platform.analytics.purchase_models.bg_nbd_formulas import SMALLEST_CHANCE
from ecom_platform.analytics.purchase_models.purchase_histories import (
    Floats,
    Ints,
    PurchaseHistories,
)
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.errors import AnalyticsError


def draw_paths(
    model: PurchaseModel,
    histories: PurchaseHistories,
    times: Floats,
    rng: np.random.Generator,
    draws: int,
) -> Ints:
    """Cumulative purchases at each of the times, time x customer x draw.

    Args:
        model: a fitted model.
        histories: of the customers.
        times: weeks from now, ascending.
        rng: random generator.
        draws: futures per customer.

    Raises:
        AnalyticsError: the times do not ascend.
    """
    steps = np.diff(times, prepend=0.0)
    if np.any(steps < 0):
        message = "The times of a path must ascend from now."
        raise AnalyticsError(message)
    shape = (len(histories), draws)
    alive = rng.random(shape) < model.probability_alive(histories)[:, None]
    x, age = histories.frequency[:, None], histories.age[:, None]
    parameters = model.parameters
    rate = rng.gamma(parameters["r"] + x, 1 / (parameters["alpha"] + age), shape)
    if isinstance(model, BetaGeometric):
        chance = rng.beta(parameters["a"], parameters["b"] + x + model.chances_at_first, shape)
        last = rng.geometric(np.maximum(chance, SMALLEST_CHANCE))
        counts = rng.poisson(rate * steps[:, None, None]).cumsum(axis=0)
        return np.where(alive, np.minimum(counts, last), 0)
    leaving = rng.gamma(parameters["s"], 1 / (parameters["beta"] + age), shape)
    stay = rng.exponential(size=shape) / np.maximum(leaving, np.finfo(np.float64).tiny)
    lived = np.minimum(stay, times[:, None, None])
    counts = rng.poisson(rate * np.diff(lived, axis=0, prepend=0.0)).cumsum(axis=0)
    return np.where(alive, counts, 0)
