"""Escalation: an incident that nobody acknowledged in time goes to further channels.

The time and the channels are declared in the alerts file, in the route of the incident.
"""

from dataclasses import replace
from datetime import timedelta

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.incidents.incident_sentences import format_duration
from ecom_platform.alerts.policy.dispatch import write
from ecom_platform.alerts.policy.routing import DispatchContext, Routing


def escalate_if_due(context: DispatchContext, incident: Incident, routing: Routing) -> Incident:
    """Escalate an incident that nobody acknowledged in time; returns the incident after it."""
    escalate = routing.route.escalate if routing.route else None
    if incident.state != "firing" or incident.escalated_at or escalate is None:
        return incident
    if incident.notified_at is None:
        return incident
    waited = context.now - incident.notified_at
    if waited < timedelta(hours=escalate.after_hours):
        return incident
    update = f"Nobody has acknowledged it for {format_duration(waited)}."
    channels = context.with_fallback(escalate.to, incident)
    write(context, "escalated", incident, routing, channels, updates=(update,))
    incident_store.add_event(context.connection, incident, "escalated", context.now, text=update)
    return replace(incident, escalated_at=context.now, repeated_at=context.now)
