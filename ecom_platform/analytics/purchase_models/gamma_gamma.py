"""Gamma-gamma: what a customer spends per purchase, shrunk towards the mean of all customers.

Fader and Hardie (2013), "The gamma-gamma model of monetary value", note 025, FH. How often a
customer buys is modelled in `bg_nbd.py` and `pareto_nbd.py`; money and frequency are assumed to be
independent.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaincinv, gammaln

from ecom_platform.analytics.purchase_models.fitting import FittedModel, maximise
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, Ints, unique_rows
from ecom_platform.errors import AnalyticsError

NAMES = ("p", "q", "gamma")


@dataclass(frozen=True)
class GammaGamma(FittedModel):
    """Purchase values are Gamma(p, nu), with a nu per customer, which is Gamma(q, gamma).

    Methods take `frequency`, repeat purchases per customer, and `mean_value`, their mean value in
    money; where the frequency is 0 the mean value is ignored.
    """

    @property
    def population_mean(self) -> float:
        """The mean purchase value over all customers, p gamma / (q - 1); infinite if q <= 1."""
        p, q, gamma = self.parameters.values()
        return p * gamma / (q - 1) if q > 1 else np.inf

    def conditional_expected_value(self, frequency: Floats, mean_value: Floats) -> Floats:
        """Each customer's expected value per purchase, given the purchases so far; FH 5.

        NaN where the mean is not finite: q + p x is at most 1.
        """
        p = self.parameters["p"]
        shape, rate = self._posterior(frequency, mean_value)
        known = shape > 1
        result: Floats = np.where(known, p * rate / np.where(known, shape - 1, 1.0), np.nan)
        return result

    def value_interval(
        self, frequency: Floats, mean_value: Floats, level: float
    ) -> tuple[Floats, Floats]:
        """The central interval of each customer's own mean value per purchase, p / nu.

        Args:
            frequency: repeat purchases, one per customer.
            mean_value: their mean value.
            level: probability of the interval, between 0 and 1.

        Raises:
            AnalyticsError: the level is not between 0 and 1, or a value is not valid.
        """
        if not 0 < level < 1:
            message = f"The level of an interval must lie between 0 and 1, not at {level}."
            raise AnalyticsError(message)
        shape, rate = self._posterior(frequency, mean_value)
        tail = (1 - level) / 2
        low, high = gammaincinv(shape, 1 - tail) / rate, gammaincinv(shape, tail) / rate
        return self.parameters["p"] / low, self.parameters["p"] / high

    def spend_draws(
        self, frequency: Floats, mean_value: Floats, purchases: Ints, *, seed: int
    ) -> Floats:
        """Drawn totals of drawn numbers of purchases, customer x draw.

        The sum of k purchases is Gamma(p k, nu), with one nu per customer and draw.

        Args:
            frequency: repeat purchases, one per customer.
            mean_value: their mean value.
            purchases: drawn numbers of purchases, customer x draw.
            seed: of the drawing.
        """
        rng = np.random.default_rng(seed)
        shape, rate = self._posterior(frequency, mean_value)
        nu = rng.gamma(shape[:, None], 1 / rate[:, None], purchases.shape)
        total = rng.standard_gamma(self.parameters["p"] * purchases)
        return np.where(purchases > 0, total / nu, 0.0)

    def _posterior(self, frequency: Floats, mean_value: Floats) -> tuple[Floats, Floats]:
        """Shape and rate of nu given the purchases, FH 3."""
        x, mean = np.asarray(frequency, np.float64), np.asarray(mean_value, np.float64)
        problem = _problem_with_values(x, mean)
        if problem:
            raise AnalyticsError(problem)
        p, q, gamma = self.parameters.values()
        return q + p * x, gamma + np.where(x > 0, x * mean, 0.0)


def fit_gamma_gamma(frequency: Floats, mean_value: Floats) -> GammaGamma:
    """The gamma-gamma model with the most likely parameters.

    Customers without a repeat purchase are left out.

    Args:
        frequency: repeat purchases of each customer.
        mean_value: their mean value, in money.

    Raises:
        AnalyticsError: a value is missing or not positive, or the data do not identify the
            parameters.

    Example:
        A customer who bought nothing again is expected to spend the population mean; one who bought
        four times more, an amount between that and their own mean.

        >>> frequency = np.repeat([1.0, 2.0, 10.0], 4)
        >>> mean_value = [10.0, 30, 60, 150, 20, 35, 60, 90, 30, 40, 55, 100]
        >>> model = fit_gamma_gamma(frequency, np.array(mean_value))
        >>> model.conditional_expected_value(np.array([0.0, 4.0]), np.array([0.0, 80.0])).round(1)
        array([56.1, 68.6])
    """
    x, mean = np.asarray(frequency, np.float64), np.asarray(mean_value, np.float64)
    problem = _problem_with_values(x, mean)
    if problem:
        raise AnalyticsError(problem)
    repeats = x > 0
    if repeats.sum() < 2:
        message = "Fewer than two customers bought again, so that there is no spread of spending."
        raise AnalyticsError(message)
    first, counts, _ = unique_rows(x[repeats], mean[repeats])
    x, mean = x[repeats][first], mean[repeats][first]

    def objective(logs: Floats) -> tuple[float, Floats]:
        return log_likelihood(np.exp(logs), x, mean, counts)

    start = np.log([2.0, 3.0, float(np.average(mean, weights=counts))])
    maximum = maximise(objective, start, float(counts.sum()), NAMES)
    return GammaGamma(maximum.named(NAMES), maximum.log_likelihood, maximum.covariance)


def log_likelihood(values: Floats, x: Floats, mean: Floats, counts: Floats) -> tuple[float, Floats]:
    """The log-likelihood, FH 1a summed, and its gradient in log p, log q and log gamma.

    Args:
        values: p, q and gamma.
        x: repeat purchases of distinct customers, above 0.
        mean: their mean value.
        counts: how many customers have each pair.
    """
    p, q, gamma = values.tolist()
    log_spent = np.log(gamma + x * mean)
    log_likelihoods = (
        gammaln(p * x + q)
        - gammaln(p * x)
        - gammaln(q)
        + q * np.log(gamma)
        + p * x * np.log(x * mean)
        - np.log(mean)
        - (p * x + q) * log_spent
    )
    digamma_sum = digamma(p * x + q)
    slopes = (
        x * (digamma_sum - digamma(p * x) + np.log(x * mean) - log_spent),
        digamma_sum - digamma(q) + np.log(gamma) - log_spent,
        q / gamma - (p * x + q) / (gamma + x * mean),
    )
    gradient = np.array([counts @ slope for slope in slopes])
    return float(counts @ log_likelihoods), values * gradient


def _problem_with_values(frequency: Floats, mean_value: Floats) -> str | None:
    """The sentence that says what is wrong with the values; None if nothing."""
    if frequency.ndim != 1 or frequency.shape != mean_value.shape:
        return "Frequency and mean value must be lists of one length."
    if not np.isfinite(frequency).all() or np.any(frequency < 0):
        return "A number of purchases is missing or negative."
    values = mean_value[frequency > 0]
    if not np.isfinite(values).all() or np.any(values <= 0):
        return "The mean value of a customer's purchases is missing, zero or negative."
    return None
