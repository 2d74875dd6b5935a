"""Level shifts: the last seven days together are above or below the level expected before them.

A single extreme day is detected by `sequential_detector.py`, which also moves the baseline to the
new level after a shift; a change of growth is a trend break, in `trend_breaks.py`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ecom_platform.analytics.anomaly_detection.daily_baseline import Expectation
from ecom_platform.analytics.anomaly_detection.tail_correction import TailCorrection
from ecom_platform.analytics.anomaly_detection.tail_distributions import SMALLEST

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW = 7  # days
SAME_SIDE = 5  # of these that must be on the side of the shift
KNOWN = 6  # of these that must be known
EXTREME_DAYS = 2  # the furthest days, which do not count
_DRIFT_GAIN = 0.02  # how fast the usual drift of the level follows a day
_DRIFT_REACH = 3.0  # usual drifts that a single day may add


class LevelShifts:
    """The last days of every series, compared with the level before them.

    Attributes:
        plain: values without the effects of weekday and special day, series x last days.
        levels: the level expected before each of these days, series x last days.
        drift: how much the level usually moves in a window, as a squared share of itself.
        correction: of the tail probabilities, by the series' own past.
    """

    def __init__(self, series: int) -> None:
        self.plain = np.full((series, WINDOW), np.nan)
        self.levels = np.full((series, WINDOW), np.nan)
        self.drift = np.full(series, 0.0025)
        self.correction = TailCorrection(series)

    def add_day(self, plain: Floats, level: Floats, counts: Flags) -> None:
        """Add a day.

        Args:
            plain: its value without the effects of weekday and special day, one per series.
            level: the level expected before it.
            counts: series whose value may be used; the others get an unknown day.
        """
        self.plain[:, :-1] = self.plain[:, 1:]
        self.plain[:, -1] = np.where(counts, plain, np.nan)
        self.levels[:, :-1] = self.levels[:, 1:]
        self.levels[:, -1] = level
        oldest_level = self.levels[:, 0]
        has_oldest = np.isfinite(oldest_level) & (oldest_level > 0)
        moved = (
            np.where(
                has_oldest, (level - oldest_level) / np.where(has_oldest, oldest_level, 1.0), 0.0
            )
            ** 2
        )
        moved = np.minimum(moved, _DRIFT_REACH**2 * self.drift)
        self.drift += np.where(has_oldest, _DRIFT_GAIN * (moved - self.drift), 0.0)

    def tail_probabilities(self, expectation: Expectation) -> tuple[Floats, Floats]:
        """The probabilities of a mean as low, and as high, as that of the last seven days.

        The two most extreme days on that side do not count, and five of seven days must be on it,
        so that one or two extreme days are no shift; otherwise the probability is 1. The mean is
        treated as normal, with the usual drift of the level added to its variance.
        """
        level_before = self.levels[:, 0]
        known = np.isfinite(self.plain)
        days = known.sum(axis=1)
        ready = np.isfinite(level_before) & (level_before > 0) & (days >= KNOWN)
        mean_without_lowest = _mean_without_two_lowest(self.plain)
        mean_without_highest = -_mean_without_two_lowest(-self.plain)
        safe_level = np.where(ready, level_before, 1.0)
        others = np.maximum(days - EXTREME_DAYS, 1.0)
        noise = expectation.variance / expectation.mean / expectation.exposure / safe_level / others
        sigma = np.sqrt(noise + self.drift)
        low = special.ndtr(np.where(ready, (mean_without_lowest / safe_level - 1.0) / sigma, 0.0))
        high = special.ndtr(np.where(ready, (1.0 - mean_without_highest / safe_level) / sigma, 0.0))
        is_under = ready & ((known & (self.plain < level_before[:, None])).sum(axis=1) >= SAME_SIDE)
        is_over = ready & ((known & (self.plain > level_before[:, None])).sum(axis=1) >= SAME_SIDE)
        low = np.where(is_under, np.maximum(low, SMALLEST), 1.0)
        return low, np.where(is_over, np.maximum(high, SMALLEST), 1.0)

    def new_level(self, *, is_up: Flags) -> Floats:
        """The new level of each series: the median of the last days on the side of the shift."""
        level_before = self.levels[:, :1]
        is_on_side = np.where(is_up[:, None], self.plain > level_before, self.plain < level_before)
        values_on_side = np.sort(np.where(is_on_side, self.plain, np.nan), axis=1)
        count = np.maximum(np.isfinite(values_on_side).sum(axis=1), 1)
        return np.asarray(
            np.take_along_axis(values_on_side, ((count - 1) // 2)[:, None], axis=1)[:, 0]
        )

    def reset(self, rows: Flags) -> None:
        """Forget the last days of the series where `rows` is true."""
        self.plain[rows] = np.nan
        self.levels[rows] = np.nan


def _mean_without_two_lowest(values: Floats) -> Floats:
    """The mean of the known values of each row, without the two lowest; 0 if nothing is left."""
    ordered = np.sort(values, axis=1)[:, EXTREME_DAYS:]
    known = np.isfinite(ordered)
    return np.asarray(np.where(known, ordered, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))
