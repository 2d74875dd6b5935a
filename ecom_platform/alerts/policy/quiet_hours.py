"""Quiet hours: warnings wait until they end; errors never wait.

The times are declared in the alerts file, in the route of the incident.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ecom_platform.alerts.config.alerts_config import QuietHours
from ecom_platform.alerts.messages.notification import NotificationSeverity


def due_time(
    quiet_hours: QuietHours | None, severity: NotificationSeverity, now: datetime, zone: ZoneInfo
) -> datetime:
    """When a message of this severity may be delivered; naive UTC.

    Args:
        quiet_hours: those of the route; None when it has none.
        severity: only a warning waits.
        now: naive UTC.
        zone: the time zone in which the alerts file states times.
    """
    if quiet_hours is None or severity != "warn":
        return now
    return _end_of_quiet_hours(quiet_hours, now, zone)


def _end_of_quiet_hours(quiet_hours: QuietHours, now: datetime, zone: ZoneInfo) -> datetime:
    """`now` outside the quiet hours, and their end during them; naive UTC."""
    local = now.replace(tzinfo=UTC).astimezone(zone)
    clock = local.time()
    is_overnight = quiet_hours.start > quiet_hours.end
    if is_overnight:
        is_quiet = clock >= quiet_hours.start or clock < quiet_hours.end
    else:
        is_quiet = quiet_hours.start <= clock < quiet_hours.end
    if not is_quiet:
        return now
    ends_tomorrow = is_overnight and clock >= quiet_hours.start
    day = local.date() + timedelta(days=1) if ends_tomorrow else local.date()
    return datetime.combine(day, quiet_hours.end, zone).astimezone(UTC).replace(tzinfo=None)
