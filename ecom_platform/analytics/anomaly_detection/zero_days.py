"""Zero-inflated series: more days at zero than their other days explain.

Such a series (sold on some days only) is evaluated in two parts: whether anything is sold, and how
much. Zero days then do not update the amount, and a zero is evaluated by how often zeros come and
how many came in a row.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Weekdays = NDArray[np.int64]

FEWEST_DAYS = 10  # days above zero that are needed to estimate the usual amount
FEWEST_SPELLS = 3  # spells of zeros; two spells in a few weeks may be two failures
_LEAST_SHARE = 0.04  # of days at zero, for a series to become zero-inflated
_END_SHARE = 0.02  # of days at zero, below which a series is no longer zero-inflated
_TIMES_EXPLAINED = 3.0  # as many zeros as the other days explain
_CLOSED = 0.8  # a weekday with more zeros is a closed day, not chance
_GAIN = 0.02  # how fast the share of zeros follows a day
_PRIOR_COUNT = 0.5  # zeros, and other days, counted beforehand


class ZeroDays:
    """How often each zero-inflated series is at zero.

    Attributes:
        inflated: the zero-inflated series.
        share: of days at zero, per series.
        run: days at zero in a row until now, per series.
    """

    def __init__(self, series: int) -> None:
        self.inflated = np.zeros(series, dtype=bool)
        self.share = np.full(series, 0.5)
        self.run = np.zeros(series)

    def mark_inflated(
        self, rows: Flags, window: Floats, weekdays: Weekdays, *, counted: bool
    ) -> Flags:
        """Mark the zero-inflated series among `rows`, and return those that were not so before.

        Args:
            rows: the series to look at.
            window: their last days, series x days, NaN where unknown.
            weekdays: of the days, 0 (Monday) to 6.
            counted: whether values are whole units.
        """
        zero, known = window == 0, np.isfinite(window)
        for weekday in range(7):
            is_weekday = weekdays == weekday
            closed = zero[:, is_weekday].sum(axis=1) > _CLOSED * known[:, is_weekday].sum(axis=1)
            known[:, is_weekday] &= ~closed[:, None]
        zeros, days = (zero & known).sum(axis=1), known.sum(axis=1)
        share = (zeros + _PRIOR_COUNT) / (days + 2 * _PRIOR_COUNT)
        positive = np.where(known & ~zero & (window > 0), window, 0.0)
        count = np.maximum((positive > 0).sum(axis=1), 1)
        mean = positive.sum(axis=1) / count
        variance = np.maximum((positive**2).sum(axis=1) / count - mean**2, 0.0)
        lump = np.maximum(variance / np.maximum(mean, 1e-12), 1.0 if counted else 1e-12)
        # The share of zeros that sales in such lumps explain by chance; exp underflows below -700.
        explained = np.exp(-np.minimum(mean / lump, 700.0))
        # Zero days whose day before is not zero: each begins a spell.
        spells = (zero & ~np.pad(zero, ((0, 0), (1, 0)))[:, :-1] & known).sum(axis=1)
        has_enough = (count >= FEWEST_DAYS) & (share > _LEAST_SHARE) & (spells >= FEWEST_SPELLS)
        is_unexplained = share > _TIMES_EXPLAINED * explained
        is_new: Flags = rows & ~self.inflated & has_enough & is_unexplained
        self.inflated |= is_new
        self.share = np.where(is_new, share, self.share)
        return is_new

    def adjusted(self, value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """The probabilities of a value as low and as high as this one.

        Args:
            value: of each series.
            low: its lower tail probability, in an inflated series for days above zero only.
            high: its upper tail probability, likewise.
        """
        is_zero = value == 0
        # as many zeros in a row as now, this day included
        zero_probability = self.share ** (self.run + 1.0)
        below = np.where(is_zero, zero_probability, self.share + (1.0 - self.share) * low)
        # every value is at least zero
        above = np.where(is_zero, 1.0, (1.0 - self.share) * high)
        return np.where(self.inflated, below, low), np.where(self.inflated, above, high)

    def update(self, value: Floats, known: Flags) -> None:
        """Learn from a day, at zero or not, in the series where it is known."""
        is_zero = known & (value == 0)
        self.share += np.where(known, _GAIN * (is_zero - self.share), 0.0)
        self.inflated &= self.share > _END_SHARE
        self.run = np.where(is_zero, self.run + 1.0, np.where(known, 0.0, self.run))
