"""When a schedule runs next, from its cron expression and its time zone, in UTC.

The schedules themselves are in `cron_schedules.py`.
"""

from datetime import UTC, datetime

import dagster as dg
from dagster._utils.schedules import schedule_execution_time_iterator


def next_due(schedule: dg.ScheduleDefinition, after: datetime) -> datetime:
    """The first time after `after` at which a schedule runs; both are naive UTC."""
    moments = schedule_execution_time_iterator(
        after.replace(tzinfo=UTC).timestamp(),
        schedule.cron_schedule,
        schedule.execution_timezone,
    )
    times = (moment.astimezone(UTC).replace(tzinfo=None) for moment in moments)
    return next(time for time in times if time > after)
