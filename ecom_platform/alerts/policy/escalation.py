"""What time alone brings: silences that end, reminders, escalations and the daily digest.

What a judgement brings belongs in `alerts/update_incidents.py`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents import descriptions, incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy import digest
from ecom_platform.alerts.policy.dispatch import Desk, tell_in_thread, tell_opening
from ecom_platform.alerts.policy.incident_notification import subject


def remind(desk: Desk) -> None:
    """Tell what is due by now. Done again at the same moment, it tells nothing more."""
    if desk.routes.fallback:
        outbox.redirect_dead(desk.connection, desk.routes.fallback, desk.now)
    for incident in incident_store.open_incidents(desk.connection):
        if desk.is_silenced(incident):
            continue
        if incident.notified_at is None:
            after = tell_opening(desk, incident)
        else:
            after = _repeated(desk, _escalated(desk, incident))
        if after != incident:
            incident_store.save(desk.connection, after)
    digest.write_digests(desk.connection, desk.routes, desk.now)


def _escalated(desk: Desk, incident: Incident) -> Incident:
    """Take an incident to others when nobody said in time that they are on it."""
    route = desk.routes.route_for(subject(incident, desk.routes))
    if incident.state != "firing" or incident.escalated_at or not (route and route.escalate):
        return incident
    if not _is_past(incident.notified_at, route.escalate.after_hours, desk.now):
        return incident
    news = f"Nobody has acknowledged it for {descriptions.lasted(_since(incident, desk.now))}."
    channels = desk.with_fallback(list(route.escalate.to), incident)
    desk.write("escalated", incident, channels, (news,))
    incident_store.note_event(desk.connection, incident, "escalated", desk.now, text=news)
    return replace(incident, escalated_at=desk.now, repeated_at=desk.now)


def _repeated(desk: Desk, incident: Incident) -> Incident:
    """Say again that an incident is open when nobody is on it and the last word is long ago."""
    route = desk.routes.route_for(subject(incident, desk.routes))
    if incident.state != "firing" or not (route and route.repeat_hours):
        return incident
    if not _is_past(incident.repeated_at, route.repeat_hours, desk.now):
        return incident
    tell_in_thread(desk, "repeated", incident)
    return replace(incident, repeated_at=desk.now)


def _is_past(start: datetime | None, hours: float, now: datetime) -> bool:
    return start is not None and now - start >= timedelta(hours=hours)


def _since(incident: Incident, now: datetime) -> timedelta:
    return now - (incident.notified_at or incident.opened_at)
