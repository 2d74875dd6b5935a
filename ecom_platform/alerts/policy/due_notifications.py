"""What is due because time has passed: ended silences, reminders, escalations, the daily digest.

What an evaluation causes is in `alerts/update_incidents.py`.
"""

from ecom_platform.alerts.delivery.fallback import redirect_undelivered
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy import digest
from ecom_platform.alerts.policy.dispatch import dispatch_opening
from ecom_platform.alerts.policy.escalation import escalate_if_due
from ecom_platform.alerts.policy.reminders import remind_if_due
from ecom_platform.alerts.policy.routing import DispatchContext


def dispatch_due(context: DispatchContext) -> None:
    """Notify people of everything that is due; a second call at the same moment changes nothing."""
    if context.routes.fallback:
        redirect_undelivered(context.connection, context.routes.fallback, context.now)
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
    return remind_if_due(context, escalate_if_due(context, incident, routing), routing)
