"""Forecasts of daily series with bands that were true of the past, coherent, with known events.

The steps live in modules of their own: candidates in `forecast_models.py`, their contest in
`backtesting.py`, bands in `forecast_bands.py`, sums in `reconciliation.py`, events in
`event_effects.py`. Reading the panel and storing the result belong to the asset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.backtesting import (
    BURN_IN,
    MODELS,
    choose,
    origins_of,
    targets,
    trailing_scale,
)
from ecom_platform.analytics.daily_panel import DailyPanel
from ecom_platform.analytics.event_effects import Effects, effects, places, without_events
from ecom_platform.analytics.forecast_bands import bands, day_scale, learn_shape
from ecom_platform.analytics.forecast_figures import Backtest, back_test_weeks, figures
from ecom_platform.analytics.forecast_models import candidates
from ecom_platform.analytics.known_values import FloatArray
from ecom_platform.analytics.reconciliation import Sum, constraint_matrix, reconcile
from ecom_platform.errors import AnalyticsError

LEAST_DAYS = 33  # twelve days of back-test beyond the three weeks a first forecast needs
LEAST_KNOWN = 21
TRAILING_DAYS = 56
MOST_HORIZON = 28

DayArray = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Forecasts:
    """A forecast per series (row) and day ahead (column); NaN throughout where unavailable.

    Attributes:
        names: of the series, as in the panel.
        days: the days ahead, `datetime64[D]`.
        mean: the forecast. Of a rate, the rate.
        low_80, high_80, low_95, high_95: bands of the one day of the one series; bands of parts do
            not add to the band of their total. NaN on event days nobody has seen the effect of.
        models: the candidate chosen; None where unavailable.
        backtest: what the procedure's past is worth.
        day_notes: per day ahead, the event and what is known of it; None on ordinary days.
        unavailable_reasons: per series, a sentence; None where there is a forecast.
        sums_left_out: a sentence for every sum that could not be held.
    """

    names: tuple[str, ...]
    days: DayArray
    mean: FloatArray
    low_80: FloatArray
    high_80: FloatArray
    low_95: FloatArray
    high_95: FloatArray
    models: tuple[str | None, ...]
    backtest: Backtest
    day_notes: tuple[str | None, ...]
    unavailable_reasons: tuple[str | None, ...]
    sums_left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """What was said at every origin, the last being today, of the series that can be forecast."""

    ordinary: FloatArray
    origins: npt.NDArray[np.intp]
    models: npt.NDArray[np.intp]
    forecasts: FloatArray
    naive: FloatArray
    actual: FloatArray
    scale: FloatArray
    effects: Effects
    nonnegative: bool


def forecast(
    panel: DailyPanel,
    *,
    events: Mapping[date, str],
    horizon: int = MOST_HORIZON,
    sums: tuple[Sum, ...] = (),
) -> Forecasts:
    """Forecast the days after the panel's last day.

    Each series uses the candidate its own back-test prefers; the forecasts are then reconciled so
    that `sums` hold, and the bands are learned from the errors of the reconciled forecasts at up to
    sixty past origins. Event days teach only the effect of events of their name.

    Args:
        panel: its last day is the last complete one. Leave partial days NaN.
        events: event days, past and to come, by name.
        horizon: days ahead, 1 to 28.
        sums: which series are the sums of which; none for rates.

    Raises:
        AnalyticsError: the horizon is out of range, or a sum cannot be meant.
    """
    if not 1 <= horizon <= MOST_HORIZON:
        raise AnalyticsError(f"A forecast of {horizon} days is not between 1 and {MOST_HORIZON}.")
    if sums and panel.kind == "rate":
        raise AnalyticsError("Rates of parts do not add to the rate of their total.")
    constraints = constraint_matrix(sums, panel.names)
    values = panel.observed
    reasons = _unavailable(values)
    usable = np.array([reason is None for reason in reasons], dtype=bool)
    held = np.array([_can_hold(row, values, usable) for row in constraints], dtype=bool)
    ahead = panel.days[-1] + np.arange(1, horizon + 1)
    marked = places(events, panel.days[0])
    said = None
    if usable.any():
        said = _say(values[usable], marked, horizon, constraints[held][:, usable])
    edges = _spread(_edges(said), usable) if said else np.full((5, len(values), horizon), np.nan)
    return Forecasts(
        names=panel.names,
        days=ahead,
        mean=edges[0],
        low_80=edges[1],
        high_80=edges[2],
        low_95=edges[3],
        high_95=edges[4],
        models=_model_names(said, usable),
        backtest=_backtest(said, usable),
        day_notes=_day_notes(said, marked, values.shape[1], horizon),
        unavailable_reasons=reasons,
        sums_left_out=_left_out(sums, held),
    )


def _unavailable(values: FloatArray) -> tuple[str | None, ...]:
    """Per series, why it cannot be forecast; None if it can."""
    days = values.shape[1]
    if days < LEAST_DAYS:
        return (f"{days} days are too few: a forecast needs {LEAST_DAYS}.",) * len(values)
    recent = values[:, -TRAILING_DAYS:]
    counts = np.isfinite(recent).sum(1).tolist()
    low = np.where(np.isfinite(recent), recent, np.inf).min(1).tolist()
    high = np.where(np.isfinite(recent), recent, -np.inf).max(1).tolist()
    spans = zip(counts, low, high, strict=True)
    return tuple(_unchanging(len(recent[0]), *span) for span in spans)


def _unchanging(days: int, known: int, low: float, high: float) -> str | None:
    if known < LEAST_KNOWN:
        return f"Of the last {days} days {known} are known: a forecast needs {LEAST_KNOWN}."
    if low == high == 0:
        return f"Nothing was sold in the last {days} days."
    if low == high:
        return f"The series did not change in the last {days} days: there is nothing to learn from."
    return None


def _can_hold(row: FloatArray, values: FloatArray, usable: npt.NDArray[np.bool_]) -> bool:
    """Whether a sum can be held: every member has a forecast, or is known to sell nothing."""
    recent = values[:, -TRAILING_DAYS:]
    silent = np.isfinite(recent).all(1) & (recent == 0).all(1)
    members = row != 0
    return bool((usable | silent)[members].all() and usable[row > 0].all())


def _say(
    values: FloatArray, marked: Mapping[int, str], horizon: int, constraints: FloatArray
) -> _Said:
    origins = origins_of(values.shape[1])
    ordinary = without_events(values, marked)
    offered = candidates(ordinary, origins, horizon)
    actual = targets(ordinary, origins, horizon)
    chosen = choose(offered, actual, origins)
    effect = effects(values, marked, origins, horizon)
    scale = day_scale(trailing_scale(ordinary, origins), offered.profile, horizon)
    nonnegative = not (values < 0).any()
    forecasts = reconcile(
        _flat(chosen.forecasts * effect.factors),
        _flat(scale * np.maximum(effect.factors, 1.0)) ** 2,
        constraints,
        nonnegative=nonnegative,
    ).reshape(scale.shape)
    return _Said(
        ordinary,
        origins,
        chosen.models[:, -1],
        forecasts,
        chosen.naive,
        actual,
        scale,
        effect,
        nonnegative,
    )


def _edges(said: _Said) -> FloatArray:
    """Mean, low and high of 80 %, low and high of 95 % of today's forecast, stacked.

    A past event says what the next will do with an error of its own: on event days the band widens
    with the effect and by `sqrt(1 + 1/days seen)`; unseen, there is none.
    """
    errors = np.where(said.effects.is_event, np.nan, said.actual - said.forecasts)
    errors[:, :BURN_IN] = np.nan
    shape = learn_shape(errors, said.scale, back_test_weeks(said.origins))
    seen, is_event = said.effects.taught[-1], said.effects.is_event[-1]
    doubt = np.where(
        is_event, np.where(seen > 0, np.sqrt(1.0 + 1.0 / np.maximum(seen, 1)), np.nan), 1
    )
    scale = said.scale[:, -1] * np.maximum(said.effects.factors[:, -1], 1.0) * doubt
    mean = said.forecasts[:, -1]
    low, high = bands(mean, scale, shape)
    if said.nonnegative:
        low = np.maximum(low, 0.0)
    return np.stack([mean, low[0], high[0], low[1], high[1]])


def _flat(cells: FloatArray) -> FloatArray:
    return cells.reshape(len(cells), -1)


def _spread(figure: FloatArray, usable: npt.NDArray[np.bool_]) -> FloatArray:
    """Figures of the usable series (second axis) among all series; NaN for the others."""
    among = np.full((len(figure), len(usable), *figure.shape[2:]), np.nan)
    among[:, usable] = figure
    return among


def _model_names(said: _Said | None, usable: npt.NDArray[np.bool_]) -> tuple[str | None, ...]:
    chosen = iter(said.models if said else ())
    return tuple(MODELS[next(chosen)] if can else None for can in usable)


def _backtest(said: _Said | None, usable: npt.NDArray[np.bool_]) -> Backtest:
    if said is None:
        unknown = np.full(len(usable), np.nan)
        none = np.zeros(len(usable), dtype=np.int64)
        return Backtest(unknown, unknown, unknown, unknown, unknown, none, none)
    found = figures(
        said.ordinary,
        actual=said.actual,
        forecasts=said.forecasts,
        naive=said.naive,
        scale=said.scale,
        origins=said.origins,
    )
    shares = np.stack(
        [found.mase, found.relative_error, found.bias, found.coverage_80, found.coverage_95]
    )
    counts = np.zeros((2, len(usable)), dtype=np.int64)
    counts[:, usable] = np.stack([found.targets, found.origins])
    return Backtest(*_spread(shares, usable), *counts)


def _day_notes(
    said: _Said | None, marked: Mapping[int, str], days: int, horizon: int
) -> tuple[str | None, ...]:
    notes: list[str | None] = []
    for ahead in range(horizon):
        name = marked.get(days + ahead)
        seen = int(said.effects.taught[-1, ahead]) if said else 0
        if name is None:
            notes.append(None)
        elif seen:
            notes.append(f"{name}: its effect is known from {seen} past days.")
        else:
            notes.append(f"{name}: no past day shows its effect; as on an ordinary day, no band.")
    return tuple(notes)


def _left_out(sums: tuple[Sum, ...], held: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(
        f"'{one.total}' is not the sum of its parts: a part or the total has no forecast."
        for one, holds in zip(sums, held, strict=True)
        if not holds
    )
