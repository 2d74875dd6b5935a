"""What each day should be, learned day by day from the days before it.

One pass over the days serves every series at once: mean = exposure x level x weekday x calendar.
Six candidates (how fast the level follows, how noise grows with the mean) run side by side and
count by how well they foretold the last weeks. What a day's surprise is worth stands in
`tail_correction.py`; what is flagged, in `detect_anomalies.py`.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.starting_levels import starting_levels
from ecom_platform.analytics.daily_panel import Kind

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Weekdays = NDArray[np.int64]

SPEEDS = (0.02, 0.05, 0.12)
POWERS = (1, 2)
SPEED = np.tile(SPEEDS, len(POWERS))
POWER = np.repeat(POWERS, len(SPEEDS))
CLIP = 1.5  # usual surprises a single day may teach
NOISE_CLIP = 3.0
NOISE_GAIN = 0.015
SCORE_MEMORY = 0.99
EXPOSURE_GAIN = 0.02
WEEKDAY_MEMORY = 0.985  # a week
WEEKDAY_SPREAD = 0.3  # how much weekdays differ, before any is seen
EDGE_SPREAD = 0.15  # the first and the last day of a month, likewise
EVENT_CAUTION = 0.5  # a first event day says nearly all that is known of the event
EVENT_SPREAD = 0.3  # how much two days of one event differ
SMALLEST_NOISE = 0.02  # of a day, as a share of its mean
MOST_PRECISE = 400.0
EVENTS_FROM = 2  # in the calendar; before them stand the first and the last day of a month


@dataclass(frozen=True)
class Foretold:
    """What the days before say of one day; one number per series.

    Attributes:
        mean: expected value (of a rate: expected numerator).
        variance: of the day around it.
        exposure: what the level is multiplied with to give the mean.
    """

    mean: Floats
    variance: Floats
    exposure: Floats


class DailyBaseline:
    """The state of all series after the days learned so far."""

    def __init__(self, series: int, kind: Kind, calendar_days: int) -> None:
        candidates = len(SPEED)
        self.kind = kind
        self.level = np.ones((series, candidates))
        self.noise = np.ones((series, candidates))
        self.score = np.zeros((series, candidates))
        self.weight = np.full((series, candidates), 1.0 / candidates)
        self.taught = np.zeros(series)
        self.exposure = np.ones(series)
        prior = WEEKDAY_SPREAD**-2
        self.weekday_ratio = np.full((series, 7), prior)
        self.weekday_weight = np.full((series, 7), prior)
        caution = np.full((series, calendar_days), EVENT_CAUTION)
        caution[:, :EVENTS_FROM] = EDGE_SPREAD**-2
        self.calendar_ratio = caution.copy()
        self.calendar_weight = caution.copy()
        self.calendar_seen = np.zeros((series, calendar_days))

    def start(self, rows: Flags, values: Floats, trials: Floats | None, weekdays: Weekdays) -> None:
        """Begin the series of `rows` from their first weeks, all at once."""
        first = starting_levels(
            values[rows], None if trials is None else trials[rows], weekdays, WEEKDAY_SPREAD
        )
        self.level[rows] = first.level[:, None]
        self.exposure[rows] = first.exposure
        self.weekday_ratio[rows] = first.weekday_ratio
        self.weekday_weight[rows] = first.weekday_weight
        mean = np.maximum(first.mean, 1e-12)[:, None]
        self.noise[rows] = first.variance[:, None] / mean ** POWER[None, :]
        self.score[rows] = 0.0
        self.weight[rows] = 1.0 / len(SPEED)
        self.taught[rows] = np.isfinite(values[rows]).sum(axis=1)

    def usual_level(self) -> Floats:
        """The level, one per series."""
        return _mixed(self.weight, self.level)

    def foretell(self, trials: Floats | None, weekday: int, calendar: int | None) -> Foretold:
        """What the next day should be, if it is this weekday and this day of the calendar."""
        exposure = self._exposure(trials, weekday, calendar)
        means, variances = self._candidates(exposure, trials)
        weights = self.weight
        mean = _mixed(weights, means)
        variance = _mixed(weights, variances + (means - mean[:, None]) ** 2)
        variance = variance * (1.0 + 1.0 / np.maximum(self.taught, 1.0))
        if calendar is not None:
            days = np.maximum(self.calendar_seen[:, calendar], 1.0)
            unsure = EVENT_SPREAD if calendar >= EVENTS_FROM else EDGE_SPREAD / 2
            variance = variance + ((unsure * mean) ** 2 + variance) / days
        return Foretold(mean, variance, exposure)

    def learn(
        self,
        values: Floats,
        trials: Floats | None,
        weekday: int,
        calendar: int | None,
        teaches: Flags,
    ) -> None:
        """Take in a day; series where it does not teach stay as they are."""
        exposure = self._exposure(trials, weekday, calendar)
        means, variances = self._candidates(exposure, trials)
        known = np.where(teaches, values, means[:, 0])
        surprise = known[:, None] - means
        ratio, precision = self._ratio(surprise, means, variances)
        if calendar is not None and calendar >= EVENTS_FROM:
            ratio = np.maximum(known / _mixed(self.weight, means), 0.0)
        if calendar is not None:
            mine = teaches.astype(np.float64)
            self.calendar_ratio[:, calendar] += (
                mine * precision * ratio * self._multiplier(calendar)
            )
            self.calendar_weight[:, calendar] += mine * precision
            self.calendar_seen[:, calendar] += mine
        if calendar is None or calendar < EVENTS_FROM:
            self._learn_weekday(ratio, precision, weekday, teaches)
            self._learn_level(surprise, variances, exposure, teaches)
            self._learn_noise(surprise, means, variances, teaches)

    def rebase(self, rows: Flags, level: Floats) -> None:
        """Let the series of `rows` go on from a new level."""
        self.level[rows] = np.maximum(level[rows], 1e-12)[:, None]
        self.taught[rows] = 4.0

    def _multiplier(self, calendar: int) -> Floats:
        return np.asarray(self.calendar_ratio[:, calendar] / self.calendar_weight[:, calendar])

    def _exposure(self, trials: Floats | None, weekday: int, calendar: int | None) -> Floats:
        exposure = self.weekday_ratio[:, weekday] / self.weekday_weight[:, weekday]
        if calendar is not None:
            exposure = exposure * self._multiplier(calendar)
        return np.asarray(np.maximum(exposure if trials is None else exposure * trials, 1e-9))

    def _candidates(self, exposure: Floats, trials: Floats | None) -> tuple[Floats, Floats]:
        """Mean and variance of each candidate."""
        means = self.level * exposure[:, None]
        if trials is not None:
            means = np.minimum(means, 0.999 * trials[:, None])
        means = np.maximum(means, 1e-12)
        variances = self.noise * np.where(POWER == 2, means**2, means)
        least = (SMALLEST_NOISE * means) ** 2
        if self.kind != "amount":
            spare = 1.0 if trials is None else 1.0 - means / np.maximum(trials[:, None], 1e-9)
            least = np.maximum(least, means * spare)
        return means, np.maximum(variances, least)

    def _ratio(self, surprise: Floats, means: Floats, variances: Floats) -> tuple[Floats, Floats]:
        """The day as a multiple of what was expected, clipped, and how much that is worth."""
        weights = self.weight
        mean = _mixed(weights, means)
        variance = _mixed(weights, variances)
        error = _mixed(weights, surprise)
        reach = CLIP * np.sqrt(variance) + self._step(mean)
        ratio = 1.0 + np.clip(error, -reach, reach) / mean
        return ratio, np.minimum(mean**2 / variance, MOST_PRECISE)

    def _step(self, mean: Floats) -> Floats:
        """A single piece is never clipped away, however few are expected."""
        return np.ones_like(mean) if self.kind != "amount" else np.zeros_like(mean)

    def _learn_weekday(
        self, ratio: Floats, precision: Floats, weekday: int, teaches: Flags
    ) -> None:
        mine = teaches.astype(np.float64)
        prior = (1.0 - WEEKDAY_MEMORY) * WEEKDAY_SPREAD**-2
        usual = self.weekday_ratio[:, weekday] / self.weekday_weight[:, weekday]
        kept = np.where(teaches, WEEKDAY_MEMORY, 1.0)
        added = mine * (precision * ratio * usual + prior)
        self.weekday_ratio[:, weekday] = kept * self.weekday_ratio[:, weekday] + added
        added = mine * (precision + prior)
        self.weekday_weight[:, weekday] = kept * self.weekday_weight[:, weekday] + added

    def _learn_level(
        self, surprise: Floats, variances: Floats, exposure: Floats, teaches: Flags
    ) -> None:
        speed = np.maximum(SPEED[None, :], 1.0 / (self.taught[:, None] + 1.0))
        share = np.minimum(exposure / self.exposure, 3.0)[:, None]
        gain = 1.0 - (1.0 - speed) ** share
        reach = CLIP * np.sqrt(variances) + self._step(exposure)[:, None]
        change = gain * np.clip(surprise, -reach, reach) / exposure[:, None]
        moved = np.maximum(self.level + change, 1e-12)
        self.level = np.where(teaches[:, None], moved, self.level)
        self.exposure += np.where(teaches, EXPOSURE_GAIN * (exposure - self.exposure), 0.0)
        self.taught += teaches

    def _learn_noise(
        self, surprise: Floats, means: Floats, variances: Floats, teaches: Flags
    ) -> None:
        squared = np.minimum(surprise**2, NOISE_CLIP**2 * variances)
        gain = np.where(teaches, NOISE_GAIN, 0.0)[:, None]
        self.noise += gain * (squared / np.where(POWER == 2, means**2, means) - self.noise)
        told = -0.5 * (np.log(variances) + squared / variances)
        self.score = np.where(teaches[:, None], SCORE_MEMORY * self.score + told, self.score)
        likelihood = np.exp(self.score - reduce(np.maximum, self.score.T)[:, None])
        self.weight = likelihood / _mixed(likelihood, np.ones_like(likelihood))[:, None]


def _mixed(weights: Floats, numbers: Floats) -> Floats:
    """The sum over candidates of weight times number, one per series."""
    return np.asarray(np.einsum("sk,sk->s", weights, numbers))
