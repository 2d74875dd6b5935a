"""When each job runs: every cron entry of the platform, in the time zone of the settings.

What a job does is in `jobs`.
"""

import dagster as dg

from ecom_platform.settings import load_settings
from jobs.fire_drill_job import drill_job
from jobs.nightly_job import NIGHTLY
from jobs.report_jobs import DAILY_BRIEF, WEEKLY_EXECUTIVE
from jobs.weekly_job import WEEKLY

TIMEZONE = load_settings().timezone

NIGHTLY_SCHEDULE = dg.ScheduleDefinition(
    job=NIGHTLY,
    cron_schedule="0 2 * * *",
    execution_timezone=TIMEZONE,
    description="Every day at 02:00, after the channels have delivered their files.",
)

WEEKLY_SCHEDULE = dg.ScheduleDefinition(
    job=WEEKLY,
    cron_schedule="0 4 * * 0",
    execution_timezone=TIMEZONE,
    description="Every Sunday at 04:00, after the nightly run.",
)

FIRE_DRILL_SCHEDULE = dg.ScheduleDefinition(
    job=drill_job,
    cron_schedule="0 6 * * 0",
    execution_timezone=TIMEZONE,
    description="Every Sunday at 06:00, after the weekly run.",
)

DAILY_BRIEF_SCHEDULE = dg.ScheduleDefinition(
    job=DAILY_BRIEF,
    cron_schedule="0 7 * * *",
    execution_timezone=TIMEZONE,
    description="Every day at 07:00, after the nightly run.",
)
WEEKLY_EXECUTIVE_SCHEDULE = dg.ScheduleDefinition(
    job=WEEKLY_EXECUTIVE,
    cron_schedule="30 7 * * 1",
    execution_timezone=TIMEZONE,
    description="Every Monday at 07:30, after the daily brief.",
)

SCHEDULES = [
    NIGHTLY_SCHEDULE,
    WEEKLY_SCHEDULE,
    FIRE_DRILL_SCHEDULE,
    DAILY_BRIEF_SCHEDULE,
    WEEKLY_EXECUTIVE_SCHEDULE,
]
