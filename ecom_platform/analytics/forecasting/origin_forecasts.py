"""Forecasts at every origin of a back-test, today included, and the bands that follow.

This module only puts the steps in order; each is in a module of its own. Which series can be
forecast at all, and the result for callers, are in `daily_forecast.py`.
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
        ordinary: series x days, event days unknown.
        origins: ascending day indices.
        models: per series, today's candidate, an index into `forecast_models.MODELS`.
        medians: with event effects, reconciled; errors and bands refer to them.
        means: with event effects, reconciled.
        naive: seasonal naive forecasts.
        actual: actual values on ordinary days; NaN where not known.
        scale: of errors, from `day_scale`.
        effects: of event days.
        floor: lower bound of all series.
        ceiling: upper bound per series.
    """

    ordinary: FloatArray
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
        """Actual less forecast on ordinary days, after the burn-in."""
        errors = self.actual - self.medians
        errors[:, :BURN_IN] = np.nan
        return errors

    @property
    def known_errors(self) -> int:
        """How many errors there are to estimate bands from."""
        return int((np.isfinite(self.errors) & (self.scale > 0)).sum())

    def backtest(self) -> Backtest:
        """The metrics of the back-test."""
        return backtest_metrics(
            self.ordinary,
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
    effect = effects(values, event_names, origins, horizon)
    scale = day_scale(trailing_scale(ordinary, origins), candidate_forecasts.profile, horizon)
    floor = -np.inf if (values < 0).any() else 0.0
    bounded = are_shares & ~(values > 1).any(1)
    ceiling = np.where(bounded, 1.0, np.inf)
    uncertain = (scale * np.maximum(effect.factors, 1.0)) ** 2
    medians, means = (
        reconcile(
            _flat(np.minimum(forecasts * effect.factors, ceiling[:, None, None])),
            _flat(uncertain),
            constraints,
            nonnegative=floor == 0.0,
        ).reshape(scale.shape)
        for forecasts in (chosen.medians, chosen.means)
    )
    return OriginForecasts(
        ordinary=ordinary,
        origins=origins,
        models=chosen.models[:, -1],
        medians=medians,
        means=means,
        naive=candidate_forecasts.seasonal_naive,
        actual=actual,
        scale=scale,
        effects=effect,
        floor=floor,
        ceiling=ceiling,
    )


def latest_forecast(found: OriginForecasts) -> FloatArray:
    """Today's forecast: mean, median, 80 % band (low, high) and 95 % band, 6 x series x horizon.

    The effect of an event is estimated with an error, so that on event days the band widens with
    the effect and by `sqrt(1 + 1 / past days of the event)`; NaN without any.
    """
    shape = learn_shape(found.errors, found.scale, backtest_weeks(found.origins))
    median = found.medians[:, -1]
    scale = found.scale[:, -1] * np.maximum(found.effects.factors[:, -1], 1.0)
    low, high = bands(median, scale * _event_widening(found.effects), shape)
    low, high = (
        np.maximum(low, found.floor),
        np.minimum(high, found.ceiling[:, None]),
    )
    return np.stack([found.means[:, -1], median, low[0], high[0], low[1], high[1]])


def _event_widening(effect: Effects) -> FloatArray:
    """Per day ahead the factor of the band's width; NaN for an event seen for the first time."""
    past_days = effect.past_days[-1]
    widened = np.where(past_days > 0, np.sqrt(1.0 + 1.0 / np.maximum(past_days, 1.0)), np.nan)
    return np.where(effect.is_event[-1], widened, 1.0)


def _flat(cells: FloatArray) -> FloatArray:
    return cells.reshape(len(cells), -1)
