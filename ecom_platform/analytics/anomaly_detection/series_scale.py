"""Series brought to the scale on which they are judged, and verdicts brought back.

The judges know one form: positive means that are multiplied. A series that goes below zero is
lifted by a constant so high that ratios act as differences; of a rate above one half the misses are
judged instead of the hits. Both are decided from a series' first days, so no later day matters.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.daily_panel import DailyPanel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_LIFT = 5.0  # times the largest early value
_BELOW_ZERO = 0.05  # of the early days, and the series is lifted


@dataclass(frozen=True)
class Scaled:
    """Series on the judges' scale.

    Attributes:
        values: series x days, NaN where unknown or without trials.
        trials: as in the panel.
        lift: added to each series.
        flipped: series of which misses are judged.
    """

    values: Floats
    trials: Floats | None
    lift: Floats
    flipped: Flags

    def restored(self, scaled: Floats, trials: Floats | None) -> Floats:
        """What a reader sees of a value on this scale, one per series; of a rate the rate."""
        if trials is None:
            return np.asarray(scaled - self.lift)
        share = scaled / np.where(trials > 0, trials, np.nan)
        return np.where(self.flipped, 1.0 - share, share)


def scaled(panel: DailyPanel, first_days: int) -> Scaled:
    """The panel on the judges' scale; `first_days` known days of each series decide which."""
    early = panel.known & (np.cumsum(panel.known, axis=1) <= first_days)
    nothing = np.zeros(len(panel.names))
    if panel.trials is None:
        value = np.where(early, panel.values, 0.0)
        below = (value < 0).sum(axis=1) > _BELOW_ZERO * early.sum(axis=1)
        lift = np.where(below, _LIFT * np.abs(value).max(axis=1), 0.0)
        return Scaled(panel.values + lift[:, None], None, lift, nothing > 0)
    hits = np.where(early, panel.values, 0.0).sum(axis=1)
    flipped = hits > 0.5 * np.where(early, panel.trials, 0.0).sum(axis=1)
    value = np.where(flipped[:, None], panel.trials - panel.values, panel.values)
    known = panel.known & (panel.trials > 0) & (value >= 0)
    return Scaled(np.where(known, value, np.nan), panel.trials, nothing, flipped)
