"""Scores of customer forecasts: total error, rank correlation and coverage of intervals."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from ecom_platform.analytics.customer_value.model_selection.holdout import Totals
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, Ints

LEVEL = 0.95  # of the published intervals
TOLERANCE = 0.02  # by which their coverage may miss it


@dataclass(frozen=True)
class Score:
    """The accuracy of one forecast on a holdout.

    Attributes:
        name: of the forecast.
        total_errors: predicted total divided by actual total of all customers, minus 1, at each
            horizon.
        rank_correlation: Spearman's, of predicted and actual over the whole holdout.
        interval_coverage: share of customers inside their published 95 % interval.
        coverage: the same, corrected for whole numbers; see `coverage_of_draws`.
        unavailable_reason: why there is no score; None where there is one.
    """

    name: str
    total_errors: tuple[float, ...] = ()
    rank_correlation: float = np.nan
    interval_coverage: float = np.nan
    coverage: float = np.nan
    unavailable_reason: str | None = None

    @property
    def total_error(self) -> float:
        """Mean absolute total error over the horizons: the score that is compared."""
        return float(np.mean(np.abs(self.total_errors))) if self.total_errors else np.nan

    @property
    def summary(self) -> str:
        """Total error and rank correlation, as a part of a sentence."""
        return f"by {self.total_error:.1%} at a rank correlation of {self.rank_correlation:.2f}"


def score_forecast(name: str, forecast: Totals, truth: Totals) -> Score:
    """The score of a forecast without intervals."""
    return Score(name, total_errors(forecast, truth), rank_correlation(forecast[-1], truth[-1]))


def total_errors(forecast: Totals, truth: Totals) -> tuple[float, ...]:
    """Predicted over actual total, minus 1, per horizon; NaN where the actual total is 0."""
    return tuple(
        float(predicted.sum() / actual.sum() - 1) if actual.sum() > 0 else np.nan
        for predicted, actual in zip(forecast, truth, strict=True)
    )


def rank_correlation(predicted: Floats, actual: Floats) -> float:
    """Spearman's rank correlation, with mean ranks for ties; NaN where all values are equal."""
    ranks = rankdata(predicted), rankdata(actual)
    if len(predicted) < 2 or any(np.ptp(rank_array) == 0 for rank_array in ranks):
        return np.nan
    return float(np.corrcoef(*ranks)[0, 1])


def coverage_of_draws(draws: Ints | Floats, actual: Floats, level: float) -> Floats:
    """The share of each customer's actual value inside the central interval, 0 to 1.

    An interval of whole numbers covers more than its level, above all where counts are small, so
    that a coverage of 99 % may be right. The probability integral transform of a count y is spread
    over F(y - 1) to F(y). The share of this range inside the interval is `level` on average if the
    forecast is right, however small the counts. Czado, Gneiting, Held (2009), "Predictive model
    assessment for count data", Biometrics 65, equation 2.

    Args:
        draws: drawn values, customer x draw.
        actual: actual values, one per customer.
        level: probability of the interval, between 0 and 1.
    """
    below = (draws < actual[:, None]).mean(axis=1)
    until = (draws <= actual[:, None]).mean(axis=1)
    low, high = (1 - level) / 2, (1 + level) / 2
    inside = np.clip(np.minimum(until, high) - np.maximum(below, low), 0.0, None)
    width = until - below  # 0 if no draw is equal to the actual value
    is_inside = ((below > low) & (below < high)).astype(np.float64)
    return np.asarray(np.where(width > 0, inside / np.where(width > 0, width, 1.0), is_inside))


def beats(score: Score, naive: tuple[Score, ...]) -> bool:
    """Whether a score is better than every naive one, in total error and rank correlation."""
    return all(
        score.total_error < other.total_error
        and (score.rank_correlation > other.rank_correlation or np.isnan(other.rank_correlation))
        for other in naive
    )


def covers(score: Score) -> bool:
    """Whether the intervals cover what they should.

    The corrected coverage must be within two points of 95 %, and the raw one must not be lower.
    """
    return abs(score.coverage - LEVEL) <= TOLERANCE and score.interval_coverage >= LEVEL - TOLERANCE
