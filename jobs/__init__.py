"""The jobs: which assets a run materialises, and the steps of fire drills and reports.

When a job runs belongs in `schedules`; what starts it on an event, in `sensors`.
"""

from jobs.fire_drill_job import drill_job
from jobs.nightly_job import NIGHTLY
from jobs.report_jobs import DAILY_BRIEF, WEEKLY_EXECUTIVE
from jobs.weekly_job import WEEKLY

JOBS = (NIGHTLY, WEEKLY, drill_job, DAILY_BRIEF, WEEKLY_EXECUTIVE)
