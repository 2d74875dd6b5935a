"""When things run, and the jobs that run: nightly, weekly, a fire drill, and now.

What a job materialises is defined in `assets`; what starts a job on an event, in `sensors`.
"""

from schedules.fire_drill import FIRE_DRILL_SCHEDULE, drill_job
from schedules.nightly import NIGHTLY, NIGHTLY_SCHEDULE
from schedules.weekly import WEEKLY, WEEKLY_SCHEDULE

JOBS = (NIGHTLY, WEEKLY, drill_job)
SCHEDULES = [NIGHTLY_SCHEDULE, WEEKLY_SCHEDULE, FIRE_DRILL_SCHEDULE]
