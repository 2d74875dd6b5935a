"""Quadrature grids over the heterogeneity of customers: their purchase rates and how they leave.

Nodes are evenly spaced in a variable whose ends decay doubly exponentially, so that the plain sum
is practically exact (Takahasi and Mori 1974), however much of a distribution lies near 0. Nodes do
not move while parameters are fitted; only their weights do. What customers do is in
`day_kernels.py`.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, log_expit

from ecom_platform.analytics.purchase_models.purchase_histories import Floats

RUN_OUT = 6.4  # an axis extends exp(RUN_OUT) log units beyond its end
LARGEST_RATE = 1e3  # per day; such a customer buys every day


class Axis(Protocol):
    """Nodes of one quantity that differs between customers, with a family of its distributions.

    The log density is linear in its features, two functions of the quantity.
    """

    @property
    def features(self) -> Floats:
        """The features at the nodes: node x 2."""

    def log_weights(self, first: float, second: float) -> Floats:
        """Log weight of each node under the distribution with these two parameters."""

    def centre(self, first: float, second: float) -> Floats:
        """The means of the features under that distribution."""


@dataclass(frozen=True)
class GammaAxis:
    """Nodes of a rate per day, which is Gamma(shape, rate).

    Attributes:
        logs: logarithms of the nodes.
        log_measure: of the logarithm, per node.
        features: the logarithm, and minus the rate.
    """

    logs: Floats
    log_measure: Floats
    features: Floats

    @classmethod
    def over(cls, longest: int, step: float) -> "GammaAxis":
        """A grid with nodes `step` log units apart, for histories of at most `longest` days."""
        low = -np.log(longest + 1.0) - 3
        position = np.arange(low - RUN_OUT, np.log(LARGEST_RATE), step)
        out = np.exp(low - position)
        logs = position - out
        return cls(logs, np.log(step * (1 + out)), np.column_stack([logs, -np.exp(logs)]))

    def log_weights(self, first: float, second: float) -> Floats:
        """Log weight of each node under Gamma(first, second)."""
        norm = first * np.log(second) - gammaln(first)
        weights: Floats = self.features @ np.array([first, second]) + norm + self.log_measure
        return weights

    def centre(self, first: float, second: float) -> Floats:
        """The means of the logarithm and of minus the rate."""
        return np.array([digamma(first) - np.log(second), -first / second])


@dataclass(frozen=True)
class BetaAxis:
    """Nodes of a probability, which is Beta(a, b).

    Attributes:
        log_odds: the nodes.
        log_measure: of the log odds, per node.
        features: the logarithms of the probability and of its complement.
    """

    log_odds: Floats
    log_measure: Floats
    features: Floats

    @classmethod
    def over(cls, most: int, step: float) -> "BetaAxis":
        """A grid with nodes `step` log odds apart, for histories of at most `most` purchases."""
        low, high = -np.log(most + 10.0) - 3, 3.0
        position = np.arange(low - RUN_OUT, high + RUN_OUT, step)
        below, above = np.exp(low - position), np.exp(position - high)
        odds = position - below + above
        features = np.column_stack([log_expit(odds), log_expit(-odds)])
        return cls(odds, np.log(step * (1 + below + above)), features)

    def log_weights(self, first: float, second: float) -> Floats:
        """Log weight of each node under Beta(first, second)."""
        weights: Floats = self.features @ np.array([first, second]) - betaln(first, second)
        return weights + self.log_measure

    def centre(self, first: float, second: float) -> Floats:
        """The means of the logarithms of the probability and of its complement."""
        both = digamma(first + second)
        return np.array([digamma(first) - both, digamma(second) - both])

    @property
    def chance(self) -> Floats:
        """The nodes as probabilities."""
        chance: Floats = expit(self.log_odds)
        return chance
