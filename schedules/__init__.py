"""When things run, and the jobs that run: nightly, weekly, and now.

What a job materialises is defined in `assets`; what starts a job on an event, in `sensors`.
"""

from schedules.nightly import NIGHTLY, NIGHTLY_SCHEDULE
from schedules.weekly import WEEKLY, WEEKLY_SCHEDULE

JOBS = [NIGHTLY, WEEKLY]
SCHEDULES = [NIGHTLY_SCHEDULE, WEEKLY_SCHEDULE]
