"""When each job runs: every cron entry of the platform, in the time zone of the settings.

What a job does belongs in `jobs`.
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
    description="At two in the morning, when the channels have dropped their files.",
)

WEEKLY_SCHEDULE = dg.ScheduleDefinition(
    job=WEEKLY,
    cron_schedule="0 4 * * 0",
    execution_timezone=TIMEZONE,
    description="On Sunday at four in the morning, after the nightly run.",
)

FIRE_DRILL_SCHEDULE = dg.ScheduleDefinition(
    job=drill_job,
    cron_schedule="0 6 * * 0",
    execution_timezone=TIMEZONE,
    description="On Sunday at six in the morning, after the weekly run.",
)

DAILY_BRIEF_SCHEDULE = dg.ScheduleDefinition(
    job=DAILY_BRIEF,
    cron_schedule="0 7 * * *",
    execution_timezone=TIMEZONE,
    description="At seven in the morning, after the nightly run.",
)
WEEKLY_EXECUTIVE_SCHEDULE = dg.ScheduleDefinition(
    job=WEEKLY_EXECUTIVE,
    cron_schedule="30 7 * * 1",
    execution_timezone=TIMEZONE,
    description="On Monday at half past seven in the morning, after the daily brief.",
)

SCHEDULES = [
    NIGHTLY_SCHEDULE,
    WEEKLY_SCHEDULE,
    FIRE_DRILL_SCHEDULE,
    DAILY_BRIEF_SCHEDULE,
    WEEKLY_EXECUTIVE_SCHEDULE,
]
