"""Holt-Winters for many series and many parameter sets at once, one pass over the days.

A pass remembers its state at every origin asked for, so that a back-test of sixty origins costs as
much as one forecast. Which parameters are used for which series belongs in `backtesting.py`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasts.known_values import FloatArray, known_mean

START_DAYS = 28
CLIP = 3.0  # mean absolute errors; a larger surprise moves the states no further
_SCALE_GAIN = 0.05


@dataclass(frozen=True)
class Gains:
    """How fast the states follow an error: level, trend (times level) and season; and damping."""

    level: float
    trend: float
    season: float
    damping: float


@dataclass
class _States:
    """States of every series (rows) under every parameter set (columns)."""

    level: FloatArray
    trend: FloatArray
    season: FloatArray  # 7 x series x sets
    limit: FloatArray  # the largest error that counts


def holt_winters(
    values: FloatArray,
    origins: npt.NDArray[np.intp],
    gains: tuple[Gains, ...],
    horizon: int,
    *,
    clip: float = CLIP,
) -> FloatArray:
    """Additive damped Holt-Winters forecasts of every day after every origin.

    Error-correction form of Hyndman and Athanasopoulos (2021), section 8.7, with errors clipped at
    `clip` running mean absolute errors (Gelper, Fried, Croux 2010, eq. 12, with Huber's psi). An
    unknown day moves no state but the trend.

    Args:
        values: series x days, NaN where unknown; at least one day.
        origins: ascending day indices.
        gains: the parameter sets.
        horizon: days ahead.
        clip: a very large one gives the textbook's method.

    Returns:
        parameter sets x series x origins x horizon.
    """
    level, trend, season, damping = (
        np.array([getattr(one, name) for one in gains])
        for name in ("level", "trend", "season", "damping")
    )
    states = _start(values, len(gains), clip)
    known = np.isfinite(values)
    columns = np.where(known, values, 0.0).T[..., None].copy()
    whole = np.atleast_1d(known.all(0)).tolist()
    wanted = set(origins.tolist())
    kept: list[tuple[FloatArray, FloatArray, FloatArray]] = []
    for day in range(int(origins[-1]) + 1):
        drift = damping * states.trend
        expected = states.level + drift
        weekday = states.season[day % 7]
        error = columns[day] - expected
        error -= weekday
        _clip(error, states.limit, clip, None if whole[day] else known[:, day, None])
        push = level * error
        expected += push
        push *= trend
        drift += push
        states.level, states.trend = expected, drift
        weekday += season * error
        if day in wanted:
            kept.append((expected, drift, states.season.copy()))
    return _ahead(kept, origins, damping, horizon)


def _ahead(
    kept: list[tuple[FloatArray, FloatArray, FloatArray]],
    origins: npt.NDArray[np.intp],
    damping: FloatArray,
    horizon: int,
) -> FloatArray:
    """Forecasts from the level, trend and season kept at each origin."""
    level, trend, season = (np.stack(one) for one in zip(*kept, strict=True))
    ahead = np.arange(1, horizon + 1)
    damped = np.cumsum(damping[:, None] ** ahead, axis=1)
    line = level[..., None] + trend[..., None] * damped
    weekday = (origins[:, None] + ahead) % 7
    seasonal = season[np.arange(len(origins))[:, None], weekday]
    return np.transpose(line + seasonal.transpose(0, 2, 3, 1), (2, 1, 0, 3))


def _start(values: FloatArray, sets: int, clip: float) -> _States:
    """States from the first four weeks; zero where nothing is known of them.

    A series that does not vary in them has no scale to clip by, and never is clipped.
    """
    first = np.full((len(values), START_DAYS), np.nan)
    days = min(START_DAYS, values.shape[1])
    first[:, :days] = values[:, :days]
    level = np.nan_to_num(known_mean(first))
    weekday = known_mean(first.reshape(len(values), -1, 7), 1) - level[:, None]
    scale = np.nan_to_num(known_mean(np.abs(first - level[:, None])))
    limit = np.where(scale > 0, clip * scale, np.inf)

    def columns(one: FloatArray) -> FloatArray:
        return np.repeat(one[..., None], sets, axis=-1)

    zero = np.zeros(len(values))
    return _States(columns(level), columns(zero), columns(np.nan_to_num(weekday).T), columns(limit))


def _clip(
    error: FloatArray,
    limit: FloatArray,
    clip: float,
    seen: npt.NDArray[np.bool_] | None,
) -> None:
    """Pull errors back to their limit, to zero where not seen; the limit follows what is left.

    In place and in few steps, because this runs once a day. None where all are seen.
    """
    np.minimum(error, limit, out=error)
    np.maximum(error, -limit, out=error)
    if seen is None:
        limit *= 1.0 - _SCALE_GAIN
        limit += (clip * _SCALE_GAIN) * np.abs(error)
        return
    error *= seen
    limit *= 1.0 - _SCALE_GAIN * seen
    limit += (clip * _SCALE_GAIN) * np.abs(error)
