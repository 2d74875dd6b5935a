"""Simulated purchase paths: cumulative purchases at several times of the same drawn future.

`PurchaseModel.purchase_draws` draws for one time only. Cohorts need month after month of one
future, and a customer's 30, 90 and 365 days must not contradict each other.
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
        leaving_probability = rng.beta(
            parameters["a"], parameters["b"] + x + model.chances_at_first, shape
        )
        last_purchase_number = rng.geometric(np.maximum(leaving_probability, SMALLEST_CHANCE))
        counts = rng.poisson(rate * steps[:, None, None]).cumsum(axis=0)
        return np.where(alive, np.minimum(counts, last_purchase_number), 0)
    dropout_rate = rng.gamma(parameters["s"], 1 / (parameters["beta"] + age), shape)
    moment_of_leaving = rng.exponential(size=shape) / np.maximum(
        dropout_rate, np.finfo(np.float64).tiny
    )
    time_alive = np.minimum(moment_of_leaving, times[:, None, None])
    counts = rng.poisson(rate * np.diff(time_alive, axis=0, prepend=0.0)).cumsum(axis=0)
    return np.where(alive, counts, 0)
