"""Follow judgements: what was found out becomes incidents, and these become messages.

The only door through which incidents change by themselves. Each judgement is followed in one
transaction with everything it causes, so that a kill at any moment loses and doubles nothing.
"""

from datetime import datetime

from sqlalchemy import Connection

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Change
from ecom_platform.alerts.incidents.lifecycle import weigh
from ecom_platform.alerts.incidents.root_cause import Judged
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.dispatch import Desk, broken_channel, tell
from ecom_platform.alerts.policy.escalation import remind
from ecom_platform.alerts.policy.silences import active_silences
from ecom_platform.operations.store import Store


def update_incidents(store: Store, routes: Routes, now: datetime) -> int:
    """Follow every judgement nobody has followed, then tell what is due by time alone.

    `now` is naive UTC; what is told is due from this moment. Returns how many were followed.

    Raises:
        StoreError: the store cannot be used; what was followed until then is kept.
    """
    count = 0
    while _follow_next(store, routes, now):
        count += 1
    with store.transaction() as connection:
        remind(_desk(connection, routes, now))
    return count


def _follow_next(store: Store, routes: Routes, now: datetime) -> bool:
    with store.transaction() as connection:
        found = incident_store.next_judgement(connection)
        if found is None:
            return False
        judgement_id, judged = found
        incidents = incident_store.open_incidents(connection)
        for change in weigh(incidents, judged):
            if change.after != change.before:
                _apply(_desk(connection, routes, now), change, judged)
        incident_store.mark_followed(connection, judgement_id, now)
    return True


def _apply(desk: Desk, change: Change, judged: Judged) -> None:
    """Keep what became of an incident, enter it in its diary, and tell people."""
    kept = incident_store.save(desk.connection, change.after)
    for kind, text in _events(change):
        incident_store.note_event(desk.connection, kept, kind, judged.judged_at, text=text)
    told = tell(desk, Change(change.before, kept, change.news))
    if told != kept:
        incident_store.save(desk.connection, told)


def _events(change: Change) -> list[tuple[str, str]]:
    if change.before is None:
        return [("opened", change.after.cause.sentence)]
    if not change.after.is_open:
        return [("resolved", change.after.detail.ending)]
    return [("updated", sentence) for sentence in change.news]


def _desk(connection: Connection, routes: Routes, now: datetime) -> Desk:
    """The desk of this moment; channels that broke earlier in the transaction count already."""
    open_now = incident_store.open_incidents(connection)
    return Desk(
        connection=connection,
        routes=routes,
        now=now,
        silences=active_silences(connection, now),
        broken=frozenset(filter(None, map(broken_channel, open_now))),
    )
