"""How amounts scatter: four laws with the same mean and variance, weighed by what each foretold.

Money may scatter evenly (normal), with a longer upper tail (gamma, lognormal) or with loud days on
both sides (Student). Which it is shows only in the series' own past. Counts and rates have laws of
their own in `tail_distributions.py`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ecom_platform.analytics.anomaly_detection.tail_distributions import SMALLEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEARLY_NOTHING = 0.02  # of the mean: less money is as rare as this
FREEDOM = 5.0  # of the Student law
MEMORY = 0.998
_BEFORE = np.log([[0.35], [0.35], [0.2], [0.1]])
_STUDENT = np.sqrt((FREEDOM - 2.0) / FREEDOM)  # scale of a Student law with variance 1
_STUDENT_CONSTANT = float(
    special.gammaln((FREEDOM + 1.0) / 2.0)
    - special.gammaln(FREEDOM / 2.0)
    - 0.5 * np.log(FREEDOM * np.pi)
)


class AmountLaws:
    """How much each law has earned; one state per series."""

    def __init__(self, series: int) -> None:
        self.score = np.zeros((4, series))

    def tails(self, value: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """The probability of at most `value` and of at least `value`, averaged over the laws."""
        earned = self.score + _BEFORE
        weight = np.exp(earned - earned.max(axis=0))
        weight /= weight.sum(axis=0)
        standard = (value - mean) / np.sqrt(variance)
        shape, at, wide, logarithm = _positive(value, mean, variance)
        places = (standard, logarithm / wide, standard / _STUDENT)
        below = at < shape  # the smaller of two tails is exact, the other one follows from it
        gamma = np.empty_like(at)
        gamma[below] = special.gammainc(shape[below], at[below])
        gamma[~below] = special.gammaincc(shape[~below], at[~below])
        lower, upper = np.zeros_like(at), np.zeros_like(at)
        low_gamma, high_gamma = np.where(below, gamma, 1 - gamma), np.where(below, 1 - gamma, gamma)
        low = (special.ndtr(places[0]), low_gamma, special.ndtr(places[1]), student(places[2]))
        high = (special.ndtr(-places[0]), high_gamma, special.ndtr(-places[1]), student(-places[2]))
        for one, below_one, above_one in zip(weight, low, high, strict=True):
            lower += one * below_one
            upper += one * above_one
        return np.maximum(lower, SMALLEST), np.maximum(upper, SMALLEST)

    def learn(self, value: Floats, mean: Floats, variance: Floats, teaches: Flags) -> None:
        """Take in an ordinary day."""
        shape, at, wide, logarithm = _positive(value, mean, variance)
        sigma = np.sqrt(variance)
        standard = (value - mean) / sigma
        money = at * variance / mean
        normal = -0.5 * (standard**2 + np.log(2.0 * np.pi)) - np.log(sigma)
        gamma = shape * np.log(at) - at - special.gammaln(shape) - np.log(money)
        normal_of_log = (logarithm / wide) ** 2 + np.log(2.0 * np.pi)
        lognormal = -0.5 * normal_of_log - np.log(wide * money)
        student = _STUDENT_CONSTANT - np.log(sigma * _STUDENT)
        spread = (standard / _STUDENT) ** 2 / FREEDOM
        student = student - 0.5 * (FREEDOM + 1.0) * np.log1p(spread)
        told = np.stack([normal, gamma, lognormal, student])
        self.score = np.where(teaches, MEMORY * self.score + told, self.score)


def student(place: Floats) -> Floats:
    """The probability of at most `place` under a Student law with five degrees of freedom.

    Closed form (Johnson, Kotz, Balakrishnan 1995, chapter 28): with a = arctan(t / sqrt(5)),
    1/2 + (a + sin a (cos a + 2/3 cos^3 a)) / pi; the lower tail by its symmetry.
    """
    angle = np.arctan(np.abs(place) / np.sqrt(5.0))
    cosine = np.cos(angle)
    body = (angle + np.sin(angle) * (cosine + 2.0 / 3.0 * cosine**3)) / np.pi
    tail = np.maximum(0.5 - body, SMALLEST)
    return np.asarray(np.where(place < 0, tail, 1.0 - tail))


def _positive(
    value: Floats, mean: Floats, variance: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Shape and place for the gamma law, width and centred logarithm for the lognormal law."""
    shape = mean**2 / variance
    wide = np.sqrt(np.log1p(1.0 / shape))
    money = np.maximum(value, NEARLY_NOTHING * mean)
    return shape, money * mean / variance, wide, np.log(money / mean) + 0.5 * wide**2
