"""What the chosen forecaster said at every origin, today included, and the bands that follow.

The steps themselves live in modules of their own; this one puts them in their order. Which series
can be forecast at all, and what a caller gets, belong in `daily_forecast.py`.
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
    """Forecasts at every origin, the last being today: series x origins x horizon.

    Attributes:
        ordinary: series x days, event days unknown.
        origins: ascending day indices.
        models: per series, today's candidate, a place in `forecast_models.MODELS`.
        medians: with events and sums; errors and bands are measured from them.
        means: with events and sums.
        naive: of seasonal naive.
        actual: what came of it on ordinary days; NaN where not known.
        scale: of errors.
        effects: of event days.
        floor: the least a series can be.
        ceiling: per series, the most it can be.
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
        """How many errors bands can be learned from."""
        return int((np.isfinite(self.errors) & (self.scale > 0)).sum())

    def backtest(self) -> Backtest:
        """The figures of the back-test."""
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
    """Forecast at every origin.

    Args:
        values: series x days, NaN where unknown.
        event_names: event names by day index.
        horizon: days ahead.
        constraints: sums x series.
        are_shares: whether a series that never was above 1 cannot be.
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
            _flat(np.minimum(one * effect.factors, ceiling[:, None, None])),
            _flat(uncertain),
            constraints,
            nonnegative=floor == 0.0,
        ).reshape(scale.shape)
        for one in (chosen.medians, chosen.means)
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


def latest_forecast(origin_forecasts: OriginForecasts) -> FloatArray:
    """Mean, median, low and high of 80 %, low and high of 95 % of today's forecast, stacked.

    A past event says what the next will do with an error of its own: on event days the band widens
    with the effect and by `sqrt(1 + 1/days seen)`; unseen, there is none.
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
    """Per day ahead, how much wider the band is for what is not known of an event; NaN unseen."""
    seen = effect.past_days[-1]
    learned = np.where(seen > 0, np.sqrt(1.0 + 1.0 / np.maximum(seen, 1.0)), np.nan)
    return np.where(effect.is_event[-1], learned, 1.0)


def _flat(cells: FloatArray) -> FloatArray:
    return cells.reshape(len(cells), -1)
