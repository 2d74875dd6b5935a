"""Trend breaks: the level grew differently in the last four weeks than in the four weeks before.

A jump from one day to the next is a level shift, in `level_shifts.py`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ecom_platform.analytics.anomaly_detection.tail_distributions import SMALLEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW = 28  # days
QUIET = 2 * WINDOW  # days without another trend break after a break or a shift
FEWEST = 4 * WINDOW  # days of level before the first verdict
MOST_OF_A_WEEK = 0.5  # share of the change that may come in one week
LEVEL_NOISE = 0.4  # noise of three levels weeks apart, as a share of a day's variance
_SPREAD_GAIN = 0.01  # how fast the usual change of growth follows a day
_REACH = 2.5  # usual changes that a single day may add


class TrendBreaks:
    """The levels of the last eight weeks, and how much growth usually changes.

    Attributes:
        levels: logarithms of the levels, series x last 57 days, newest last.
        spread: variance of the change of growth from one window to the next, per series.
        age: days for which the level has continued without a jump.
        quiet: days left without a verdict.
    """

    def __init__(self, series: int) -> None:
        self.levels = np.full((series, 2 * WINDOW + 1), np.nan)
        self.spread = np.full(series, 0.1**2)
        self.age = np.zeros(series)
        self.quiet = np.zeros(series)

    def tail_probabilities(
        self, level: Floats, noise: Floats, continues: Flags
    ) -> tuple[Floats, Floats]:
        """Add a level, and return the probabilities of a change of growth as far down, and up.

        Args:
            level: the level after this night, one per series.
            noise: variance of a usual day as a share of its squared mean.
            continues: series whose level goes on from the night before, so neither new nor shifted.
        """
        self.levels[:, :-1] = self.levels[:, 1:]
        self.levels[:, -1] = np.log(level)
        self.age = np.where(continues, self.age + 1.0, 0.0)
        newest, middle, oldest = (self.levels[:, column] for column in (-1, WINDOW, 0))
        is_ready = self.age > 2 * WINDOW
        change = np.where(is_ready, newest - 2.0 * middle + oldest, 0.0)
        sigma = np.sqrt(np.maximum(self.spread, LEVEL_NOISE * noise))
        is_evaluated = (self.age >= FEWEST) & (self.quiet <= 0) & ~self._is_jump(change)
        low = np.where(is_evaluated, special.ndtr(change / sigma), 1.0)
        high = np.where(is_evaluated, special.ndtr(-change / sigma), 1.0)
        clipped_square = np.minimum(change**2, _REACH**2 * self.spread)
        self.spread += np.where(is_ready, _SPREAD_GAIN * (clipped_square - self.spread), 0.0)
        self.quiet -= 1.0
        return np.maximum(low, SMALLEST), np.maximum(high, SMALLEST)

    def _is_jump(self, change: Floats) -> Flags:
        """Whether one week holds most of the change, which makes it a jump and no trend break."""
        weekly_changes = np.diff(self.levels[:, ::7], axis=1)
        usual_week = (self.levels[:, WINDOW] - self.levels[:, 0]) / (WINDOW // 7)
        largest_excess = np.abs(weekly_changes - usual_week[:, None]).max(axis=1)
        return np.asarray(largest_excess > MOST_OF_A_WEEK * np.abs(change))

    def suppress(self, rows: Flags) -> None:
        """Give no verdict on the series where `rows` is true for eight weeks."""
        self.quiet[rows] = QUIET
