"""Forecasts of daily series: with calibrated bands, coherent sums and known events.

The steps are in modules of their own, called in order by `origin_forecasts.py`: candidates in
`forecast_models.py`, their choice in `backtesting.py`, sums in `reconciliation.py`, bands in
`forecast_bands.py`, events in `event_effects.py`. Series are read and results stored in
`analytics/tables/forecast_table.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.daily_panel import DailyPanel
from ecom_platform.analytics.forecasting.backtest_metrics import Backtest
from ecom_platform.analytics.forecasting.event_effects import event_indices, without_events
from ecom_platform.analytics.forecasting.forecast_models import MODELS
from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.origin_forecasts import (
    OriginForecasts,
    forecast_at_origins,
    latest_forecast,
)
from ecom_platform.analytics.forecasting.reconciliation import Sum, constraint_matrix
from ecom_platform.errors import AnalyticsError

LEAST_DAYS = 33  # three weeks that a first forecast needs, and twelve days of back-test
LEAST_KNOWN = 21  # known days among the last `TRAILING_DAYS`
LEAST_ERRORS = 40  # of the whole panel: one in forty lies beyond each limit of a 95 % band
TRAILING_DAYS = 56
MOST_HORIZON = 28  # days ahead; so many are forecast unless a caller asks for fewer

DayArray = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Forecasts:
    """A forecast per series (row) and day ahead (column); NaN throughout where unavailable.

    Attributes:
        names: of the series, as in the panel.
        days: the days ahead, `datetime64[D]`.
        mean: the expected value; means add up, days to weeks and parts to totals. Of a rate, the
            rate.
        median: the middle of the band, with the least absolute error; reconciled too. Sales are
            skewed, so that it is below the mean.
        low_80, high_80, low_95, high_95: bands for one day of one series; bands of parts do not add
            up to the band of their total. NaN on days of events seen for the first time.
        models: the chosen candidate; None where unavailable.
        backtest: accuracy of the whole procedure on past days.
        day_notes: per day ahead, its event and what is known of it; None on ordinary days.
        unavailable_reasons: per series, a sentence; None where there is a forecast.
        sums_left_out: a sentence for every sum that the forecasts do not add up to.
    """

    names: tuple[str, ...]
    days: DayArray
    mean: FloatArray
    median: FloatArray
    low_80: FloatArray
    high_80: FloatArray
    low_95: FloatArray
    high_95: FloatArray
    models: tuple[str | None, ...]
    backtest: Backtest
    day_notes: tuple[str | None, ...]
    unavailable_reasons: tuple[str | None, ...]
    sums_left_out: tuple[str, ...]


def forecast(
    panel: DailyPanel,
    *,
    events: Mapping[date, str],
    horizon: int = MOST_HORIZON,
    sums: tuple[Sum, ...] = (),
) -> Forecasts:
    """Forecast the days after the panel's last day.

    Each series uses the candidate that is best in its own back-test. The forecasts are then
    reconciled so that `sums` hold, and the bands are estimated from the errors of the reconciled
    forecasts at up to sixty past origins. Event days are only used to estimate the effects of their
    events.

    Args:
        panel: its last day is the last complete one. Leave partial days NaN.
        events: event name by day, past days and days ahead.
        horizon: days ahead, 1 to 28.
        sums: which series are the sums of which; none for rates.

    Raises:
        AnalyticsError: the horizon is out of range, or a sum is not valid.

    Example:
        Twelve weeks in which Saturdays sell twice as much as other days, with some noise:

        >>> days = np.datetime64("2026-01-05") + np.arange(84)
        >>> week = np.array([100.0, 100, 100, 100, 100, 200, 100])
        >>> sales = np.tile(week, 12) + np.resize([2.0, -2, 1, -1, 0], 84)
        >>> panel = DailyPanel(("shop",), days, sales[None, :], None, "amount")
        >>> forecasts = forecast(panel, events={}, horizon=7)
        >>> forecasts.mean[0].round(-1)
        array([100., 100., 100., 100., 100., 200., 100.])
        >>> median = forecasts.median
        >>> bool((forecasts.low_95 < median).all() and (median < forecasts.high_95).all())
        True
    """
    if not 1 <= horizon <= MOST_HORIZON:
        raise AnalyticsError(f"A forecast of {horizon} days is not between 1 and {MOST_HORIZON}.")
    if sums and panel.kind == "rate":
        raise AnalyticsError("Rates of parts do not add to the rate of their total.")
    constraints = constraint_matrix(sums, panel.names)
    values, event_names = panel.observed, event_indices(events, panel.days[0])
    reasons = _unavailable_reasons(without_events(values, event_names))
    usable = np.array([reason is None for reason in reasons], dtype=bool)
    is_reconciled = np.array(
        [_can_reconcile(row, values, usable) for row in constraints], dtype=bool
    )
    origin_forecasts = None
    if usable.any():
        origin_forecasts = forecast_at_origins(
            values[usable],
            event_names,
            horizon,
            constraints[is_reconciled][:, usable],
            are_shares=panel.kind == "rate",
        )
        if origin_forecasts.known_errors < LEAST_ERRORS:
            too_few = _too_few_errors(origin_forecasts.known_errors)
            reasons = tuple(reason or too_few for reason in reasons)
            origin_forecasts, usable = None, np.zeros_like(usable)
    cells = np.full((6, len(values), horizon), np.nan)
    if origin_forecasts:
        cells = _among_all_series(latest_forecast(origin_forecasts), usable)
    return Forecasts(
        names=panel.names,
        days=panel.days[-1] + np.arange(1, horizon + 1),
        mean=cells[0],
        median=cells[1],
        low_80=cells[2],
        high_80=cells[3],
        low_95=cells[4],
        high_95=cells[5],
        models=_model_names(origin_forecasts, usable),
        backtest=_backtest_of_all_series(origin_forecasts, usable),
        day_notes=_day_notes(origin_forecasts, event_names, values.shape[1], horizon),
        unavailable_reasons=reasons,
        sums_left_out=_sums_left_out(sums, is_reconciled),
    )


def _unavailable_reasons(values: FloatArray) -> tuple[str | None, ...]:
    """Why each series cannot be forecast; None where it can."""
    days = values.shape[1]
    if days < LEAST_DAYS:
        return (f"{days} days are too few: a forecast needs {LEAST_DAYS}.",) * len(values)
    recent = values[:, -TRAILING_DAYS:]
    counts = np.isfinite(recent).sum(1).tolist()
    has_sales = (np.nan_to_num(recent) != 0).any(1).tolist()
    has_changes = (np.nan_to_num(recent[:, 7:] - recent[:, :-7]) != 0).any(1).tolist()
    return tuple(
        _unavailable_reason(recent.shape[1], known, sold=sells, changed=changes)
        for known, sells, changes in zip(counts, has_sales, has_changes, strict=True)
    )


def _unavailable_reason(days: int, known: int, *, sold: bool, changed: bool) -> str | None:
    """Why a series with so many known days cannot be forecast; None where it can."""
    if known < LEAST_KNOWN:
        return f"Of the last {days} days {known} are known: a forecast needs {LEAST_KNOWN}."
    if not sold:
        return f"Nothing was sold in the last {days} days."
    if not changed:
        return f"All weeks of the last {days} days are equal: there is no error to estimate a band."
    return None


def _too_few_errors(errors: int) -> str:
    """The reason why no series of the panel has a forecast."""
    return f"{errors} errors of past forecasts are too few: a 95 % band needs {LEAST_ERRORS}."


def _can_reconcile(row: FloatArray, values: FloatArray, usable: npt.NDArray[np.bool_]) -> bool:
    """Whether a sum can be reconciled: every member has a forecast, or is known to sell nothing."""
    recent = values[:, -TRAILING_DAYS:]
    sells_nothing = np.isfinite(recent).all(1) & (recent == 0).all(1)
    members = row != 0
    return bool((usable | sells_nothing)[members].all() and usable[row > 0].all())


def _among_all_series(metrics: FloatArray, usable: npt.NDArray[np.bool_]) -> FloatArray:
    """Metrics of the usable series (second axis) placed among all series; NaN for the others."""
    among = np.full((len(metrics), len(usable), *metrics.shape[2:]), np.nan)
    among[:, usable] = metrics
    return among


def _model_names(
    origin_forecasts: OriginForecasts | None, usable: npt.NDArray[np.bool_]
) -> tuple[str | None, ...]:
    """The name of the chosen candidate of each series; None where there is no forecast."""
    if origin_forecasts is None:
        return (None,) * len(usable)
    names = np.full(len(usable), None, dtype=object)
    names[usable] = [MODELS[model] for model in origin_forecasts.models]
    return tuple(names.tolist())


def _backtest_of_all_series(
    origin_forecasts: OriginForecasts | None, usable: npt.NDArray[np.bool_]
) -> Backtest:
    """The back-test metrics of the usable series placed among all; NaN and 0 for the others."""
    if origin_forecasts is None:
        unknown = np.full(len(usable), np.nan)
        none = np.zeros(len(usable), dtype=np.int64)
        return Backtest(unknown, unknown, unknown, unknown, unknown, none, none)
    metrics = origin_forecasts.backtest_metrics()
    numbers = np.stack(
        [
            metrics.mase,
            metrics.relative_error,
            metrics.bias,
            metrics.coverage_80,
            metrics.coverage_95,
        ]
    )
    counts = np.zeros((2, len(usable)), dtype=np.int64)
    counts[:, usable] = np.stack([metrics.targets, metrics.origins])
    return Backtest(*_among_all_series(numbers, usable), *counts)


def _day_notes(
    origin_forecasts: OriginForecasts | None,
    event_names: Mapping[int, str],
    days: int,
    horizon: int,
) -> tuple[str | None, ...]:
    """Per day ahead, its event and from how many past days its effect is known."""
    notes: list[str | None] = []
    for day_ahead in range(horizon):
        name = event_names.get(days + day_ahead)
        past_days = (
            int(origin_forecasts.effects.past_days[-1, day_ahead]) if origin_forecasts else 0
        )
        if name is None:
            notes.append(None)
        elif past_days:
            notes.append(f"{name}: its effect is known from {past_days} past days.")
        else:
            notes.append(
                f"{name}: no past day shows its effect, so it is forecast as an ordinary day, "
                "without a band."
            )
    return tuple(notes)


def _sums_left_out(sums: tuple[Sum, ...], is_reconciled: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    """A sentence for each sum that was not reconciled."""
    return tuple(
        f"'{constraint.total}' is not the sum of its parts: a part or the total has no forecast."
        for constraint, reconciled in zip(sums, is_reconciled, strict=True)
        if not reconciled
    )
