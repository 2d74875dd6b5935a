"""When things run, and the jobs that run: nightly, weekly, a fire drill, reports, and now.

What a job materialises is defined in `assets`; what starts a job on an event, in `sensors`.
"""

from schedules.fire_drill import FIRE_DRILL_SCHEDULE, drill_job
from schedules.nightly import NIGHTLY, NIGHTLY_SCHEDULE
from schedules.reports import (
    DAILY_BRIEF,
    DAILY_BRIEF_SCHEDULE,
    WEEKLY_EXECUTIVE,
    WEEKLY_EXECUTIVE_SCHEDULE,
)
from schedules.weekly import WEEKLY, WEEKLY_SCHEDULE

JOBS = (NIGHTLY, WEEKLY, drill_job, DAILY_BRIEF, WEEKLY_EXECUTIVE)
SCHEDULES = [
    NIGHTLY_SCHEDULE,
    WEEKLY_SCHEDULE,
    FIRE_DRILL_SCHEDULE,
    DAILY_BRIEF_SCHEDULE,
    WEEKLY_EXECUTIVE_SCHEDULE,
]
