"""Tail probabilities corrected by the past of each series.

On the scale -log(probability) the tail of a correct distribution is exponential with mean 1. A
series whose deviations reach further has a larger mean there, and this one number, estimated from
its past, corrects the whole tail. The uncorrected probabilities come from `tail_distributions.py`
and `amount_distributions.py`.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TAIL = 0.05  # probability at which the tail begins, on each side
THRESHOLD = -np.log(TAIL)
SHARE_PRIOR = 400.0  # days that the uncorrected share of the tail counts for
EXCESS_PRIOR = 60.0  # days in the tail that the uncorrected mean excess counts for


class TailCorrection:
    """How far the tails of each series reach; one state per side and series.

    Attributes:
        days: days seen, per series.
        peaks: days in the tail, side (low, high) x series.
        excess: sum of -log(probability) beyond the threshold on these days, side x series.
    """

    def __init__(self, series: int) -> None:
        self.days = np.zeros(series)
        self.peaks = np.zeros((2, series))
        self.excess = np.zeros((2, series))

    def corrected(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Both tail probabilities, corrected by the past of each series.

        Peaks over a threshold with exponential excesses (Coles 2001, chapter 4, shape 0), shrunk
        towards no correction while the past is short. A correction never makes a day rarer.

        Args:
            low: the uncorrected probability of at most the value, one per series.
            high: of at least the value.
        """
        rarity = -np.log(np.stack([low, high]))
        share, mean = self._share_and_mean()
        beyond = np.maximum(rarity - THRESHOLD, 0.0)
        tail = np.minimum(share * np.exp(-beyond / mean), 1.0)
        corrected_both = np.where(rarity > THRESHOLD, tail, np.exp(-rarity))
        return corrected_both[0], corrected_both[1]

    def uncorrected(self, probability: float) -> tuple[Floats, Floats]:
        """The uncorrected low and high probabilities that `corrected` turns into this small one."""
        share, mean = self._share_and_mean()
        both = np.exp(-THRESHOLD - mean * np.log(np.maximum(share / probability, 1.0)))
        return both[0], both[1]

    def _share_and_mean(self) -> tuple[Floats, Floats]:
        """The share of days in each tail, and their mean excess over its threshold."""
        share = (SHARE_PRIOR * TAIL + self.peaks) / (SHARE_PRIOR + self.days)
        mean = (EXCESS_PRIOR + self.excess) / (EXCESS_PRIOR + self.peaks)
        return np.maximum(share, TAIL), np.maximum(mean, 1.0)

    def update(self, low: Floats, high: Floats, updates: Flags) -> None:
        """Learn from the uncorrected probabilities of a day, where `updates` is true."""
        rarity = -np.log(np.stack([low, high]))
        is_peak = updates & (rarity > THRESHOLD)
        self.days += updates
        self.peaks += is_peak
        self.excess += np.where(is_peak, rarity - THRESHOLD, 0.0)
