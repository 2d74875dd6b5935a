"""The notification of an incident at a moment of its life.

`alerts/policy` decides when it is sent and to which channels. Which lines are shown, and in which
order, is in `message_lines.py`.
"""

from datetime import datetime

from ecom_platform.alerts.incidents import incident_sentences
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.messages.notification import (
    Notification,
    NotificationKind,
    NotificationSeverity,
)

MOST_LISTED = 100  # a longer list would not be read; the notification also has the count
LAYERS_FOR_READERS = ("marts", "provenance", "analytics")
HEALTH_CHECK_PREFIX = "watch-"  # begins the run id of a platform health check


def build_notification(
    kind: NotificationKind,
    incident: Incident,
    *,
    severity: NotificationSeverity,
    ui_url: str,
    now: datetime,
    updates: tuple[str, ...] = (),
) -> Notification:
    """The notification of an incident at this moment.

    Args:
        kind: the moment in the life of the incident.
        incident: as it is now.
        severity: the severity that people see while the incident is open.
        ui_url: the address of Dagster's UI, without a slash at its end.
        now: naive UTC; gives the duration of an open incident.
        updates: what changed since the last notification, one sentence each.
    """
    is_resolved = incident.resolved_at is not None
    headline = incident.headline
    shown = incident.members if is_resolved else incident.failing
    listed = [failure for failure in shown if failure.fingerprint != headline.fingerprint]
    duration = (incident.resolved_at or now) - incident.opened_at
    amount, currency = incident.money_at_stake
    detail = incident.detail
    return Notification(
        kind=kind,
        severity="info" if is_resolved else severity,
        title=_title(incident),
        updates=updates,
        incident_id=incident.incident_id,
        table=headline.table,
        check=headline.check,
        dimension=", ".join(headline.dimensions),
        owner=incident.owner,
        since=incident.since_day,
        value=detail.value,
        expected_low=detail.expected_low,
        expected_high=detail.expected_high,
        amount=amount,
        currency=currency,
        likely_cause="" if is_resolved else detail.likely_cause,
        downstream=tuple(sorted(detail.held, key=_readers_first_key)),
        failures=tuple(failure.sentence for failure in listed[:MOST_LISTED]),
        failure_count=len(listed),
        series=detail.series,
        run_id=incident.last_run_id,
        run_url=run_url(ui_url, incident.last_run_id),
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        duration=duration,
        affected=incident_sentences.affected(incident) if is_resolved else "",
        acknowledge=f"ecom ack {incident.incident_id}" if incident.state == "firing" else "",
    )


def run_url(ui_url: str, run_id: str) -> str:
    """The address of a run in Dagster's UI; empty for a platform health check, which is no run.

    >>> run_url("https://dagster.example.com", "5c3f")
    'https://dagster.example.com/runs/5c3f'
    """
    is_run = bool(run_id) and not run_id.startswith(HEALTH_CHECK_PREFIX)
    return f"{ui_url}/runs/{run_id}" if is_run else ""


def _title(incident: Incident) -> str:
    """What failed; for a resolved incident, how long it lasted and how it was resolved."""
    if incident.resolved_at is None:
        return incident.headline.sentence
    duration = incident_sentences.format_duration(incident.resolved_at - incident.opened_at)
    return f"Over after {duration}: {incident.detail.resolution}"


def _readers_first_key(table: str) -> tuple[bool, str]:
    """A sort key that puts the tables that readers query before all others."""
    return table.partition(".")[0] not in LAYERS_FOR_READERS, table
