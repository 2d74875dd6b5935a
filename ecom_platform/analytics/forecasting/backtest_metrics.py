"""Accuracy metrics of a back-test: scaled error, bias and coverage, per series."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasting.backtesting import (
    BURN_IN,
    mean_absolute_error,
    seasonal_scale,
)
from ecom_platform.analytics.forecasting.forecast_bands import bands, learn_shape
from ecom_platform.analytics.forecasting.known_values import FloatArray, known_mean


@dataclass(frozen=True)
class Backtest:
    """Accuracy of the forecasting procedure on past days, per series; NaN where unknown.

    Attributes:
        mase: mean absolute scaled error of the median (Hyndman, Koehler 2006), scaled by the mean
            absolute difference to a week before.
        relative_error: mean absolute error over that of seasonal naive on the same days.
        bias: actual minus forecast mean, as a share of actual.
        coverage_80, coverage_95: share of days of the later half inside bands estimated from the
            earlier half, 0 to 1.
        targets: days evaluated, each counted once per origin.
        origins: of the back-test; 0 where there is no forecast.
    """

    mase: FloatArray
    relative_error: FloatArray
    bias: FloatArray
    coverage_80: FloatArray
    coverage_95: FloatArray
    targets: npt.NDArray[np.int64]
    origins: npt.NDArray[np.int64]


def backtest_metrics(
    values: FloatArray,
    *,
    actual: FloatArray,
    forecasts: FloatArray,
    means: FloatArray,
    naive: FloatArray,
    scale: FloatArray,
    origins: npt.NDArray[np.intp],
) -> Backtest:
    """The accuracy metrics of a back-test.

    Args:
        values: series x days, event days unknown.
        actual: series x origins x horizon, like the next four; NaN where not known.
        forecasts: medians.
        means: means.
        naive: seasonal naive forecasts.
        scale: of errors, from `day_scale`.
        origins: ascending day indices; the first `BURN_IN` are not evaluated.
    """
    evaluated_origins = slice(BURN_IN, None)
    known_actual, medians, naive_medians = (
        actual[:, evaluated_origins],
        forecasts[:, evaluated_origins],
        naive[:, evaluated_origins],
    )
    known = np.isfinite(known_actual) & np.isfinite(medians)
    known_actual = np.where(known, known_actual, np.nan)
    error = mean_absolute_error(medians, known_actual)
    mean_actual = known_mean(known_actual.reshape(len(known_actual), -1))
    mean_deviation = known_mean(
        (known_actual - means[:, evaluated_origins]).reshape(len(known_actual), -1)
    )
    coverage = _coverage(actual, forecasts, scale, origins)
    known_count = known.sum((1, 2))
    return Backtest(
        mase=_ratio_or_nan(error, seasonal_scale(values)),
        relative_error=_ratio_or_nan(error, mean_absolute_error(naive_medians, known_actual)),
        bias=_ratio_or_nan(mean_deviation, np.abs(mean_actual)),
        coverage_80=coverage[0],
        coverage_95=coverage[1],
        targets=known_count.astype(np.int64),
        origins=np.full(len(values), len(origins) - BURN_IN, dtype=np.int64),
    )


def backtest_weeks(origins: npt.NDArray[np.intp]) -> float:
    """Weeks from the first evaluated origin to the last day."""
    return float(origins[-1] - origins[min(BURN_IN, len(origins) - 1)]) / 7.0


def _coverage(
    actual: FloatArray, forecasts: FloatArray, scale: FloatArray, origins: npt.NDArray[np.intp]
) -> FloatArray:
    """Levels x series: the share of later days inside bands estimated at the middle origin.

    Only errors known at the middle origin are used, so that the bands are tested on unseen days.
    """
    horizon = actual.shape[-1]
    middle = (BURN_IN + len(origins)) // 2
    target_day = origins[:, None] + 1 + np.arange(horizon)
    errors = np.where(target_day <= origins[middle], actual - forecasts, np.nan)
    errors[:, :BURN_IN] = np.nan
    shape = learn_shape(errors, scale, backtest_weeks(origins[: middle + 1]))
    later_actual = actual[:, middle:]
    low, high = bands(forecasts[:, middle:], scale[:, middle:], shape)
    known = np.isfinite(later_actual) & np.isfinite(low).all(0) & np.isfinite(high).all(0)
    is_inside = np.where(known, (low <= later_actual) & (later_actual <= high), np.nan)
    return known_mean(is_inside.reshape(*is_inside.shape[:2], -1))


def _ratio_or_nan(part: FloatArray, whole: FloatArray) -> FloatArray:
    """The ratio; NaN where the denominator is not positive."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
