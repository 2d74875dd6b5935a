"""How amounts scatter: a mixture of four distributions, weighted by how well each predicted.

Money may scatter evenly (normal), with a longer upper tail (gamma, lognormal) or with extreme days
on both sides (Student). Which it is shows only in the series' own past, so each distribution gains
weight by its log density at past days; older days count less. All four have the mean and the
variance that `daily_baseline.py` expects. Distributions of counts and rates are in
`tail_distributions.py`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ecom_platform.analytics.anomaly_detection.tail_distributions import SMALLEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_SHARE_OF_MEAN = 0.02  # smaller amounts count as this one: logarithms need positive ones
FREEDOM = 5.0  # degrees of freedom of the Student distribution
MEMORY = 0.998  # what a score keeps from one day to the next
_LOG_PRIOR = np.log([[0.35], [0.35], [0.2], [0.1]])
_STUDENT_SCALE = np.sqrt((FREEDOM - 2.0) / FREEDOM)  # of a Student distribution with variance 1
_STUDENT_CONSTANT = float(
    special.gammaln((FREEDOM + 1.0) / 2.0)
    - special.gammaln(FREEDOM / 2.0)
    - 0.5 * np.log(FREEDOM * np.pi)
)


class AmountDistributions:
    """The scores of normal, gamma, lognormal and Student distribution, per series.

    Attributes:
        score: discounted sum of log densities at past days, distribution x series.
    """

    def __init__(self, series: int) -> None:
        self.score = np.zeros((4, series))

    def tails(self, value: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """The probabilities of at most and of at least `value` under the mixture.

        Args:
            value: one per series.
            mean: expected value, positive.
            variance: of the day around it, positive.
        """
        log_weight = self.score + _LOG_PRIOR
        weight = np.exp(log_weight - log_weight.max(axis=0))
        weight /= weight.sum(axis=0)
        z = (value - mean) / np.sqrt(variance)
        shape, scaled, sigma_log, centred_log = _gamma_and_lognormal(value, mean, variance)
        z_log, t = centred_log / sigma_log, z / _STUDENT_SCALE
        below = scaled < shape  # the smaller tail is computed, the other one is its complement
        gamma = np.empty_like(scaled)
        gamma[below] = special.gammainc(shape[below], scaled[below])
        gamma[~below] = special.gammaincc(shape[~below], scaled[~below])
        low_gamma, high_gamma = np.where(below, gamma, 1 - gamma), np.where(below, 1 - gamma, gamma)
        low = (special.ndtr(z), low_gamma, special.ndtr(z_log), student_cdf(t))
        high = (special.ndtr(-z), high_gamma, special.ndtr(-z_log), student_cdf(-t))
        lower, upper = np.zeros_like(scaled), np.zeros_like(scaled)
        for share, low_tail, high_tail in zip(weight, low, high, strict=True):
            lower += share * low_tail
            upper += share * high_tail
        return np.maximum(lower, SMALLEST), np.maximum(upper, SMALLEST)

    def update(self, value: Floats, mean: Floats, variance: Floats, updates: Flags) -> None:
        """Add the log densities of a day to the scores of the series where `updates` is true."""
        shape, scaled, sigma_log, centred_log = _gamma_and_lognormal(value, mean, variance)
        sigma = np.sqrt(variance)
        z = (value - mean) / sigma
        positive_value = scaled * variance / mean
        normal = -0.5 * (z**2 + np.log(2.0 * np.pi)) - np.log(sigma)
        gamma = shape * np.log(scaled) - scaled - special.gammaln(shape) - np.log(positive_value)
        normal_of_log = (centred_log / sigma_log) ** 2 + np.log(2.0 * np.pi)
        lognormal = -0.5 * normal_of_log - np.log(sigma_log * positive_value)
        student = _STUDENT_CONSTANT - np.log(sigma * _STUDENT_SCALE)
        squared = (z / _STUDENT_SCALE) ** 2 / FREEDOM
        student = student - 0.5 * (FREEDOM + 1.0) * np.log1p(squared)
        log_densities = np.stack([normal, gamma, lognormal, student])
        self.score = np.where(updates, MEMORY * self.score + log_densities, self.score)


def student_cdf(t: Floats) -> Floats:
    """The probability of at most `t` under a Student distribution with five degrees of freedom.

    Closed form (Johnson, Kotz, Balakrishnan 1995, chapter 28): with a = arctan(t / sqrt(5)),
    1/2 + (a + sin a (cos a + 2/3 cos^3 a)) / pi; the lower tail by its symmetry.
    """
    angle = np.arctan(np.abs(t) / np.sqrt(5.0))
    cosine = np.cos(angle)
    body = (angle + np.sin(angle) * (cosine + 2.0 / 3.0 * cosine**3)) / np.pi
    tail = np.maximum(0.5 - body, SMALLEST)
    return np.asarray(np.where(t < 0, tail, 1.0 - tail))


def _gamma_and_lognormal(
    value: Floats, mean: Floats, variance: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Both distributions at a value, with this mean and variance.

    Returns:
        Gamma: shape, and value over scale. Lognormal: sigma, and logarithm minus its mean.
    """
    shape = mean**2 / variance
    sigma_log = np.sqrt(np.log1p(1.0 / shape))
    positive_value = np.maximum(value, LEAST_SHARE_OF_MEAN * mean)
    return (
        shape,
        positive_value * mean / variance,
        sigma_log,
        np.log(positive_value / mean) + 0.5 * sigma_log**2,
    )
