"""Shifted beta-geometric: how long customers under contract stay, renewal after renewal.

Fader and Hardie (2007), "How to project customer retention", Journal of Interactive Marketing
21(1), FH; their (2010) "Customer-base valuation in a contractual setting", Marketing Science 29(1),
for values. Customers without a contract are modelled in `bg_nbd.py` and `pareto_nbd.py`.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, hyp2f1

from ecom_platform.analytics.purchase_models.fitting import FittedModel, maximise
from ecom_platform.analytics.purchase_models.purchase_histories import Floats
from ecom_platform.errors import AnalyticsError

NAMES = ("alpha", "beta")


@dataclass(frozen=True)
class ShiftedBetaGeometric(FittedModel):
    """A customer leaves at each renewal with a probability of their own, Beta(alpha, beta)."""

    def survival(self, t: Floats) -> Floats:
        """The share of a cohort that is left after `t` renewals; FH 6."""
        alpha, beta = self.parameters["alpha"], self.parameters["beta"]
        result: Floats = np.exp(betaln(alpha, beta + t) - betaln(alpha, beta))
        return result

    def retention(self, t: Floats) -> Floats:
        """The share of those left after `t` - 1 renewals who renew once more; FH 8."""
        alpha, beta = self.parameters["alpha"], self.parameters["beta"]
        return (beta + t - 1) / (alpha + beta + t - 1)

    def discounted_residual_lifetime(self, renewals: Floats, discount: float) -> Floats:
        """Discounted expected number of further periods, just before a renewal; FH 2010, 6.

        Args:
            renewals: how often each customer has renewed so far.
            discount: per period, above 0.

        Raises:
            AnalyticsError: the discount is not above 0; the sum may then be infinite.
        """
        if not discount > 0:
            message = f"A lifetime is only finite with a discount above 0, not {discount}."
            raise AnalyticsError(message)
        alpha, beta = self.parameters["alpha"], self.parameters["beta"] + renewals
        later = hyp2f1(1.0, beta + 1, alpha + beta + 1, 1 / (1 + discount))
        result: Floats = beta / (alpha + beta) * later
        return result


def fit_shifted_beta_geometric(survivors: Floats) -> ShiftedBetaGeometric:
    """The model with the most likely parameters.

    Args:
        survivors: customers of one cohort who are left after 0, 1, 2, ... renewals.

    Raises:
        AnalyticsError: there are fewer than two renewals, a number rises or is missing, or the
            numbers do not identify the parameters.
    """
    numbers = np.asarray(survivors, dtype=np.float64)
    problem = _problem_with_survivors(numbers)
    if problem:
        raise AnalyticsError(problem)
    lost, stayed = -np.diff(numbers), float(numbers[-1])
    renewals = np.arange(1.0, numbers.size)

    def objective(logs: Floats) -> tuple[float, Floats]:
        return _log_likelihood(np.exp(logs), lost, renewals, stayed)

    maximum = maximise(objective, np.zeros(2), float(numbers[0]), NAMES)
    return ShiftedBetaGeometric(maximum.named(NAMES), maximum.log_likelihood, maximum.covariance)


def _log_likelihood(
    values: Floats, lost: Floats, renewals: Floats, stayed: float
) -> tuple[float, Floats]:
    """The log-likelihood, FH 9, and its gradient in the logarithms of the parameters."""
    alpha, beta = values.tolist()
    last = renewals[-1]
    leaves = betaln(alpha + 1, beta + renewals - 1) - betaln(alpha, beta)
    stays = betaln(alpha, beta + last) - betaln(alpha, beta)
    digamma_sum, at_end = digamma(alpha + beta), digamma(alpha + beta + renewals)
    in_alpha = lost @ (1 / alpha + digamma_sum - at_end) + stayed * (digamma_sum - at_end[-1])
    slope_if_lost = digamma(beta + renewals - 1) - digamma(beta) + digamma_sum - at_end
    slope_if_stayed = digamma(beta + last) - digamma(beta) + digamma_sum - at_end[-1]
    gradient = values * np.array([in_alpha, lost @ slope_if_lost + stayed * slope_if_stayed])
    return float(lost @ leaves + stayed * stays), gradient


def _problem_with_survivors(survivors: Floats) -> str | None:
    """The sentence that says what is wrong with the numbers; None if nothing."""
    if survivors.ndim != 1 or survivors.size < 3:
        return "Survivors of at least two renewals are needed to estimate how customers differ."
    if not np.isfinite(survivors).all() or np.any(survivors < 0) or survivors[0] <= 0:
        return "A number of survivors is missing or negative, or the cohort is empty at the start."
    if np.any(np.diff(survivors) > 0):
        return "The number of survivors rises; a cohort can only lose customers."
    return None
