"""Turns evaluations into incidents, and the changes of incidents into messages.

The only place that changes incidents without a person asking for it. Each evaluation is processed
in one transaction with everything it causes, so that a kill at any moment loses and doubles
nothing.
"""

from dataclasses import replace
from datetime import datetime

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Change
from ecom_platform.alerts.incidents.lifecycle import apply_evaluation
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.dispatch import dispatch
from ecom_platform.alerts.policy.escalation import dispatch_due
from ecom_platform.alerts.policy.routing import DispatchContext
from ecom_platform.operations.store import Store


def update_incidents(store: Store, routes: Routes, now: datetime) -> int:
    """Process every evaluation that waits, then notify people of what is due by time alone.

    Messages are written to the outbox; `alerts/delivery` sends them.

    Args:
        store: the operational store.
        routes: who is notified of what.
        now: naive UTC; new messages are due from this moment.

    Returns:
        The number of evaluations that were processed.

    Raises:
        StoreError: the store cannot be used; what was processed until then stays stored.
    """
    count = 0
    while _process_next(store, routes, now):
        count += 1
    with store.transaction() as connection:
        dispatch_due(DispatchContext.read(connection, routes, now))
    return count


def _process_next(store: Store, routes: Routes, now: datetime) -> bool:
    """Process the oldest evaluation that waits; whether there was one."""
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
