"""What the back-test of a published forecast was worth, in figures a reader can check."""

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
    """How the published procedure did on past days, per series. Shares are of 1, NaN if unknown.

    Attributes:
        mase: mean absolute error of the median, in units of the mean difference to a week before
            (Hyndman, Koehler 2006).
        relative_error: its mean absolute error over that of seasonal naive on the same days.
        bias: actual less forecast mean, as a share of actual.
        coverage_80, coverage_95: share of days of the later half inside bands learned in the
            earlier half.
        targets: days judged, each once per origin.
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
    """The figures of a back-test.

    Args:
        values: series x days, event days unknown.
        actual: series x origins x horizon, as the rest; NaN where not known.
        forecasts: of the procedure, medians.
        means: of the procedure, means.
        naive: of seasonal naive.
        scale: of errors, from `day_scale`.
        origins: ascending day indices; the first `BURN_IN` are left out.
    """
    judged = slice(BURN_IN, None)
    truth, said, simple = actual[:, judged], forecasts[:, judged], naive[:, judged]
    known = np.isfinite(truth) & np.isfinite(said)
    truth = np.where(known, truth, np.nan)
    error = mean_absolute_error(said, truth)
    level = known_mean(truth.reshape(len(truth), -1))
    missed = known_mean((truth - means[:, judged]).reshape(len(truth), -1))
    inside = _coverage(actual, forecasts, scale, origins)
    count = known.sum((1, 2))
    return Backtest(
        mase=_ratio(error, seasonal_scale(values)),
        relative_error=_ratio(error, mean_absolute_error(simple, truth)),
        bias=_ratio(missed, np.abs(level)),
        coverage_80=inside[0],
        coverage_95=inside[1],
        targets=count.astype(np.int64),
        origins=np.full(len(values), len(origins) - BURN_IN, dtype=np.int64),
    )


def backtest_weeks(origins: npt.NDArray[np.intp]) -> float:
    """Weeks of days from the first origin judged to the last day."""
    return float(origins[-1] - origins[min(BURN_IN, len(origins) - 1)]) / 7.0


def _coverage(
    actual: FloatArray, forecasts: FloatArray, scale: FloatArray, origins: npt.NDArray[np.intp]
) -> FloatArray:
    """Levels x series: days after the middle origin inside bands learned of days up to it."""
    horizon = actual.shape[-1]
    half = (BURN_IN + len(origins)) // 2
    day = origins[:, None] + 1 + np.arange(horizon)
    errors = np.where(day <= origins[half], actual - forecasts, np.nan)
    errors[:, :BURN_IN] = np.nan
    shape = learn_shape(errors, scale, backtest_weeks(origins[: half + 1]))
    later = actual[:, half:]
    low, high = bands(forecasts[:, half:], scale[:, half:], shape)
    known = np.isfinite(later) & np.isfinite(low).all(0) & np.isfinite(high).all(0)
    inside = np.where(known, (low <= later) & (later <= high), np.nan)
    return known_mean(inside.reshape(*inside.shape[:2], -1))


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
