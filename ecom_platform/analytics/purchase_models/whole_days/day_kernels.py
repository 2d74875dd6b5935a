"""Day kernels: what a customer of known rate and dropout does in one day, for each purchase model.

A feed states days, not moments: purchases of one day count as one, the first lies somewhere in its
day, and observation ends with a day. A kernel holds the probabilities of a day with or without a
purchase, and of being alive when it ends. Customers are integrated over in `day_model.py`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, exprel

from ecom_platform.analytics.purchase_models.purchase_histories import Floats, Ints
from ecom_platform.analytics.purchase_models.whole_days.day_grid import Axis, BetaAxis, GammaAxis

TINY = np.finfo(np.float64).tiny
STEP = 0.25  # between nodes of how customers leave
FINEST = 1.1  # step between log rates, times the root of the number of purchases


@dataclass(frozen=True)
class DayKernel(ABC):
    """Probabilities of one day; matrices are rate nodes x leaving nodes, rates are per day.

    Attributes:
        rates: the axis of rates.
        leaving: the axis of how customers leave.
        log_start: log probability to be alive at the end of the first day.
        log_buys_and_stays: log probability to buy on a day and be alive at its end.
        log_leaves: log probability to buy on a day, and then leave or never buy again.
        log_returns: log probability to buy once more before leaving.
        dropout_rate: rate of leaving on a day without a purchase, per node of leaving.
    """

    rates: GammaAxis
    leaving: Axis
    log_start: Floats
    log_buys_and_stays: Floats
    log_leaves: Floats
    log_returns: Floats
    dropout_rate: Floats

    @property
    def rate(self) -> Floats:
        """The nodes of rates, as a column."""
        return np.exp(self.rates.logs)[:, None]

    @abstractmethod
    def expected(self, days: int) -> Floats:
        """Expected days with a purchase among the next `days`, of a customer who is alive."""

    @abstractmethod
    def draw(self, rate: Ints, leaving: Ints, days: int, rng: np.random.Generator) -> Ints:
        """Drawn days with a purchase among the next `days`, of customers who are alive.

        Args:
            rate: index of each customer's rate node.
            leaving: index of the leaving node, same shape.
            days: days ahead.
            rng: random generator.
        """


@dataclass(frozen=True)
class BetaGeometricDays(DayKernel):
    """BG/NBD and MBG/NBD: customers may leave after a purchase."""

    @classmethod
    def over(cls, longest: int, most: int, chances_at_first: int) -> "BetaGeometricDays":
        """The kernel for histories of at most `longest` days and `most` purchases."""
        rates = GammaAxis.over(longest, _rate_step(most))
        chances = BetaAxis.over(most, STEP)
        rate, stays = np.exp(rates.logs)[:, None], expit(-chances.log_odds)
        losing = rate * chances.chance
        log_start = np.log(exprel(-losing)) + chances_at_first * chances.features[:, 1]
        return cls(
            rates,
            chances,
            log_start,
            _log_without_zero(-np.expm1(-rate * stays)) - losing,
            _log_without_zero(-np.expm1(-losing)),
            np.zeros_like(losing),
            np.zeros(chances.chance.size),
        )

    def expected(self, days: int) -> Floats:
        """As `DayKernel.expected`: a geometric sum, as customers are lost day by day."""
        losing = self.rate * np.exp(self.leaving.features[:, 0])
        return -np.expm1(-self.rate) * days * exprel(-losing * days) / exprel(-losing)

    def draw(self, rate: Ints, leaving: Ints, days: int, rng: np.random.Generator) -> Ints:
        """As `DayKernel.draw`: binomial, ended by the day on which the customer leaves."""
        purchase_rate = self.rate[rate, 0]
        buying_probability = -np.expm1(-purchase_rate)
        leaving_probability = -np.expm1(-purchase_rate * np.exp(self.leaving.features[leaving, 0]))
        last_purchase = rng.geometric(
            np.clip(leaving_probability / np.maximum(buying_probability, TINY), 1e-15, 1.0)
        )
        purchases: Ints = np.minimum(rng.binomial(days, buying_probability), last_purchase).astype(
            np.int64
        )
        return purchases


@dataclass(frozen=True)
class ParetoDays(DayKernel):
    """Pareto/NBD: customers leave at a random moment, independent of their purchases."""

    @classmethod
    def over(cls, longest: int, most: int) -> "ParetoDays":
        """The kernel for histories of at most `longest` days and `most` purchases."""
        rates, leaving = GammaAxis.over(longest, _rate_step(most)), GammaAxis.over(longest, STEP)
        rate, dropout_rate = np.exp(rates.logs)[:, None], np.exp(leaving.logs)
        returns = expit(rates.logs[:, None] - leaving.logs)
        log_buys_and_stays = _log_without_zero(-np.expm1(-rate)) - dropout_rate
        return cls(
            rates,
            leaving,
            np.log(exprel(-dropout_rate)) * np.ones_like(rate),
            log_buys_and_stays,
            _log_without_zero(
                _buys_and_leaves(rate, dropout_rate, returns)
                + np.exp(log_buys_and_stays) * (1 - returns)
            ),
            _log_without_zero(returns),
            dropout_rate,
        )

    def expected(self, days: int) -> Floats:
        """As `DayKernel.expected`: a geometric sum, as customers are lost day by day."""
        returns = np.exp(self.log_returns)
        expected_days_alive = days * exprel(-self.dropout_rate * days) / exprel(-self.dropout_rate)
        result: Floats = -returns * np.expm1(-self.rate - self.dropout_rate) * expected_days_alive
        return result

    def draw(self, rate: Ints, leaving: Ints, days: int, rng: np.random.Generator) -> Ints:
        """As `DayKernel.draw`: binomial before the day of leaving, and perhaps that day."""
        purchase_rate, dropout_rate = self.rate[rate, 0], self.dropout_rate[leaving]
        leaving_probability = np.clip(-np.expm1(-dropout_rate), 1e-15, 1.0)
        leaving_day = rng.geometric(leaving_probability)
        on_whole_days = rng.binomial(np.minimum(leaving_day - 1, days), -np.expm1(-purchase_rate))
        returns = np.exp(self.log_returns[rate, leaving])
        last_day_probability = np.clip(
            _buys_and_leaves(purchase_rate, dropout_rate, returns) / leaving_probability, 0.0, 1.0
        )
        on_last_day = (leaving_day <= days) & (
            rng.random(purchase_rate.shape) < last_day_probability
        )
        purchases: Ints = (on_whole_days + on_last_day).astype(np.int64)
        return purchases


def _buys_and_leaves(rate: Floats, dropout_rate: Floats, returns: Floats) -> Floats:
    """The probability to buy on a day and leave later on that day."""
    return -np.expm1(-dropout_rate) + (1 - returns) * np.expm1(-rate - dropout_rate)


def _rate_step(most: int) -> float:
    """The step between log rates: the more purchases, the narrower the posterior."""
    return FINEST / float(np.sqrt(max(most, 36)))


def _log_without_zero(chance: Floats) -> Floats:
    """The logarithm of a probability, with the smallest positive number in place of 0."""
    result: Floats = np.log(np.maximum(chance, TINY))
    return result
