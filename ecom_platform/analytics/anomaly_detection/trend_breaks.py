"""A trend that broke: the level grew in these four weeks unlike in the four weeks before.

Jumps from one day to another are level shifts and stand in `level_shifts.py`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ecom_platform.analytics.anomaly_detection.tail_distributions import SMALLEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW = 28
QUIET = 2 * WINDOW  # days without another verdict after a break or a shift
FEWEST = 4 * WINDOW  # days of level before the first verdict
MOST_OF_A_WEEK = 0.5  # of the change may come in one week
_MEMORY_GAIN = 0.01
_REACH = 2.5
LEVEL_NOISE = 0.4  # of a day's, that three levels weeks apart have together


class TrendBreaks:
    """The levels of the last eight weeks, and how much growth usually changes."""

    def __init__(self, series: int) -> None:
        self.levels = np.full((series, 2 * WINDOW + 1), np.nan)
        self.spread = np.full(series, 0.1**2)
        self.age = np.zeros(series)
        self.quiet = np.zeros(series)

    def judge(self, level: Floats, noise: Floats, lasts: Flags) -> tuple[Floats, Floats]:
        """How rare the change of growth is downwards and upwards, then remember the level.

        Args:
            level: after this night, one per series.
            noise: variance of a usual day as a share of its squared mean.
            lasts: series whose level goes on from the night before (not begun or moved anew).
        """
        self.levels[:, :-1] = self.levels[:, 1:]
        self.levels[:, -1] = np.log(level)
        self.age = np.where(lasts, self.age + 1.0, 0.0)
        now, middle, old = (self.levels[:, place] for place in (-1, WINDOW, 0))
        ready = self.age > 2 * WINDOW
        change = np.where(ready, now - 2.0 * middle + old, 0.0)
        sigma = np.sqrt(np.maximum(self.spread, LEVEL_NOISE * noise))
        judged = (self.age >= FEWEST) & (self.quiet <= 0) & ~self._jumped(change)
        low = np.where(judged, special.ndtr(change / sigma), 1.0)
        high = np.where(judged, special.ndtr(-change / sigma), 1.0)
        usual = np.minimum(change**2, _REACH**2 * self.spread)
        self.spread += np.where(ready, _MEMORY_GAIN * (usual - self.spread), 0.0)
        self.quiet -= 1.0
        return np.maximum(low, SMALLEST), np.maximum(high, SMALLEST)

    def _jumped(self, change: Floats) -> Flags:
        """Whether one week holds most of the change: a step, not a trend."""
        weekly = np.diff(self.levels[:, ::7], axis=1)
        usual = (self.levels[:, WINDOW] - self.levels[:, 0]) / (WINDOW // 7)
        most = np.abs(weekly - usual[:, None]).max(axis=1)
        return np.asarray(most > MOST_OF_A_WEEK * np.abs(change))

    def silence(self, rows: Flags) -> None:
        """No other verdict on these series for eight weeks."""
        self.quiet[rows] = QUIET
