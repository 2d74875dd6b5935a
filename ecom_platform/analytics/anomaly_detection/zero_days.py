"""Series with more days at zero than their other days explain.

Such a series (sold on some days only) is two questions: is there anything today, and how much. Zero
days then teach nothing of the amount, and a zero is judged by how often zeros come and how many
came in a row.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Weekdays = NDArray[np.int64]

FEWEST_DAYS = 10  # above zero, to say what such a day is like
FEWEST_SPELLS = 3  # of zeros; two failures in a few weeks are no habit
_LEAST_SHARE = 0.04
_FORGOTTEN_SHARE = 0.02
_TIMES_EXPLAINED = 3.0
_CLOSED = 0.8  # a weekday with more zeros is a closed day, not chance
_GAIN = 0.02
_CAUTION = 0.5  # zeros and others counted beforehand


class ZeroDays:
    """How often each series is at zero, where that is a question of its own."""

    def __init__(self, series: int) -> None:
        self.inflated = np.zeros(series, dtype=bool)
        self.share = np.full(series, 0.5)
        self.run = np.zeros(series)

    def start(self, rows: Flags, window: Floats, weekdays: Weekdays, *, counted: bool) -> Flags:
        """Decide for the series of `rows` from their last days; those that are newly inflated."""
        zero, known = window == 0, np.isfinite(window)
        for weekday in range(7):
            mine = weekdays == weekday
            closed = zero[:, mine].sum(axis=1) > _CLOSED * known[:, mine].sum(axis=1)
            known[:, mine] &= ~closed[:, None]
        zeros, days = (zero & known).sum(axis=1), known.sum(axis=1)
        share = (zeros + _CAUTION) / (days + 2 * _CAUTION)
        positive = np.where(known & ~zero & (window > 0), window, 0.0)
        count = np.maximum((positive > 0).sum(axis=1), 1)
        mean = positive.sum(axis=1) / count
        variance = np.maximum((positive**2).sum(axis=1) / count - mean**2, 0.0)
        lump = np.maximum(variance / np.maximum(mean, 1e-12), 1.0 if counted else 1e-12)
        explained = np.exp(-np.minimum(mean / lump, 700.0))
        spells = (zero & ~np.pad(zero, ((0, 0), (1, 0)))[:, :-1] & known).sum(axis=1)
        enough = (count >= FEWEST_DAYS) & (share > _LEAST_SHARE) & (spells >= FEWEST_SPELLS)
        unexplained = share > _TIMES_EXPLAINED * explained
        newly: Flags = rows & ~self.inflated & enough & unexplained
        self.inflated |= newly
        self.share = np.where(newly, share, self.share)
        return newly

    def adjusted(self, value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Both tail probabilities with the zeros in."""
        zero = value == 0
        at_zero = self.share ** (self.run + 1.0)
        below = np.where(zero, at_zero, self.share + (1.0 - self.share) * low)
        above = np.where(zero, 1.0, (1.0 - self.share) * high)
        return np.where(self.inflated, below, low), np.where(self.inflated, above, high)

    def learn(self, value: Floats, known: Flags) -> None:
        """Take in a day, at zero or not."""
        zero = known & (value == 0)
        self.share += np.where(known, _GAIN * (zero - self.share), 0.0)
        self.inflated &= self.share > _FORGOTTEN_SHARE
        self.run = np.where(zero, self.run + 1.0, np.where(known, 0.0, self.run))
