"""Special days (month ends and events), which have an effect of their own; masks of two weeks.

The effect of a special day is learned in `daily_baseline.py`.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.daily_baseline import EVENTS_FROM
from ecom_platform.analytics.daily_panel import DailyPanel

Flags = NDArray[np.bool_]

LONGEST_MASK = 14  # days


def special_days(panel: DailyPanel, events: Mapping[date, str]) -> tuple[NDArray[np.int64], int]:
    """The kind of special day of each day of the panel, and how many kinds there are.

    Args:
        panel: whose days are classified.
        events: event name by day; equal names are one kind. Days outside the panel are ignored.

    Returns:
        One number per day: -1 for an ordinary day, 0 for the first and 1 for the last day of a
        month, `EVENTS_FROM` and up for the events.
    """
    months = panel.days.astype("datetime64[M]")
    is_month_start = panel.days == months.astype("datetime64[D]")
    is_month_end = (panel.days + 1).astype("datetime64[M]") != months
    kinds = np.where(is_month_start, 0, np.where(is_month_end, 1, -1))
    numbers = {name: i for i, name in enumerate(sorted(set(events.values())), EVENTS_FROM)}
    first_day, last_day = panel.days[0], panel.days[-1]
    for day, name in events.items():
        event_day = np.datetime64(day, "D")
        if first_day <= event_day <= last_day:
            kinds[panel.column_of(event_day)] = numbers[name]
    return kinds, EVENTS_FROM + len(numbers)


def without_long_masks(masked: Flags) -> Flags:
    """The mask (series x days) with only the first two weeks of each run of masked days."""
    run_length = np.zeros(len(masked))
    kept = np.zeros_like(masked)
    for column in range(masked.shape[1]):
        run_length = np.where(masked[:, column], run_length + 1, 0)
        kept[:, column] = masked[:, column] & (run_length <= LONGEST_MASK)
    return kept
