"""Someone says that they are on an incident: no more reminders, and the others hear of it."""

from datetime import datetime

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.dispatch import Desk, tell_in_thread
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store


def acknowledge(
    store: Store, routes: Routes, incident_id: int, *, by: str, note: str, now: datetime
) -> Incident:
    """Note who is on an incident, and tell it wherever people were told of the incident.

    Raises:
        AlertError: there is no such incident, it is over, or someone is on it already.
    """
    with store.transaction() as connection:
        incident = incident_store.incident(connection, incident_id)
        if incident.resolved_at:
            raise AlertError(
                f"Incident {incident_id} is over since {incident.resolved_at:%Y-%m-%d %H:%M} UTC."
            )
        if incident.acknowledged_at:
            raise AlertError(
                f"{incident.acknowledged_by} is on incident {incident_id} since "
                f"{incident.acknowledged_at:%Y-%m-%d %H:%M} UTC."
            )
        after = incident.acknowledged(by, now)
        incident_store.save(connection, after)
        news = f"{by} is on it{f': {note}' if note else ''}."
        incident_store.note_event(connection, after, "acknowledged", now, text=news, by=by)
        if after.notified_at:
            desk = Desk(connection, routes, now, silences=())
            tell_in_thread(desk, "updated", after, (news,))
    return after
