"""Month ends and events are numbered; masks end after two weeks."""

from datetime import date

import numpy as np

from ecom_platform.analytics.anomaly_detection.daily_baseline import EVENTS_FROM
from ecom_platform.analytics.anomaly_detection.special_days import (
    LONGEST_MASK,
    special_days,
    without_long_masks,
)
from ecom_platform.analytics.daily_panel import DailyPanel

DAYS = np.datetime64("2026-01-30") + np.arange(5)
PANEL = DailyPanel(("shop",), DAYS, np.ones((1, 5)), None, "amount")


def test_month_ends_and_events_have_numbers_and_ordinary_days_none() -> None:
    events = {date(2026, 2, 3): "sale", date(2026, 1, 30): "fair", date(2025, 2, 3): "sale"}
    kinds, count = special_days(PANEL, events)
    assert kinds.tolist() == [EVENTS_FROM, 1, 0, -1, EVENTS_FROM + 1]
    assert count == EVENTS_FROM + 2


def test_a_mask_ends_after_two_weeks_and_begins_again_with_the_next_run() -> None:
    masked = np.ones((1, LONGEST_MASK + 5), dtype=bool)
    masked[0, LONGEST_MASK + 3] = False
    kept = without_long_masks(masked)[0]
    assert kept[:LONGEST_MASK].all()
    assert kept[LONGEST_MASK:].tolist() == [False, False, False, False, True]
