"""Rolling-origin back-tests: which candidate would have been chosen on past days, and its errors.

Everything is prequential (Dawid 1984): at each origin the candidate is chosen by the errors known
by then, so that the errors are those of the whole procedure, choice included. The bands are
estimated from these errors in `forecast_bands.py`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasting.forecast_models import MODELS, Candidates
from ecom_platform.analytics.forecasting.known_values import (
    FloatArray,
    known_mean,
    known_median,
)

FIRST_ORIGIN = 20  # three weeks are known there: the least to estimate weekdays from
STEP = 3  # days between origins: coprime to 7, so that every weekday meets every horizon
MOST_ORIGINS = 60  # half a year; older errors say little about those of tomorrow
BURN_IN = 3  # origins that are not evaluated, as no errors were known for their choice
PRIOR_WEEKS = 8  # weeks of own errors that count as much as the panel's ranking of candidates
MEMORY_DAYS = 42.0  # days after which an error has a weight of 1/e
SCALE_DAYS = 56  # days that the trailing scale looks back
SPIKE = 4.0  # times the median difference: larger ones count as this in the trailing scale

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Chosen:
    """The chosen candidate and its forecasts at every origin, of which the last is today.

    Attributes:
        medians, means: series x origins x horizon.
        models: series x origins, indices into `MODELS`.
    """

    medians: FloatArray
    means: FloatArray
    models: IntArray


def origins_of(days: int) -> IntArray:
    """The origins of a back-test over so many days; the last is the last day."""
    return np.arange(days - 1, FIRST_ORIGIN - 1, -STEP, dtype=np.intp)[:MOST_ORIGINS][::-1]


def targets(values: FloatArray, origins: IntArray, horizon: int) -> FloatArray:
    """The actual values of the days after each origin, series x origins x horizon.

    NaN where not known, such as after the last day.
    """
    padded = np.concatenate([values, np.full((len(values), horizon), np.nan)], axis=1)
    return padded[:, origins[:, None] + 1 + np.arange(horizon)]


def choose(candidate_forecasts: Candidates, actual: FloatArray, origins: IntArray) -> Chosen:
    """Choose a candidate for each series and origin; before any error is known, the combination.

    A candidate's score is the mean absolute error of its medians relative to the mean of all
    candidates over the days known at the origin, with exponentially decaying weights
    (`MEMORY_DAYS`). It is shrunk towards its mean over the panel (`PRIOR_WEEKS`), since few weeks
    of one series are too few to choose by.

    Args:
        candidate_forecasts: from `candidates`.
        actual: series x origins x horizon, from `targets`; NaN is left out.
        origins: ascending day indices.
    """
    own_errors, has_errors = _errors_by_origin(
        np.abs(candidate_forecasts.medians - actual), origins
    )
    mean_error = own_errors.mean(0)
    relative = np.where(mean_error > 0, own_errors / np.where(mean_error > 0, mean_error, 1.0), 1.0)
    panel_mean = (relative * has_errors).sum(1) / np.maximum(has_errors.sum(0), 1)
    weeks = (origins - origins[0]) / 7.0
    score = (weeks * relative + PRIOR_WEEKS * panel_mean[:, None]) / (weeks + PRIOR_WEEKS)
    models = np.where(has_errors, score.argmin(0), MODELS.index("combination")).astype(np.intp)
    chosen_index = models[None, :, :, None]
    medians, means = (
        np.take_along_axis(forecasts, chosen_index, 0)[0]
        for forecasts in (candidate_forecasts.medians, candidate_forecasts.means)
    )
    return Chosen(medians, means, models)


def seasonal_scale(values: FloatArray) -> FloatArray:
    """The mean absolute difference to a week before, the scale of MASE (Hyndman, Koehler 2006).

    Args:
        values: series x days, NaN where unknown.

    Returns:
        One per series; NaN where no pair of days is known.
    """
    return known_mean(np.abs(values[:, 7:] - values[:, :-7]))


def trailing_scale(values: FloatArray, origins: IntArray) -> FloatArray:
    """The scale of errors at each origin: mean absolute difference to a week before, over 8 weeks.

    Differences above `SPIKE` times their median count as this limit.

    Args:
        values: series x days, NaN where unknown.
        origins: ascending day indices.

    Returns:
        Series x origins; NaN where nothing is known.
    """
    differences = np.full((len(values), SCALE_DAYS + values.shape[1]), np.nan)
    differences[:, SCALE_DAYS + 7 :] = np.abs(values[:, 7:] - values[:, :-7])
    past_differences = differences[:, origins[:, None] + np.arange(1, SCALE_DAYS + 1)]
    median_difference = known_median(np.where(past_differences > 0, past_differences, np.nan))
    return known_mean(np.minimum(past_differences, SPIKE * median_difference[..., None]))


def mean_absolute_error(forecasts: FloatArray, actual: FloatArray) -> FloatArray:
    """The mean absolute error per series, over the origins and days that are known."""
    return known_mean(np.abs(forecasts - actual).reshape(len(actual), -1))


def _errors_by_origin(
    errors: FloatArray, origins: IntArray
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """The weighted mean error of each candidate at each origin, and whether any error is known.

    Weights grow from the first origin on, so that at each origin older errors have less weight.
    """
    horizon, step = errors.shape[-1], int(origins[1] - origins[0]) if len(origins) > 1 else 1
    known = np.isfinite(errors.sum(0))
    weight = np.exp((origins - origins[0]) / MEMORY_DAYS)[:, None]
    sums = _sum_by_origin((np.where(known, errors, 0.0) * weight).cumsum(-1), step, horizon)
    weights = _sum_by_origin((known * weight).cumsum(-1), step, horizon)
    return sums / np.maximum(weights, 1.0), weights > 0


def _sum_by_origin(running: FloatArray, step: int, horizon: int) -> FloatArray:
    """Sums over the targets known at each origin, from sums running over the horizon (last axis).

    Of the forecasts made j origins earlier, an origin knows the first `j * step` days, and all days
    from `full_origins` origins on.
    """
    sums = np.zeros_like(running[..., 0])
    full_origins = -(-horizon // step)
    origin_count = running.shape[-2]
    for origins_before in range(1, min(full_origins, origin_count)):
        sums[..., origins_before:] += running[..., :-origins_before, origins_before * step - 1]
    if origin_count > full_origins:
        sums[..., full_origins:] += running[..., :-full_origins, -1].cumsum(-1)
    return sums
