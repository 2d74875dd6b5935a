"""Effects of known events (sale days, holidays), estimated from past days of the same name.

Which days are events comes from the caller; unexpected days are found in
`analytics/anomaly_detection/detect_anomalies.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.forecasting.known_values import (
    FloatArray,
    known_mean,
    known_median,
)
from ecom_platform.analytics.forecasting.weekday_profile import windows

PRIOR_DAYS = 2.0  # event days of its own that count as much as the panel's effect

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Effects:
    """Sales of event days as a multiple of an ordinary day, as known at each origin.

    Attributes:
        factors: series x origins x horizon; 1 on ordinary days and for events without a past day.
        past_days: origins x horizon: known past days of the event; 0 on ordinary days.
        is_event: origins x horizon, whether the day is an event day.
    """

    factors: FloatArray
    past_days: FloatArray
    is_event: npt.NDArray[np.bool_]


def event_indices(events: Mapping[date, str], first: np.datetime64) -> dict[int, str]:
    """Event names by day index, counted from the day `first`; negative before it."""
    offsets = {day: (np.datetime64(day, "D") - first).astype(int) for day in events}
    return {int(offsets[day]): events[day] for day in sorted(events)}


def without_events(values: FloatArray, events: Mapping[int, str]) -> FloatArray:
    """The series with event days unknown, so that ordinary days are estimated without them."""
    days = [day for day in events if 0 <= day < values.shape[1]]
    ordinary = values.copy()
    ordinary[:, days] = np.nan
    return ordinary


def effects(
    values: FloatArray, events: Mapping[int, str], origins: IntArray, horizon: int
) -> Effects:
    """The effect of each event day ahead of each origin, from event days until the origin.

    An event day is compared with the median of the same weekday in the eight weeks before it. The
    factor of a series is shrunk towards the median factor of the panel (`PRIOR_DAYS`).

    Args:
        values: series x days, NaN where unknown.
        events: name by day index, from `event_indices`.
        origins: ascending day indices.
        horizon: days ahead.
    """
    ahead = origins[:, None] + 1 + np.arange(horizon)
    factors = np.ones((len(values), *ahead.shape))
    past_days = np.zeros(ahead.shape)
    is_event = np.isin(ahead, list(events))
    if not is_event.any():
        return Effects(factors, past_days, is_event)
    ordinary = without_events(values, events)
    for name in sorted({events[day] for day in np.unique(ahead[is_event]).tolist()}):
        event_days = [day for day in events if events[day] == name]
        past_event_days = np.array(
            [day for day in event_days if 0 < day < values.shape[1]], dtype=np.intp
        )
        factors_by_count, usable_days = _factors_by_known_days(values, ordinary, past_event_days)
        known_count = np.searchsorted(usable_days, origins, side="right")
        has_factor = np.isin(ahead, event_days) & (known_count > 0)[:, None]
        factors = np.where(has_factor, factors_by_count[:, known_count][..., None], factors)
        past_days = np.where(has_factor, known_count[:, None], past_days)
    return Effects(factors, past_days, is_event)


def _factors_by_known_days(
    values: FloatArray, ordinary: FloatArray, event_days: IntArray
) -> tuple[FloatArray, IntArray]:
    """The factors of one event, by how many of its past days are known.

    Returns:
        Series x number of days: column n is the factor after n usable event days, so column 0 is 1.
        And the event days that are usable, because some series has sales to compare with.
    """
    if not len(event_days):
        return np.ones((len(values), 1)), event_days
    usual = known_median(windows(ordinary, event_days - 1), 2)[..., 0]
    series_level = known_mean(usual)[:, None]
    series_level = np.where(series_level > 0, series_level, 1.0)
    is_known = np.isfinite(values[:, event_days]) & (usual > 0)
    is_usable = is_known.any(0)
    sold = np.where(is_known, values[:, event_days] / series_level, 0.0)[:, is_usable].cumsum(1)
    expected = np.where(is_known, usual / series_level, 0.0)[:, is_usable].cumsum(1)
    own_factors = np.where(expected > 0, sold / np.where(expected > 0, expected, 1.0), np.nan)
    panel_factor = known_median(own_factors, 0)
    shrunk = (sold + PRIOR_DAYS * panel_factor) / (expected + PRIOR_DAYS)
    return np.concatenate([np.ones((len(values), 1)), shrunk], axis=1), event_days[is_usable]
