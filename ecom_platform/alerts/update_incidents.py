"""Turns evaluations into incidents, and the changes of incidents into messages.

No other module changes incidents unless a person asks for it. Each evaluation is processed in one
transaction with everything it causes: whenever the process is killed, no message is lost or sent
twice.
"""

from dataclasses import replace
from datetime import datetime

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Change
from ecom_platform.alerts.incidents.lifecycle import apply_evaluation
from ecom_platform.alerts.policy.dispatch import dispatch
from ecom_platform.alerts.policy.due_notifications import dispatch_due
from ecom_platform.alerts.policy.routing import DispatchContext
from ecom_platform.operations.store import Store


def update_incidents(store: Store, routes: Routes, now: datetime) -> int:
    """Process every waiting evaluation, then notify people of what is due because time has passed.

    Messages are written to the outbox; `alerts/delivery` sends them.

    Args:
        store: the operational store.
        routes: who is notified of what.
        now: naive UTC; new messages are due from this moment.

    Returns:
        The number of evaluations that were processed.

    Raises:
        StoreError: the store cannot be used; evaluations that were processed before stay stored.
    """
    count = 0
    while _process_next(store, routes, now):
        count += 1
    with store.transaction() as connection:
        dispatch_due(DispatchContext.read(connection, routes, now))
    return count


def _process_next(store: Store, routes: Routes, now: datetime) -> bool:
    """Process the oldest waiting evaluation; False if none was waiting."""
    with store.transaction() as connection:
        evaluation = incident_store.next_evaluation(connection)
        if evaluation is None:
            return False
        incidents = incident_store.open_incidents(connection)
        context = DispatchContext.read(connection, routes, now)
        for change in apply_evaluation(incidents, evaluation):
            if not change.is_empty:
                _apply(context, change, evaluation.evaluated_at)
                context = context.after(change.after)
        incident_store.mark_processed(connection, evaluation.evaluation_id, now)
    return True


def _apply(context: DispatchContext, change: Change, evaluated_at: datetime) -> None:
    """Store the incident and its history, and notify people of the change."""
    stored = incident_store.save(context.connection, change.after)
    for kind, text in change.history:
        incident_store.add_event(context.connection, stored, kind, evaluated_at, text=text)
    dispatched = dispatch(context, replace(change, after=stored))
    if dispatched != stored:
        incident_store.save(context.connection, dispatched)
