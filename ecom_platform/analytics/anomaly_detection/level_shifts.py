"""Changes that last: a level that shifted, a trend that broke.

A single day is judged by its own surprise; here several days speak together against the level that
was expected before the first of them. What a shift leads to (a new level) stands in
`sequential_detector.py`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ecom_platform.analytics.anomaly_detection.daily_baseline import Foretold
from ecom_platform.analytics.anomaly_detection.tail_correction import OwnTail
from ecom_platform.analytics.anomaly_detection.tail_distributions import SMALLEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW = 7
SAME_SIDE = 5
KNOWN = 6
LOUD = 2  # furthest days that do not count
_DRIFT_GAIN = 0.02
_DRIFT_REACH = 3.0


class LastingChanges:
    """The last days of every series, compared with the level before them."""

    def __init__(self, series: int) -> None:
        self.plain = np.full((series, WINDOW), np.nan)
        self.levels = np.full((series, WINDOW), np.nan)
        self.drift = np.full(series, 0.0025)
        self.tail = OwnTail(series)

    def remember(self, plain: Floats, level: Floats, counts: Flags) -> None:
        """Add a day: its value without weekday and calendar, and the level expected before it."""
        self.plain[:, :-1] = self.plain[:, 1:]
        self.plain[:, -1] = np.where(counts, plain, np.nan)
        self.levels[:, :-1] = self.levels[:, 1:]
        self.levels[:, -1] = level
        old = self.levels[:, 0]
        some = np.isfinite(old) & (old > 0)
        moved = np.where(some, (level - old) / np.where(some, old, 1.0), 0.0) ** 2
        moved = np.minimum(moved, _DRIFT_REACH**2 * self.drift)
        self.drift += np.where(some, _DRIFT_GAIN * (moved - self.drift), 0.0)

    def judge(self, told: Foretold) -> tuple[Floats, Floats]:
        """How rare the last seven days are below and above the level before them.

        The two days that are furthest to that side do not count, and five of seven days must be on
        it, so that one or two loud days are not a shift. Their mean follows a normal law, with the
        usual wandering of the level added to its variance.
        """
        old = self.levels[:, 0]
        known = np.isfinite(self.plain)
        days = known.sum(axis=1)
        ready = np.isfinite(old) & (old > 0) & (days >= KNOWN)
        least = _mean_of_nearest(self.plain)
        most = -_mean_of_nearest(-self.plain)
        level = np.where(ready, old, 1.0)
        others = np.maximum(days - LOUD, 1.0)
        noise = told.variance / told.mean / told.exposure / level / others
        sigma = np.sqrt(noise + self.drift)
        low = special.ndtr(np.where(ready, (least / level - 1.0) / sigma, 0.0))
        high = special.ndtr(np.where(ready, (1.0 - most / level) / sigma, 0.0))
        under = ready & ((known & (self.plain < old[:, None])).sum(axis=1) >= SAME_SIDE)
        over = ready & ((known & (self.plain > old[:, None])).sum(axis=1) >= SAME_SIDE)
        low = np.where(under, np.maximum(low, SMALLEST), 1.0)
        return low, np.where(over, np.maximum(high, SMALLEST), 1.0)

    def new_level(self, *, is_up: Flags) -> Floats:
        """The median of the last days on the side the level went to."""
        old = self.levels[:, :1]
        side = np.where(is_up[:, None], self.plain > old, self.plain < old)
        mine = np.sort(np.where(side, self.plain, np.nan), axis=1)
        count = np.maximum(np.isfinite(mine).sum(axis=1), 1)
        return np.asarray(np.take_along_axis(mine, ((count - 1) // 2)[:, None], axis=1)[:, 0])

    def forget(self, rows: Flags) -> None:
        """Start the comparison of these series anew."""
        self.plain[rows] = np.nan
        self.levels[rows] = np.nan


def _mean_of_nearest(values: Floats) -> Floats:
    """The mean of each row without its smallest numbers and without NaN; 0 of nothing."""
    ordered = np.sort(values, axis=1)[:, LOUD:]
    known = np.isfinite(ordered)
    return np.asarray(np.where(known, ordered, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))
