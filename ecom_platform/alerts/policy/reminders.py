"""Reminders: an incident that nobody acknowledged is repeated until somebody does.

The interval is declared in the alerts file, in the route of the incident.
"""

from dataclasses import replace
from datetime import timedelta

from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy.dispatch import dispatch_to_thread
from ecom_platform.alerts.policy.routing import DispatchContext, Routing


def remind_if_due(context: DispatchContext, incident: Incident, routing: Routing) -> Incident:
    """Remind people of a firing incident, which nobody has acknowledged, as its route says.

    Returns the incident as it is afterwards.
    """
    repeat_hours = routing.route.repeat_hours if routing.route else None
    if incident.state != "firing" or not repeat_hours:
        return incident
    last = incident.repeated_at  # None until people were first notified
    if last is None or context.now - last < timedelta(hours=repeat_hours):
        return incident
    dispatch_to_thread(context, "repeated", incident, routing)
    return replace(incident, repeated_at=context.now)
