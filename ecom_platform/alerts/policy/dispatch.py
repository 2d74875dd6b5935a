"""Dispatch: writes the notification of a change to the outbox, for the channels that get it.

`routing.py` decides where an incident goes, `alerts/incidents/lifecycle.py` what changed, and
`due_notifications.py` what is due because time has passed.
"""

from collections.abc import Sequence
from dataclasses import replace

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents.incident import Change, Incident
from ecom_platform.alerts.messages.incident_notification import build_notification
from ecom_platform.alerts.messages.notification import NotificationKind
from ecom_platform.alerts.policy.alert_budget import is_budget_used_up
from ecom_platform.alerts.policy.routing import DispatchContext, Routing, effective_severity


def dispatch(context: DispatchContext, change: Change) -> Incident:
    """Notify people of a change; returns the incident with the time at which they were notified."""
    incident = change.after
    routing = context.routing(incident)
    if not incident.is_open:
        return _dispatch_resolution(context, incident, routing)
    if incident.notified_at is None:
        return dispatch_opening(context, incident, routing)
    if not change.updates or change.before is None or routing.is_silenced:
        return incident
    if effective_severity(change.before, context.routes) != routing.severity:
        _reach_channels_of_new_severity(context, incident, routing)
    dispatch_to_thread(context, "updated", incident, routing, change.updates)
    if change.before.state != incident.state:
        return replace(incident, notified_at=context.now, repeated_at=context.now)
    return incident


def dispatch_opening(context: DispatchContext, incident: Incident, routing: Routing) -> Incident:
    """Notify people that an incident opened, unless it is silenced or no channel gets it.

    A warning beyond the alert budget waits for the digest instead.
    """
    if routing.is_silenced or not routing.channels:
        return incident
    if routing.severity == "warn" and _waits_for_digest(context, incident):
        detail = replace(incident.detail, digest=incident.detail.digest or "waiting")
        return replace(incident, detail=detail)
    write(context, "opened", incident, routing, routing.channels)
    detail = replace(incident.detail, digest="")
    return replace(incident, notified_at=context.now, repeated_at=context.now, detail=detail)


def dispatch_to_thread(
    context: DispatchContext,
    kind: NotificationKind,
    incident: Incident,
    routing: Routing,
    updates: tuple[str, ...] = (),
) -> None:
    """Notify every channel that was notified of the incident before."""
    notified = sorted(outbox.notified_channels(context.connection, incident.incident_id))
    channels = context.with_fallback(notified, incident)
    write(context, kind, incident, routing, channels, updates=updates)


def write(
    context: DispatchContext,
    kind: NotificationKind,
    incident: Incident,
    routing: Routing,
    channels: Sequence[str],
    *,
    updates: tuple[str, ...] = (),
) -> None:
    """Write a notification of the incident to the outbox, for these channels."""
    key = f"incident/{incident.incident_id}/{kind}"
    if kind not in {"opened", "resolved"}:
        key = f"{key}/{outbox.count_messages(context.connection, incident.incident_id)}"
    notification = build_notification(
        kind,
        incident,
        severity=routing.severity,
        ui_url=context.routes.ui_url,
        now=context.now,
        updates=updates,
    )
    outbox.write(
        context.connection,
        key,
        notification,
        channels,
        now=context.now,
        due_at=routing.due_at,
    )


def _waits_for_digest(context: DispatchContext, incident: Incident) -> bool:
    """Whether a warning goes into a digest: it was in one before, or the budget is used up."""
    was_in_digest = bool(incident.detail.digest)
    return was_in_digest or is_budget_used_up(context.connection, context.routes, context.now)


def _reach_channels_of_new_severity(
    context: DispatchContext, incident: Incident, routing: Routing
) -> None:
    """After a change of severity, notify the channels that only get the new severity.

    They get the opening of the incident. Messages that wait for the end of quiet hours no longer
    wait if the new severity does not.
    """
    number = incident.incident_id
    outbox.skip_quiet_hours(context.connection, number, routing.due_at)
    outbox.add_channels_to_opening(context.connection, number, routing.channels, routing.due_at)


def _dispatch_resolution(
    context: DispatchContext, incident: Incident, routing: Routing
) -> Incident:
    """Notify those who know of the incident; one that a digest listed goes into the next digest."""
    if incident.notified_at is not None:
        dispatch_to_thread(context, "resolved", incident, routing)
    elif incident.detail.digest == "told":
        return replace(incident, detail=replace(incident.detail, digest="over"))
    return incident
