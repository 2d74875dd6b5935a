"""Rolling-origin back-tests: what a forecaster would have said on many past days, and how it erred.

Everything is prequential (Dawid 1984): at each origin a candidate is chosen by the errors known by
then, so that the errors are those of the whole procedure, choice included. The bands made of these
errors belong in `forecast_bands.py`.
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

FIRST_ORIGIN = 20  # three weeks are known there: the least from which a weekday can be learned
STEP = 3  # days between origins: prime to seven, so that every weekday is every horizon
MOST_ORIGINS = 60  # half a year; what is older says little of the errors of tomorrow
BURN_IN = 3  # origins before the first choice rests on errors
PRIOR_WEEKS = 8  # weeks of own errors that weigh as much as the panel's ranking of candidates
MEMORY_DAYS = 42.0  # older errors weigh less than 1/e: which candidate is best changes
SCALE_DAYS = 56
SPIKE = 4.0  # medians; a larger difference counts as this one in the trailing scale

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Chosen:
    """What the procedure says at every origin; at the last one, the forecast.

    Attributes:
        medians, means: series x origins x horizon.
        models: series x origins, places in `MODELS`.
    """

    medians: FloatArray
    means: FloatArray
    models: IntArray


def origins_of(days: int) -> IntArray:
    """The origins of a back-test over so many days; the last is the last day."""
    return np.arange(days - 1, FIRST_ORIGIN - 1, -STEP, dtype=np.intp)[:MOST_ORIGINS][::-1]


def targets(values: FloatArray, origins: IntArray, horizon: int) -> FloatArray:
    """What came after each origin: series x origins x horizon, NaN where not known (yet)."""
    padded = np.concatenate([values, np.full((len(values), horizon), np.nan)], axis=1)
    return padded[:, origins[:, None] + 1 + np.arange(horizon)]


def choose(candidate_forecasts: Candidates, actual: FloatArray, origins: IntArray) -> Chosen:
    """The candidate each series would have used at each origin, the combination before any error.

    A candidate's score is the mean absolute error of its medians relative to the mean of all
    candidates, over the days known at the origin, late ones most (`MEMORY_DAYS`), shrunk towards
    its mean over the panel: few weeks of one series are too few to choose by (`PRIOR_WEEKS`).

    Args:
        candidate_forecasts: from `candidates`.
        actual: series x origins x horizon, from `targets`; NaN counts for nobody.
        origins: ascending day indices.
    """
    own, known = _errors_by_origin(np.abs(candidate_forecasts.medians - actual), origins)
    middle = own.mean(0)
    relative = np.where(middle > 0, own / np.where(middle > 0, middle, 1.0), 1.0)
    panel = (relative * known).sum(1) / np.maximum(known.sum(0), 1)
    weeks = (origins - origins[0]) / 7.0
    score = (weeks * relative + PRIOR_WEEKS * panel[:, None]) / (weeks + PRIOR_WEEKS)
    models = np.where(known, score.argmin(0), MODELS.index("combination")).astype(np.intp)
    place = models[None, :, :, None]
    medians, means = (
        np.take_along_axis(one, place, 0)[0]
        for one in (candidate_forecasts.medians, candidate_forecasts.means)
    )
    return Chosen(medians, means, models)


def seasonal_scale(values: FloatArray) -> FloatArray:
    """The mean absolute difference to a week before: the unit of MASE (Hyndman, Koehler 2006).

    Series with one value per day in `values` (series x days); NaN where no pair of days is known.
    """
    return known_mean(np.abs(values[:, 7:] - values[:, :-7]))


def trailing_scale(values: FloatArray, origins: IntArray) -> FloatArray:
    """The scale of errors at each origin: differences to a week before, of the last eight weeks.

    Spikes count as `SPIKE` median differences. Series x origins; NaN where nothing is known.
    """
    differences = np.full((len(values), SCALE_DAYS + values.shape[1]), np.nan)
    differences[:, SCALE_DAYS + 7 :] = np.abs(values[:, 7:] - values[:, :-7])
    past = differences[:, origins[:, None] + np.arange(1, SCALE_DAYS + 1)]
    usual = known_median(np.where(past > 0, past, np.nan))
    return known_mean(np.minimum(past, SPIKE * usual[..., None]))


def mean_absolute_error(forecasts: FloatArray, actual: FloatArray) -> FloatArray:
    """Per series, over the origins and days that are known."""
    return known_mean(np.abs(forecasts - actual).reshape(len(actual), -1))


def _errors_by_origin(
    errors: FloatArray, origins: IntArray
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Mean error of each candidate over the targets known at each origin, and where any is.

    Weights grow from the first origin on, so that at each origin the older errors weigh less.
    """
    horizon, step = errors.shape[-1], int(origins[1] - origins[0]) if len(origins) > 1 else 1
    known = np.isfinite(errors.sum(0))
    weight = np.exp((origins - origins[0]) / MEMORY_DAYS)[:, None]
    sums = _sum_by_origin((np.where(known, errors, 0.0) * weight).cumsum(-1), step, horizon)
    weights = _sum_by_origin((known * weight).cumsum(-1), step, horizon)
    return sums / np.maximum(weights, 1.0), weights > 0


def _sum_by_origin(running: FloatArray, step: int, horizon: int) -> FloatArray:
    """Sums over the targets known at each origin, from sums running over the horizon (last axis).

    An origin knows the first `j * step` days ahead of the j-th origin before it.
    """
    sums = np.zeros_like(running[..., 0])
    whole = -(-horizon // step)
    origins = running.shape[-2]
    for before in range(1, min(whole, origins)):
        sums[..., before:] += running[..., :-before, before * step - 1]
    if origins > whole:
        sums[..., whole:] += running[..., :-whole, -1].cumsum(-1)
    return sums
