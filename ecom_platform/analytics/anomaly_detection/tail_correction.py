"""How rare a surprise is for this very series: the law's tail, corrected by the series' own past.

On the scale -log(probability) the tail of a correct law is exponential with mean 1. A series whose
surprises run further has a larger mean there, and one number learned from its past corrects the
whole tail. What the law says stands in `tail_distributions.py`.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TAIL = 0.05  # of each side is the tail
THRESHOLD = -np.log(TAIL)
SHARE_CAUTION = 400.0  # days for which the law's share of the tail counts
EXCESS_CAUTION = 60.0  # surprises in the tail for which the law's mean counts


class OwnTail:
    """What the tails of all series have shown; one state per series and side."""

    def __init__(self, series: int) -> None:
        self.days = np.zeros(series)
        self.peaks = np.zeros((2, series))
        self.excess = np.zeros((2, series))

    def corrected(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Both tail probabilities as this series' own past has them.

        Peaks over a threshold with exponential excesses (Coles 2001, chapter 4, shape 0), shrunk to
        what the law says while the past is short. Never rarer than the law itself says.
        """
        rare = -np.log(np.stack([low, high]))
        share, mean = self._share_and_mean()
        beyond = np.maximum(rare - THRESHOLD, 0.0)
        tail = np.minimum(share * np.exp(-beyond / mean), 1.0)
        own = np.where(rare > THRESHOLD, tail, np.exp(-rare))
        return own[0], own[1]

    def by_law(self, probability: float) -> tuple[Floats, Floats]:
        """What the law must say, low and high, so that `corrected` says this small probability."""
        share, mean = self._share_and_mean()
        by_law = np.exp(-THRESHOLD - mean * np.log(np.maximum(share / probability, 1.0)))
        return by_law[0], by_law[1]

    def _share_and_mean(self) -> tuple[Floats, Floats]:
        """How many days are in each tail, and how far they go beyond its threshold."""
        share = (SHARE_CAUTION * TAIL + self.peaks) / (SHARE_CAUTION + self.days)
        mean = (EXCESS_CAUTION + self.excess) / (EXCESS_CAUTION + self.peaks)
        return np.maximum(share, TAIL), np.maximum(mean, 1.0)

    def learn(self, low: Floats, high: Floats, teaches: Flags) -> None:
        """Take in the law's tail probabilities of an ordinary day."""
        rare = -np.log(np.stack([low, high]))
        peak = teaches & (rare > THRESHOLD)
        self.days += teaches
        self.peaks += peak
        self.excess += np.where(peak, rare - THRESHOLD, 0.0)
