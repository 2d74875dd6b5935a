"""What is due because time has passed: ended silences, reminders, escalations, the daily digest.

What an evaluation causes is in `alerts/update_incidents.py`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.descriptions import format_duration
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy import digest
from ecom_platform.alerts.policy.dispatch import dispatch_opening, dispatch_to_thread, write
from ecom_platform.alerts.policy.routing import DispatchContext, Routing


def dispatch_due(context: DispatchContext) -> None:
    """Notify people of everything that is due; a second call at the same moment changes nothing."""
    if context.routes.fallback:
        outbox.redirect_undelivered(context.connection, context.routes.fallback, context.now)
    for incident in incident_store.open_incidents(context.connection):
        after = _dispatch_due_for(context, incident)
        if after != incident:
            incident_store.save(context.connection, after)
    digest.write_digests(context.connection, context.routes, context.now)


def _dispatch_due_for(context: DispatchContext, incident: Incident) -> Incident:
    """Notify people of one open incident if that is due; returns the incident after it."""
    routing = context.routing(incident)
    if routing.is_silenced:
        return incident
    if incident.notified_at is None:
        return dispatch_opening(context, incident, routing)
    return _remind_if_due(context, _escalate_if_due(context, incident, routing), routing)


def _escalate_if_due(context: DispatchContext, incident: Incident, routing: Routing) -> Incident:
    """Escalate an incident that nobody acknowledged in time; returns the incident after it."""
    escalate = routing.route.escalate if routing.route else None
    if incident.state != "firing" or incident.escalated_at or escalate is None:
        return incident
    if not _have_hours_passed(incident.notified_at, escalate.after_hours, context.now):
        return incident
    waited = context.now - (incident.notified_at or incident.opened_at)
    update = f"Nobody has acknowledged it for {format_duration(waited)}."
    channels = context.with_fallback(escalate.to, incident)
    write(context, "escalated", incident, routing, channels, updates=(update,))
    incident_store.add_event(context.connection, incident, "escalated", context.now, text=update)
    return replace(incident, escalated_at=context.now, repeated_at=context.now)


def _remind_if_due(context: DispatchContext, incident: Incident, routing: Routing) -> Incident:
    """Remind people of an incident that nobody acknowledged; returns the incident after it."""
    repeat_hours = routing.route.repeat_hours if routing.route else None
    if incident.state != "firing" or not repeat_hours:
        return incident
    if not _have_hours_passed(incident.repeated_at, repeat_hours, context.now):
        return incident
    dispatch_to_thread(context, "repeated", incident, routing)
    return replace(incident, repeated_at=context.now)


def _have_hours_passed(start: datetime | None, hours: float, now: datetime) -> bool:
    return start is not None and now - start >= timedelta(hours=hours)
