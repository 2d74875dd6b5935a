"""When a schedule is due next, in its own time zone and over the change of clocks."""

import importlib
from datetime import datetime

import dagster as dg
import pytest

pytestmark = pytest.mark.xdist_group("dagster")


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-01-15 00:59", "2026-01-15 01:00"),  # two in the morning in Berlin, in winter
        ("2026-01-15 01:00", "2026-01-16 01:00"),
        ("2026-07-15 00:30", "2026-07-16 00:00"),  # and in summer
        ("2026-10-24 12:00", "2026-10-25 01:00"),  # two o'clock comes twice: the second counts
    ],
)
def test_a_schedule_is_due_in_its_time_zone(defs: dg.Definitions, after: str, due: str) -> None:
    next_due = importlib.import_module("schedules.next_run").next_due
    schedule = dg.ScheduleDefinition(
        job_name="any", cron_schedule="0 2 * * *", execution_timezone="Europe/Berlin"
    )
    assert next_due(schedule, datetime.fromisoformat(after)) == datetime.fromisoformat(due)
