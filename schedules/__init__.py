"""The schedules: when each job runs.

What a job does is in `jobs`; `sensors` starts jobs on events.
"""

from schedules.cron_schedules import SCHEDULES

__all__ = ["SCHEDULES"]
