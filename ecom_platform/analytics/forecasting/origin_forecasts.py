"""Forecasts at every origin of a back-test, today included, and bands from their errors.

This module only puts the steps in order; each is in a module of its own. Which series can be
forecast at all, and what callers get, is decided in `daily_forecast.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasting.backtest_metrics import (
    Backtest,
    backtest_metrics,
    backtest_weeks,
)
from ecom_platform.analytics.forecasting.backtesting import (
    BURN_IN,
    choose,
    origins_of,
    targets,
    trailing_scale,
)
from ecom_platform.analytics.forecasting.event_effects import (
    Effects,
    effects,
    without_events,
)
from ecom_platform.analytics.forecasting.forecast_bands import (
    bands,
    day_scale,
    learn_shape,
)
from ecom_platform.analytics.forecasting.forecast_models import candidates
from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.reconciliation import reconcile


@dataclass(frozen=True)
class OriginForecasts:
    """Forecasts at every origin, of which the last is today: series x origins x horizon.

    Attributes:
        history_without_events: series x days; values on event days are NaN.
        origins: ascending day indices.
        models: per series, today's candidate, an index into `forecast_models.MODELS`.
        medians: with event effects, reconciled; errors and bands refer to them.
        means: with event effects, reconciled.
        naive: seasonal naive forecasts.
        actual: actual values on ordinary days; NaN where not known.
        scale: of errors, from `day_scale`.
        effects: of event days.
        floor: lower bound of all series: 0, or minus infinity if values can be negative.
        ceiling: upper bound per series: 1 for a share, else infinity.
    """

    history_without_events: FloatArray
    origins: npt.NDArray[np.intp]
    models: npt.NDArray[np.intp]
    medians: FloatArray
    means: FloatArray
    naive: FloatArray
    actual: FloatArray
    scale: FloatArray
    effects: Effects
    floor: float
    ceiling: FloatArray

    @property
    def errors(self) -> FloatArray:
        """Actual minus forecast on ordinary days; NaN at the origins of the burn-in."""
        errors = self.actual - self.medians
        errors[:, :BURN_IN] = np.nan
        return errors

    @property
    def known_errors(self) -> int:
        """How many errors there are to estimate bands from."""
        return int((np.isfinite(self.errors) & (self.scale > 0)).sum())

    def backtest_metrics(self) -> Backtest:
        """How far the forecasts of all origins were from the actual values.

        They are compared with the seasonal naive forecasts.
        """
        return backtest_metrics(
            self.history_without_events,
            actual=self.actual,
            forecasts=self.medians,
            means=self.means,
            naive=self.naive,
            scale=self.scale,
            origins=self.origins,
        )


def forecast_at_origins(
    values: FloatArray,
    event_names: Mapping[int, str],
    horizon: int,
    constraints: FloatArray,
    *,
    are_shares: bool,
) -> OriginForecasts:
    """The forecasts at every origin.

    Args:
        values: series x days, NaN where unknown.
        event_names: event names by day index.
        horizon: days ahead.
        constraints: sums x series.
        are_shares: whether a series that was never above 1 is bounded by 1.
    """
    origins = origins_of(values.shape[1])
    ordinary = without_events(values, event_names)
    candidate_forecasts = candidates(ordinary, origins, horizon)
    actual = targets(ordinary, origins, horizon)
    chosen = choose(candidate_forecasts, actual, origins)
    event_effects = effects(values, event_names, origins, horizon)
    scale = day_scale(trailing_scale(ordinary, origins), candidate_forecasts.profile, horizon)
    # Series that can be negative have no floor, series that are no shares no ceiling.
    floor = -np.inf if (values < 0).any() else 0.0
    is_share = are_shares & ~(values > 1).any(1)
    ceiling = np.where(is_share, 1.0, np.inf)
    variance = (scale * np.maximum(event_effects.factors, 1.0)) ** 2
    medians, means = (
        reconcile(
            _one_row_per_series(
                np.minimum(forecasts * event_effects.factors, ceiling[:, None, None])
            ),
            _one_row_per_series(variance),
            constraints,
            nonnegative=floor == 0.0,
        ).reshape(scale.shape)
        for forecasts in (chosen.medians, chosen.means)
    )
    return OriginForecasts(
        history_without_events=ordinary,
        origins=origins,
        models=chosen.models[:, -1],
        medians=medians,
        means=means,
        naive=candidate_forecasts.seasonal_naive,
        actual=actual,
        scale=scale,
        effects=event_effects,
        floor=floor,
        ceiling=ceiling,
    )


def latest_forecast(origin_forecasts: OriginForecasts) -> FloatArray:
    """Today's forecast: mean, median, 80 % band (low, high) and 95 % band, 6 x series x horizon.

    The effect of an event is estimated with an error, so that on event days the band widens with
    the effect and by `sqrt(1 + 1 / past days of the event)`; it is NaN without a past day.
    """
    shape = learn_shape(
        origin_forecasts.errors, origin_forecasts.scale, backtest_weeks(origin_forecasts.origins)
    )
    median = origin_forecasts.medians[:, -1]
    scale = origin_forecasts.scale[:, -1] * np.maximum(origin_forecasts.effects.factors[:, -1], 1.0)
    low, high = bands(median, scale * _event_widening(origin_forecasts.effects), shape)
    low, high = (
        np.maximum(low, origin_forecasts.floor),
        np.minimum(high, origin_forecasts.ceiling[:, None]),
    )
    return np.stack([origin_forecasts.means[:, -1], median, low[0], high[0], low[1], high[1]])


def _event_widening(effect: Effects) -> FloatArray:
    """Per day ahead the factor of the band's width; NaN for an event seen for the first time."""
    past_days = effect.past_days[-1]
    widened = np.where(past_days > 0, np.sqrt(1.0 + 1.0 / np.maximum(past_days, 1.0)), np.nan)
    return np.where(effect.is_event[-1], widened, 1.0)


def _one_row_per_series(cells: FloatArray) -> FloatArray:
    """The array with all but its first axis joined into one."""
    return cells.reshape(len(cells), -1)
