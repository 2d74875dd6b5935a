"""What every model of purchases can be asked, whatever its formulas.

A model lies in a module of its own and fills in four answers; questions put together from them
(expected purchases, intervals, standard errors) are answered here, once for all models.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.fitting import Fitted
from ecom_platform.analytics.purchase_histories import (
    Floats,
    Ints,
    PurchaseHistories,
    unique_rows,
)
from ecom_platform.errors import AnalyticsError

CHUNK = 2_000_000  # drawn counts held at once


@dataclass(frozen=True)
class PurchaseModel(Fitted, ABC):
    """A model of how often customers buy and when they leave; times are in weeks."""

    @abstractmethod
    def expected_purchases(self, t: float) -> float:
        """Expected repeat purchases of a new customer in the `t` weeks after the first."""

    @abstractmethod
    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """The chance that each customer has not left at the end of observation."""

    @abstractmethod
    def expected_if_alive(self, frequency: Floats, age: Floats, t: float) -> Floats:
        """Expected purchases in the next `t` weeks of customers who have not left yet."""

    @abstractmethod
    def draw_if_alive(
        self, frequency: Floats, age: Floats, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn numbers of purchases in the next `t` weeks of customers who have not left yet.

        One row per customer, one column per draw.
        """

    def conditional_expected_purchases(self, histories: PurchaseHistories, t: float) -> Floats:
        """Expected purchases in the next `t` weeks, given each customer's history.

        All models forget when the last purchase was once it is known that a customer is still
        here, so that half of the answer is worked out once per number of purchases and age.
        """
        _refuse_past(t)
        first, _, places = unique_rows(histories.frequency, histories.age)
        staying = self.expected_if_alive(histories.frequency[first], histories.age[first], t)
        result: Floats = self.probability_alive(histories) * staying[places]
        return result

    def purchase_draws(
        self, histories: PurchaseHistories, t: float, *, seed: int, draws: int
    ) -> Ints:
        """Drawn numbers of purchases in the next `t` weeks: a row per customer, a column per draw.

        They follow each customer's predictive distribution; the parameters are taken as known.
        """
        _refuse_past(t)
        return self._drawn(histories, t, np.random.default_rng(seed), draws)

    def purchase_interval(
        self, histories: PurchaseHistories, t: float, level: float, *, seed: int, draws: int
    ) -> tuple[Floats, Floats]:
        """The fewest and the most purchases of each customer in the next `t` weeks.

        The lower end cuts off at most half of what `level` leaves over; the upper end is the one
        whose interval comes nearest to `level`, as counts hardly ever meet it. A customer who is
        surely gone has the interval 0 to 0, which is right more often than `level`.

        Raises:
            AnalyticsError: the level is not between 0 and 1, or `t` is negative.
        """
        _refuse_past(t)
        if not 0 < level < 1:
            message = f"The level of an interval must lie between 0 and 1, not at {level}."
            raise AnalyticsError(message)
        different, _, places = histories.grouped()
        rng = np.random.default_rng(seed)
        low, high = np.empty(len(different)), np.empty(len(different))
        step = max(1, CHUNK // draws)
        for start in range(0, len(different), step):
            part = slice(start, start + step)
            drawn = self._drawn(different.part(start, start + step), t, rng, draws)
            low[part], high[part] = nearest_interval(drawn, level)
        return low[places], high[places]

    def _drawn(
        self, histories: PurchaseHistories, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        counts = self.draw_if_alive(histories.frequency, histories.age, t, rng, draws)
        alive = rng.random(counts.shape) < self.probability_alive(histories)[:, None]
        return np.where(alive, counts, 0)


def nearest_interval(draws: Ints, level: float) -> tuple[Floats, Floats]:
    """Per row of drawn counts the interval of `PurchaseModel.purchase_interval`."""
    ordered = np.sort(draws, axis=1)
    size = ordered.shape[1]
    low = ordered[:, int(size * (1 - level) / 2)]
    below = (ordered < low[:, None]).sum(axis=1)
    last = np.minimum(np.ceil(below + level * size).astype(np.int64), size) - 1
    high = ordered[np.arange(len(ordered)), last]
    within = (ordered <= high[:, None]).sum(axis=1) - below
    shorter = (ordered < high[:, None]).sum(axis=1) - below
    # The next count below `high` may be none of the drawn ones: it is the largest drawn one.
    before = ordered[np.arange(len(ordered)), np.maximum(below + shorter - 1, 0)]
    nearer = (shorter > 0) & (level * size - shorter < within - level * size)
    return low.astype(np.float64), np.where(nearer, before, high).astype(np.float64)


def refuse_unfit(histories: PurchaseHistories) -> None:
    """Histories that no model of purchases can be fitted to.

    Raises:
        AnalyticsError: there are too few customers, or none of them bought again, or all did so
            as often as each other.
    """
    if len(histories) < 2:
        message = f"There are too few customers to fit a model of purchases: {len(histories)}."
        raise AnalyticsError(message)
    if not histories.frequency.any():
        message = "No customer bought a second time, so that there is no rate of purchases to fit."
        raise AnalyticsError(message)


def _refuse_past(t: float) -> None:
    if not (t >= 0 and np.isfinite(t)):
        message = f"A forecast needs a number of weeks ahead, not {t}."
        raise AnalyticsError(message)
