"""The schedules: when each job runs.

What a job does belongs in `jobs`; what starts it on an event, in `sensors`.
"""

from schedules.cron_schedules import SCHEDULES

__all__ = ["SCHEDULES"]
