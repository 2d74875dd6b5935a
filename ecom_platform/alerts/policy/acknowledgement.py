"""Acknowledgement: a person takes on an incident, and everybody who was notified learns of it."""

from datetime import datetime

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy.dispatch import dispatch_to_thread
from ecom_platform.alerts.policy.routing import DispatchContext
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store


def acknowledge(
    store: Store, routes: Routes, incident_id: int, *, by: str, note: str, now: datetime
) -> Incident:
    """Acknowledge an incident and return it; the channels that were notified get an update.

    Args:
        store: the operational store.
        routes: the channels and the fallback.
        incident_id: the number that `ecom incidents` lists.
        by: who takes it on.
        note: what this person does about it; may be empty.
        now: naive UTC.

    Raises:
        AlertError: there is no such incident, it is resolved, or it is acknowledged already.
    """
    with store.transaction() as connection:
        incident = incident_store.incident(connection, incident_id)
        _refuse_if_resolved_or_acknowledged(incident)
        after = incident.acknowledged(by, now)
        incident_store.save(connection, after)
        update = f"{by} is on it{f': {note}' if note else ''}."
        incident_store.add_event(connection, after, "acknowledged", now, text=update, by=by)
        if after.notified_at:
            context = DispatchContext(connection, routes, now)
            dispatch_to_thread(context, "updated", after, context.routing(after), (update,))
    return after


def _refuse_if_resolved_or_acknowledged(incident: Incident) -> None:
    """Raise an `AlertError` if there is nothing to acknowledge."""
    number = incident.incident_id
    if incident.resolved_at:
        raise AlertError(
            f"Incident {number} was resolved at {incident.resolved_at:%Y-%m-%d %H:%M} UTC."
        )
    if incident.acknowledged_at:
        raise AlertError(
            f"{incident.acknowledged_by} has been on incident {number} since "
            f"{incident.acknowledged_at:%Y-%m-%d %H:%M} UTC."
        )
