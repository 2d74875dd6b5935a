"""Warnings wait for the end of quiet hours, in local time; errors do not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ecom_platform.alerts.config.alerts_config import QuietHours
from ecom_platform.alerts.policy.quiet_hours import due_time


def _due(quiet: QuietHours, now: str, zone: ZoneInfo) -> datetime:
    return due_time(quiet, "warn", datetime.fromisoformat(now), zone)


@pytest.mark.parametrize(
    ("start", "end", "now", "due"),
    [
        ("22:00", "07:00", "2026-05-04 21:59", "2026-05-04 21:59"),
        ("22:00", "07:00", "2026-05-04 22:00", "2026-05-05 07:00"),
        ("22:00", "07:00", "2026-05-05 06:59", "2026-05-05 07:00"),
        ("22:00", "07:00", "2026-05-05 07:00", "2026-05-05 07:00"),
        ("12:00", "14:00", "2026-05-04 13:00", "2026-05-04 14:00"),
        ("12:00", "14:00", "2026-05-04 11:00", "2026-05-04 11:00"),
    ],
)
def test_quiet_hours_end_where_they_say(start: str, end: str, now: str, due: str) -> None:
    quiet = QuietHours.model_validate({"from": start, "to": end})
    assert _due(quiet, now, ZoneInfo("UTC")) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-05-04 20:30", "2026-05-05 05:00"),  # 22:30 in summer, two hours ahead of UTC
        ("2026-10-24 20:30", "2026-10-25 06:00"),  # the night in which the clock goes back
        ("2026-12-04 20:30", "2026-12-04 20:30"),  # 21:30 in winter
    ],
)
def test_quiet_hours_are_local(now: str, due: str) -> None:
    quiet = QuietHours.model_validate({"from": "22:00", "to": "07:00"})
    berlin = ZoneInfo("Europe/Berlin")
    assert _due(quiet, now, berlin) == datetime.fromisoformat(due)


def test_an_error_does_not_wait() -> None:
    quiet = QuietHours.model_validate({"from": "22:00", "to": "07:00"})
    now = datetime.fromisoformat("2026-05-04 23:00")
    assert due_time(quiet, "error", now, ZoneInfo("UTC")) == now
    assert due_time(None, "warn", now, ZoneInfo("UTC")) == now
