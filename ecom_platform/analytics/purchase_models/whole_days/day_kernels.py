"""What a customer of known rate and leaving does in one day, for each model of purchases.

A feed states days, not moments: purchases of one day are one, the first is somewhere in its day,
and observation ends with a day. Each kernel says how likely a day with or without a purchase is,
and whether the customer is there when it ends. Integrating over customers is in `day_model.py`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, exprel

from ecom_platform.analytics.purchase_models.purchase_histories import Floats, Ints
from ecom_platform.analytics.purchase_models.whole_days.day_grid import Axis, BetaAxis, GammaAxis

TINY = np.finfo(np.float64).tiny
STEP = 0.25  # between nodes of how customers leave
FINEST = 1.1  # of the spread that a rate has left after so many purchases: the step of rates


@dataclass(frozen=True)
class DayKernel(ABC):
    """Chances of one day; node of rate x node of leaving in each matrix, rates per day.

    Attributes:
        rates: the axis of rates.
        leaving: the axis of how customers leave.
        log_start: log chance to be there at the end of the first day.
        log_buys: log chance to buy on a day and be there at its end.
        log_goes: log chance to buy on a day and be gone at its end, or never to buy again.
        log_returns: log chance to buy once more before leaving.
        quits: rate of leaving on a day without a purchase, per node of leaving.
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
        """Expected days with a purchase among the next so many, of a customer who is here."""

    @abstractmethod
    def draw(self, rate: Ints, leaving: Ints, days: int, rng: np.random.Generator) -> Ints:
        """Drawn days with a purchase, of customers who are here, at their nodes."""


@dataclass(frozen=True)
class BetaGeometricDays(DayKernel):
    """BG/NBD and MBG/NBD: a chance to leave after each purchase."""

    @classmethod
    def over(cls, longest: int, most: int, chances_at_first: int) -> "BetaGeometricDays":
        """The kernel for histories of at most so many days and purchases."""
        rates = GammaAxis.over(longest, _step(most))
        chances = BetaAxis.over(most, STEP)
        rate, stays = np.exp(rates.logs)[:, None], expit(-chances.log_odds)
        losing = rate * chances.chance
        log_start = np.log(exprel(-losing)) + chances_at_first * chances.features[:, 1]
        return cls(
            rates,
            chances,
            log_start,
            _log(-np.expm1(-rate * stays)) - losing,
            _log(-np.expm1(-losing)),
            np.zeros_like(losing),
            np.zeros(chances.chance.size),
        )

    def expected(self, days: int) -> Floats:
        """Days at first, dwindling by the chance to lose the customer on a day."""
        losing = self.rate * np.exp(self.leaving.features[:, 0])
        return -np.expm1(-self.rate) * days * exprel(-losing * days) / exprel(-losing)

    def draw(self, rate: Ints, leaving: Ints, days: int, rng: np.random.Generator) -> Ints:
        """Days with a purchase, cut short by the one on which the customer leaves."""
        each = self.rate[rate, 0]
        buys = -np.expm1(-each)
        gone = -np.expm1(-each * np.exp(self.leaving.features[leaving, 0]))
        last = rng.geometric(np.clip(gone / np.maximum(buys, TINY), 1e-15, 1.0))
        bought: Ints = np.minimum(rng.binomial(days, buys), last).astype(np.int64)
        return bought


@dataclass(frozen=True)
class ParetoDays(DayKernel):
    """Pareto/NBD: a moment to leave, whatever is bought."""

    @classmethod
    def over(cls, longest: int, most: int) -> "ParetoDays":
        """The kernel for histories of at most so many days and purchases."""
        rates, leaving = GammaAxis.over(longest, _step(most)), GammaAxis.over(longest, STEP)
        rate, dropout_rate = np.exp(rates.logs)[:, None], np.exp(leaving.logs)
        returns = expit(rates.logs[:, None] - leaving.logs)
        log_buys_and_stays = _log(-np.expm1(-rate)) - dropout_rate
        return cls(
            rates,
            leaving,
            np.log(exprel(-dropout_rate)) * np.ones_like(rate),
            log_buys_and_stays,
            _log(
                _buys_and_goes(rate, dropout_rate, returns)
                + np.exp(log_buys_and_stays) * (1 - returns)
            ),
            _log(returns),
            dropout_rate,
        )

    def expected(self, days: int) -> Floats:
        """Days at first, dwindling by the chance to lose the customer on a day."""
        returns = np.exp(self.log_returns)
        here = days * exprel(-self.dropout_rate * days) / exprel(-self.dropout_rate)
        result: Floats = -returns * np.expm1(-self.rate - self.dropout_rate) * here
        return result

    def draw(self, rate: Ints, leaving: Ints, days: int, rng: np.random.Generator) -> Ints:
        """Days with a purchase before the day of leaving, and perhaps that day."""
        each, dropout_rate = self.rate[rate, 0], self.dropout_rate[leaving]
        goes = np.clip(-np.expm1(-dropout_rate), 1e-15, 1.0)
        last = rng.geometric(goes)
        whole = rng.binomial(np.minimum(last - 1, days), -np.expm1(-each))
        returns = np.exp(self.log_returns[rate, leaving])
        chance = np.clip(_buys_and_goes(each, dropout_rate, returns) / goes, 0.0, 1.0)
        also = (last <= days) & (rng.random(each.shape) < chance)
        bought: Ints = (whole + also).astype(np.int64)
        return bought


def _buys_and_goes(rate: Floats, dropout_rate: Floats, returns: Floats) -> Floats:
    """The chance to buy on a day and leave later on that day."""
    return -np.expm1(-dropout_rate) + (1 - returns) * np.expm1(-rate - dropout_rate)


def _step(most: int) -> float:
    return FINEST / float(np.sqrt(max(most, 36)))


def _log(chance: Floats) -> Floats:
    result: Floats = np.log(np.maximum(chance, TINY))
    return result
