"""Series transformed to the scale on which they are evaluated, and results transformed back.

The baseline is multiplicative and needs positive means. A series that goes below zero is lifted by
a constant so high that ratios act as differences; of a rate above one half the misses are evaluated
instead of the hits. Both are decided from a series' first days, so that no later day matters.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.daily_panel import DailyPanel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_LIFT = 5.0  # times the largest early value
_BELOW_ZERO = 0.05  # share of the early days; with more below zero a series is lifted


@dataclass(frozen=True)
class ScaledSeries:
    """Series on the scale of the baseline.

    Attributes:
        values: series x days, NaN where unknown or without trials.
        trials: as in the panel.
        lift: added to each series.
        flipped: series of which misses are evaluated.
    """

    values: Floats
    trials: Floats | None
    lift: Floats
    flipped: Flags

    def restored(self, scaled: Floats, trials: Floats | None) -> Floats:
        """Values on the original scale, one per series; of a rate the rate.

        Args:
            scaled: values on the scale of the baseline.
            trials: of a rate the denominators, else None.
        """
        if trials is None:
            return np.asarray(scaled - self.lift)
        share = scaled / np.where(trials > 0, trials, np.nan)
        return np.where(self.flipped, 1.0 - share, share)


def scale_series(panel: DailyPanel, first_days: int) -> ScaledSeries:
    """The panel on the scale of the baseline, chosen from the first known days of each series.

    Args:
        panel: series on the original scale.
        first_days: how many known days of each series decide about lift and flip.
    """
    early = panel.known & (np.cumsum(panel.known, axis=1) <= first_days)
    zeros = np.zeros(len(panel.names))
    if panel.trials is None:
        values = np.where(early, panel.values, 0.0)
        is_often_negative = (values < 0).sum(axis=1) > _BELOW_ZERO * early.sum(axis=1)
        lift = np.where(is_often_negative, _LIFT * np.abs(values).max(axis=1), 0.0)
        return ScaledSeries(
            panel.values + lift[:, None], None, lift, np.zeros(len(zeros), dtype=bool)
        )
    hits = np.where(early, panel.values, 0.0).sum(axis=1)
    flipped = hits > 0.5 * np.where(early, panel.trials, 0.0).sum(axis=1)
    values = np.where(flipped[:, None], panel.trials - panel.values, panel.values)
    known = panel.known & (panel.trials > 0) & (values >= 0)
    return ScaledSeries(np.where(known, values, np.nan), panel.trials, zeros, flipped)
