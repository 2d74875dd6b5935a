"""The alert budget: warnings beyond it are not told singly but once a day, all together.

Errors are never part of it. An incident that waits for a digest and becomes an error is told.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.incident_notification import subject
from ecom_platform.operations.store_tables import messages

WEEK = timedelta(days=7)


def is_used_up(connection: Connection, routes: Routes, now: datetime) -> bool:
    """Whether no more warnings may be told singly at the moment."""
    if routes.budget is None:
        return False
    contents: Iterable[dict[str, Any]] = connection.execute(
        select(messages.c.content).where(
            messages.c.kind == "opened", messages.c.created_at > now - WEEK
        )
    ).scalars()
    told = [content for content in contents if content["severity"] == "warn"]
    return len(told) >= routes.budget.warnings_per_week


def write_digests(connection: Connection, routes: Routes, now: datetime) -> None:
    """Once a day, at the hour of the heartbeat, tell each channel of the warnings that waited."""
    local = now.replace(tzinfo=UTC).astimezone(routes.zone)
    key = f"digest/{local.date()}"
    at = routes.heartbeat.at if routes.heartbeat else time(8)
    if local.time() < at or outbox.has_message(connection, key):
        return
    by_channel: dict[str, list[Incident]] = defaultdict(list)
    for incident in incident_store.digested_incidents(connection, now - WEEK):
        if incident.detail.digest not in {"waiting", "over"}:
            continue
        route = routes.route_for(subject(incident, routes))
        for channel in route.to if route else ():
            by_channel[channel].append(incident)
        told = replace(incident.detail, digest="told" if incident.is_open else "")
        incident_store.save(connection, replace(incident, detail=told))
    for channel, incidents in by_channel.items():
        notice = _digest(incidents)
        outbox.write(connection, f"{key}/{channel}", notice, [channel], now=now, due_at=now)


def _digest(incidents: list[Incident]) -> Notification:
    count = len(incidents)
    word = "warning" if count == 1 else "warnings"
    return Notification(
        kind="digest",
        severity="warn",
        title=f"{count} {word} beyond this week's alert budget.",
        failures=tuple(_line(incident) for incident in incidents),
        failure_count=count,
        facts=(("Look closer", "ecom incidents"),),
    )


def _line(incident: Incident) -> str:
    over = "" if incident.is_open else f" Over: {incident.detail.ending}"
    return f"Incident {incident.incident_id}: {incident.cause.sentence}{over}"
