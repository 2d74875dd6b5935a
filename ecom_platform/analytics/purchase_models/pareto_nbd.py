"""Pareto/NBD: customers buy at their own steady rate and leave at a moment of their own.

Purchase rates are Gamma(r, alpha), dropout rates Gamma(s, beta). Schmittlein, Morrison, Colombo
(1987), "Counting your customers", Management Science 33(1), SMC; Fader and Hardie (2005), "A note
on deriving the Pareto/NBD model and related expressions", FH. The papers write the likelihood with
differences of 2F1, which cancel and overflow. Here it is computed as the integral they come from,
over the moment of leaving: a sum of positive terms.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import digamma, expit, exprel, gammaln

from ecom_platform.analytics.purchase_models.purchase_histories import (
    DAYS_PER_WEEK,
    Floats,
    Ints,
    PurchaseHistories,
)
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel, fit_model
from ecom_platform.analytics.purchase_models.whole_days.day_kernels import DayKernel, ParetoDays
from ecom_platform.analytics.purchase_models.whole_days.day_model import DayModel

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
ROWS = 20_000  # histories integrated at once, to keep memory small
TINY = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class ParetoNbdFormulas:
    """The formulas for purchases with exact times, at given parameters.

    Attributes:
        r: shape of the gamma distribution of purchase rates.
        alpha: its rate, in weeks.
        s: shape of the gamma distribution of dropout rates.
        beta: its rate, in weeks.
    """

    r: float
    alpha: float
    s: float
    beta: float

    def expected_new(self, t: float) -> float:
        """Expected repeat purchases of a new customer in the next `t` weeks; SMC equation 17."""
        return float(self.expected_if_alive(np.zeros(1), np.zeros(1), t)[0])

    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """P(alive at the end of observation | history) per customer; SMC equation 11."""
        distinct, _, inverse = histories.grouped()
        values = np.array([self.r, self.alpha, self.s, self.beta])
        alive = [
            expit(-_DropoutIntegral.over(values, part).log_odds) for part in _in_chunks(distinct)
        ]
        result: Floats = np.concatenate([*alive, np.zeros(0)])[inverse]
        return result

    def expected_if_alive(self, frequency: Floats, age: Floats, t: float) -> Floats:
        """Expected purchases in the next `t` weeks of customers who have not left; SMC 22."""
        longer = np.log1p(t / (self.beta + age))
        weeks_here = (self.beta + age) * longer * exprel((1 - self.s) * longer)
        result: Floats = (self.r + frequency) / (self.alpha + age) * weeks_here
        return result

    def draw_if_alive(
        self, frequency: Floats, age: Floats, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn purchases, customer x draw: Poisson, until a drawn moment of leaving."""
        shape, end = (frequency.size, draws), age[:, None]
        rate = rng.gamma(self.r + frequency[:, None], 1 / (self.alpha + end), shape)
        leaving = np.maximum(rng.gamma(self.s, 1 / (self.beta + end), shape), TINY)
        # A dropout rate may be so small that the moment of leaving is infinite.
        weeks_here = np.minimum(rng.standard_exponential(shape), leaving * t) / leaving
        return rng.poisson(rate * weeks_here).astype(np.int64)


@dataclass(frozen=True)
class ParetoNbd(PurchaseModel):
    """Purchase rates are Gamma(r, alpha), dropout rates Gamma(s, beta)."""

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")

    @property
    def continuous_formulas(self) -> ParetoNbdFormulas:
        """The formulas for purchases with exact times."""
        return ParetoNbdFormulas(**self.parameters)

    @classmethod
    def log_likelihood_at(
        cls, values: Floats, histories: PurchaseHistories, counts: Floats
    ) -> tuple[float, Floats]:
        """The log-likelihood and its gradient; see `PurchaseModel.log_likelihood_at`."""
        total, gradient, start = 0.0, np.zeros(4), 0
        for part in _in_chunks(histories):
            log_likelihoods, slopes = _log_likelihoods_and_slopes(values, part)
            weights = counts[start : start + len(part)]
            total += float(weights @ log_likelihoods)
            gradient += np.array([weights @ slope for slope in slopes])
            start += len(part)
        return total, values * gradient

    @classmethod
    def starting_values(cls, weeks: float) -> tuple[float, float, float, float]:
        """Mean rates of one purchase, and of one departure, in `weeks`."""
        return 0.5, 0.5 * weeks, 0.5, 0.5 * weeks

    @classmethod
    def day_kernel(cls, longest: int, most: int) -> DayKernel:
        """The probabilities of one day, for histories of at most so many days and purchases."""
        return ParetoDays.over(longest, most)

    @classmethod
    def day_model_at(cls, day_kernel: DayKernel, values: Floats) -> DayModel:
        """The model of whole days at these parameters, whose times are in weeks."""
        r, alpha, s, beta = values.tolist()
        return DayModel(day_kernel, (r, alpha * DAYS_PER_WEEK), (s, beta * DAYS_PER_WEEK))


@dataclass(frozen=True)
class _DropoutIntegral:
    """The two parts of the likelihood, still alive and gone, per history at given parameters.

    Attributes:
        here: log of the part of customers who are still alive.
        log_odds: log odds of being gone; minus infinity where there was no time to leave.
        means: of log(alpha + tau), log(beta + tau), 1 / (alpha + tau) and 1 / (beta + tau) over
            the distribution of the moment of leaving tau, given that the customer is gone.
    """

    here: Floats
    log_odds: Floats
    means: tuple[Floats, Floats, Floats, Floats]

    @classmethod
    def over(cls, values: Floats, histories: PurchaseHistories) -> "_DropoutIntegral":
        """Integrate over the moment of leaving, from the last purchase to the end of observation.

        Gauss-Legendre quadrature in the logarithm of 1 + (time since the last purchase) / scale,
        where the scale is that of the initial decay of the integrand.
        """
        r, alpha, s, beta = values.tolist()
        rate, last_purchase = r + histories.frequency, histories.recency
        scale = 1 / (rate / (alpha + last_purchase) + (s + 1) / (beta + last_purchase))
        span = np.log1p((histories.age - last_purchase) / scale) / 2
        time_since_last = scale[:, None] * np.expm1(span[:, None] * (1 + NODES))
        alpha_plus_tau, beta_plus_tau = (
            start + last_purchase[:, None] + time_since_last for start in (alpha, beta)
        )
        log_alpha, log_beta = np.log(alpha_plus_tau), np.log(beta_plus_tau)
        log_decay = -rate[:, None] * (log_alpha - np.log(alpha + last_purchase)[:, None])
        log_decay -= (s + 1) * (log_beta - np.log(beta + last_purchase)[:, None])
        mass = WEIGHTS * span[:, None] * (time_since_last + scale[:, None]) * np.exp(log_decay)
        total_mass = np.maximum(mass.sum(axis=1), TINY)
        log_alive = -rate * np.log(alpha + histories.age) - s * np.log(beta + histories.age)
        log_gone = (
            np.log(s * total_mass)
            - rate * np.log(alpha + last_purchase)
            - (s + 1) * np.log(beta + last_purchase)
        )
        odds = np.where(histories.age > last_purchase, log_gone - log_alive, -np.inf)
        functions = (log_alpha, log_beta, 1 / alpha_plus_tau, 1 / beta_plus_tau)
        first, second, third, fourth = (
            np.einsum("ij,ij->i", mass, function) / total_mass for function in functions
        )
        return cls(log_alive, odds, (first, second, third, fourth))


def fit_pareto_nbd(histories: PurchaseHistories, *, whole_days: bool = False) -> ParetoNbd:
    """The Pareto/NBD model with the most likely parameters.

    Args:
        histories: one entry per customer, times in weeks.
        whole_days: whether purchases are known by the day only; `whole_days/day_model.py` says
            what that changes.

    Raises:
        AnalyticsError: the data do not identify the parameters.
    """
    return fit_model(ParetoNbd, histories, whole_days=whole_days)


def _log_likelihoods_and_slopes(
    values: Floats, histories: PurchaseHistories
) -> tuple[Floats, list[Floats]]:
    """The log-likelihood of each history, and its derivatives in r, alpha, s and beta."""
    r, alpha, s, beta = values.tolist()
    x, end = histories.frequency, histories.age
    integral = _DropoutIntegral.over(values, histories)
    gone = expit(integral.log_odds)
    log_likelihoods: Floats = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    log_likelihoods = log_likelihoods + integral.here + np.logaddexp(0.0, integral.log_odds)
    log_alpha, log_beta, per_alpha, per_beta = integral.means
    by_rate = (1 - gone) * np.log(alpha + end) + gone * log_alpha
    by_leaving = (1 - gone) * np.log(beta + end) + gone * (log_beta - 1 / s)
    slopes = [
        digamma(r + x) - digamma(r) + np.log(alpha) - by_rate,
        r / alpha - (r + x) * ((1 - gone) / (alpha + end) + gone * per_alpha),
        np.log(beta) - by_leaving,
        s / beta - (1 - gone) * s / (beta + end) - gone * (s + 1) * per_beta,
    ]
    return log_likelihoods, slopes


def _in_chunks(histories: PurchaseHistories) -> list[PurchaseHistories]:
    """The histories in parts of at most `ROWS`."""
    return [histories.part(start, start + ROWS) for start in range(0, len(histories), ROWS)]
