"""The daily digest of the warnings that exceed the alert budget.

An incident that waits for a digest and becomes an error is dispatched at once. Which warnings wait
is decided in `alert_budget.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.policy.routing import effective_severity, subject_of

LISTED_FOR = timedelta(days=7)  # an older warning is of no interest


def write_digests(connection: Connection, routes: Routes, now: datetime) -> None:
    """Write a digest of the waiting warnings for each channel, once a day.

    It is written at the local time of the heartbeat, or at 8:00 if the alerts file has none.
    """
    local = now.replace(tzinfo=UTC).astimezone(routes.zone)
    key = f"digest/{local.date()}"
    at = routes.heartbeat.at if routes.heartbeat else time(8)
    if local.time() < at or outbox.has_message(connection, key):
        return
    waiting = [
        incident
        for incident in incident_store.digest_candidates(connection, now - LISTED_FOR)
        if incident.detail.digest in {"waiting", "over"}
    ]
    for channel, incidents in _incidents_by_channel(waiting, routes).items():
        notification = _digest_notification(incidents)
        outbox.write(connection, f"{key}/{channel}", notification, [channel], now=now, due_at=now)
    for incident in waiting:
        detail = replace(incident.detail, digest="told" if incident.is_open else "")
        incident_store.save(connection, replace(incident, detail=detail))


def _incidents_by_channel(
    incidents: Iterable[Incident], routes: Routes
) -> dict[str, list[Incident]]:
    """The incidents that the routes send to each channel."""
    by_channel: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        route = routes.route_for(subject_of(incident, effective_severity(incident, routes)))
        for channel in route.to if route else ():
            by_channel[channel].append(incident)
    return by_channel


def _digest_notification(incidents: list[Incident]) -> Notification:
    """The digest that lists these incidents."""
    count = len(incidents)
    noun = "warning" if count == 1 else "warnings"
    return Notification(
        kind="digest",
        severity="warn",
        title=f"{count} {noun} beyond this week's alert budget.",
        failures=tuple(_incident_line(incident) for incident in incidents),
        failure_count=count,
        facts=(("List the incidents", "ecom incidents"),),
    )


def _incident_line(incident: Incident) -> str:
    """The line of an incident in the digest, with its resolution if it is resolved."""
    resolution = "" if incident.is_open else f" Resolved: {incident.detail.resolution}"
    return f"Incident {incident.incident_id}: {incident.headline.sentence}{resolution}"
