"""The daily baseline: what is expected of each day, learned day by day from the days before it.

mean = exposure x level, where exposure = weekday effect x special-day effect (x trials of a rate).
Six candidates (three speeds at which the level follows, two ways in which the noise grows with the
mean) are updated side by side for all series at once, and weighted by how well they predicted the
last weeks. How rare a deviation is, is computed in `tail_distributions.py` and
`tail_correction.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.starting_levels import starting_levels
from ecom_platform.analytics.daily_panel import Kind

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Weekdays = NDArray[np.int64]

SPEEDS = (0.02, 0.05, 0.12)  # at which the level follows a day
POWERS = (1, 2)  # of the mean, with which the variance grows
SPEED = np.tile(SPEEDS, len(POWERS))
POWER = np.repeat(POWERS, len(SPEEDS))
CLIP = 1.5  # standard deviations that a single day may move the level and the effects
NOISE_CLIP = 3.0  # standard deviations that a single day may add to the noise
NOISE_GAIN = 0.015  # how fast the noise follows a day
SCORE_MEMORY = 0.99  # what a candidate's score keeps from one day to the next
EXPOSURE_GAIN = 0.02  # how fast the usual exposure follows a day
WEEKDAY_MEMORY = 0.985  # what a weekday effect keeps from one week to the next
WEEKDAY_SPREAD = 0.3  # how much weekdays are assumed to differ before any is seen
MONTH_END_SPREAD = 0.15  # the same for the first and the last day of a month
EVENT_PRIOR = 0.5  # weight of "no effect", so low that the first day of an event sets its effect
EVENT_SPREAD = 0.3  # how much two days of one event differ
SMALLEST_NOISE = 0.02  # of a day, as a share of its mean
LARGEST_PRECISION = 400.0  # weight of one day in an effect
EVENTS_FROM = 2  # first number of an event among special days; 0 and 1 are month ends


@dataclass(frozen=True)
class Expectation:
    """What is expected of one day, given the days before it; one number per series.

    Attributes:
        mean: expected value (of a rate: expected numerator).
        variance: of the day around it.
        exposure: the factor from the level to the mean.
    """

    mean: Floats
    variance: Floats
    exposure: Floats


class DailyBaseline:
    """The state of all series after the days learned so far.

    Attributes:
        level: series x candidates.
        noise: variance over mean ** power, series x candidates.
        score: discounted log-likelihood of past days, series x candidates.
        weight: of each candidate in the expectation, series x candidates.
        days_learned: how many days the level is estimated from, per series.
        exposure: usual exposure, per series.
        weekday_ratio: weighted sum of ratios to the level, series x 7; over `weekday_weight` it is
            the weekday effect.
        special_ratio: the same by special day, with `special_weight`.
        special_seen: special days learned so far, series x special day.
    """

    def __init__(self, series: int, kind: Kind, special_days: int) -> None:
        candidates = len(SPEED)
        self.kind = kind
        self.level = np.ones((series, candidates))
        self.noise = np.ones((series, candidates))
        self.score = np.zeros((series, candidates))
        self.weight = np.full((series, candidates), 1.0 / candidates)
        self.days_learned = np.zeros(series)
        self.exposure = np.ones(series)
        prior = WEEKDAY_SPREAD**-2
        self.weekday_ratio = np.full((series, 7), prior)
        self.weekday_weight = np.full((series, 7), prior)
        prior_weight = np.full((series, special_days), EVENT_PRIOR)
        prior_weight[:, :EVENTS_FROM] = MONTH_END_SPREAD**-2
        self.special_ratio = prior_weight.copy()
        self.special_weight = prior_weight.copy()
        self.special_seen = np.zeros((series, special_days))

    def start(self, rows: Flags, values: Floats, trials: Floats | None, weekdays: Weekdays) -> None:
        """Start the series of `rows` from their first weeks.

        Args:
            rows: which series to start.
            values: all series x first days, NaN where unknown.
            trials: of a rate the denominators, same shape; else None.
            weekdays: of the days, 0 (Monday) to 6.
        """
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
        self.days_learned[rows] = np.isfinite(values[rows]).sum(axis=1)

    def usual_level(self) -> Floats:
        """The level, one per series: the candidates' levels by weight."""
        return _weighted_sum(self.weight, self.level)

    def expectation(
        self, trials: Floats | None, weekday: int, special_day: int | None
    ) -> Expectation:
        """What is expected of the next day.

        Args:
            trials: of a rate the denominators of the day, one per series; else None.
            weekday: 0 (Monday) to 6.
            special_day: number of the special day; None for an ordinary day.
        """
        exposure = self._exposure(trials, weekday, special_day)
        means, variances = self._candidate_means_and_variances(exposure, trials)
        weights = self.weight
        mean = _weighted_sum(weights, means)
        variance = _weighted_sum(weights, variances + (means - mean[:, None]) ** 2)
        variance = variance * (1.0 + 1.0 / np.maximum(self.days_learned, 1.0))
        if special_day is not None:
            days = np.maximum(self.special_seen[:, special_day], 1.0)
            spread = EVENT_SPREAD if special_day >= EVENTS_FROM else MONTH_END_SPREAD / 2
            variance = variance + ((spread * mean) ** 2 + variance) / days
        return Expectation(mean, variance, exposure)

    def update(
        self,
        values: Floats,
        trials: Floats | None,
        weekday: int,
        special_day: int | None,
        updates: Flags,
    ) -> None:
        """Learn from a day; series where `updates` is false stay as they are.

        Args:
            values: of the day, one per series.
            trials: of a rate the denominators of the day; else None.
            weekday: 0 (Monday) to 6.
            special_day: number of the special day; None for an ordinary day.
            updates: the series that learn from the day.
        """
        exposure = self._exposure(trials, weekday, special_day)
        means, variances = self._candidate_means_and_variances(exposure, trials)
        # Where the day is not learned, any finite value will do: its weight below is 0.
        known = np.where(updates, values, means[:, 0])
        error = known[:, None] - means
        ratio, precision = self._clipped_ratio(error, means, variances)
        if special_day is not None and special_day >= EVENTS_FROM:
            ratio = np.maximum(known / _weighted_sum(self.weight, means), 0.0)
        if special_day is not None:
            weight_of_day = updates.astype(np.float64)
            self.special_ratio[:, special_day] += (
                weight_of_day * precision * ratio * self._special_day_effect(special_day)
            )
            self.special_weight[:, special_day] += weight_of_day * precision
            self.special_seen[:, special_day] += weight_of_day
        if special_day is None or special_day < EVENTS_FROM:
            self._update_weekday(ratio, precision, weekday, updates)
            self._update_level(error, variances, exposure, updates)
            self._update_noise(error, means, variances, updates)

    def rebase(self, rows: Flags, level: Floats) -> None:
        """Continue the series of `rows` from a new level, as if it were known from four days."""
        self.level[rows] = np.maximum(level[rows], 1e-12)[:, None]
        self.days_learned[rows] = 4.0

    def _special_day_effect(self, special_day: int) -> Floats:
        """The factor of a special day, one per series."""
        return np.asarray(self.special_ratio[:, special_day] / self.special_weight[:, special_day])

    def _exposure(self, trials: Floats | None, weekday: int, special_day: int | None) -> Floats:
        """The factor from the level to the mean of a day: weekday, special day and trials."""
        exposure = self.weekday_ratio[:, weekday] / self.weekday_weight[:, weekday]
        if special_day is not None:
            exposure = exposure * self._special_day_effect(special_day)
        return np.asarray(np.maximum(exposure if trials is None else exposure * trials, 1e-9))

    def _candidate_means_and_variances(
        self, exposure: Floats, trials: Floats | None
    ) -> tuple[Floats, Floats]:
        """Mean and variance of each candidate, series x candidates each."""
        means = self.level * exposure[:, None]
        if trials is not None:
            means = np.minimum(means, 0.999 * trials[:, None])
        means = np.maximum(means, 1e-12)
        variances = self.noise * np.where(POWER == 2, means**2, means)
        least_variance = (SMALLEST_NOISE * means) ** 2
        if self.kind != "amount":
            share_of_misses = (
                1.0 if trials is None else 1.0 - means / np.maximum(trials[:, None], 1e-9)
            )
            least_variance = np.maximum(least_variance, means * share_of_misses)
        return means, np.maximum(variances, least_variance)

    def _clipped_ratio(
        self, error: Floats, means: Floats, variances: Floats
    ) -> tuple[Floats, Floats]:
        """The day over its expectation, clipped, and the weight of this ratio; one per series."""
        weights = self.weight
        mean = _weighted_sum(weights, means)
        variance = _weighted_sum(weights, variances)
        mean_error = _weighted_sum(weights, error)
        reach = CLIP * np.sqrt(variance) + self._one_piece(mean)
        ratio = 1.0 + np.clip(mean_error, -reach, reach) / mean
        return ratio, np.minimum(mean**2 / variance, LARGEST_PRECISION)

    def _one_piece(self, mean: Floats) -> Floats:
        """One piece for counts and rates, 0 for amounts: a single piece is never clipped away."""
        return np.ones_like(mean) if self.kind != "amount" else np.zeros_like(mean)

    def _update_weekday(
        self, ratio: Floats, precision: Floats, weekday: int, updates: Flags
    ) -> None:
        """Move the effect of the weekday towards the ratio of this day; old days fade."""
        weight_of_day = updates.astype(np.float64)
        prior = (1.0 - WEEKDAY_MEMORY) * WEEKDAY_SPREAD**-2
        usual = self.weekday_ratio[:, weekday] / self.weekday_weight[:, weekday]
        kept = np.where(updates, WEEKDAY_MEMORY, 1.0)
        added = weight_of_day * (precision * ratio * usual + prior)
        self.weekday_ratio[:, weekday] = kept * self.weekday_ratio[:, weekday] + added
        added = weight_of_day * (precision + prior)
        self.weekday_weight[:, weekday] = kept * self.weekday_weight[:, weekday] + added

    def _update_level(
        self, error: Floats, variances: Floats, exposure: Floats, updates: Flags
    ) -> None:
        """Move the level of each candidate towards the day, at its speed; busy days count more."""
        speed = np.maximum(SPEED[None, :], 1.0 / (self.days_learned[:, None] + 1.0))
        share = np.minimum(exposure / self.exposure, 3.0)[:, None]
        gain = 1.0 - (1.0 - speed) ** share
        reach = CLIP * np.sqrt(variances) + self._one_piece(exposure)[:, None]
        change = gain * np.clip(error, -reach, reach) / exposure[:, None]
        moved = np.maximum(self.level + change, 1e-12)
        self.level = np.where(updates[:, None], moved, self.level)
        self.exposure += np.where(updates, EXPOSURE_GAIN * (exposure - self.exposure), 0.0)
        self.days_learned += updates

    def _update_noise(
        self, error: Floats, means: Floats, variances: Floats, updates: Flags
    ) -> None:
        """Move the noise of each candidate towards the day, and weight candidates by score."""
        squared = np.minimum(error**2, NOISE_CLIP**2 * variances)
        gain = np.where(updates, NOISE_GAIN, 0.0)[:, None]
        self.noise += gain * (squared / np.where(POWER == 2, means**2, means) - self.noise)
        log_density = -0.5 * (np.log(variances) + squared / variances)
        self.score = np.where(updates[:, None], SCORE_MEMORY * self.score + log_density, self.score)
        likelihood = np.exp(self.score - self.score.max(axis=1, keepdims=True))
        self.weight = likelihood / _weighted_sum(likelihood, np.ones_like(likelihood))[:, None]


def _weighted_sum(weights: Floats, numbers: Floats) -> Floats:
    """The sum over candidates of weight times number, one per series."""
    return np.asarray(np.einsum("sk,sk->s", weights, numbers))
