"""Which letter goes next, and how each attempt ended: the deliveries of the outbox.

Only taking and marking rows belongs here; what an answer of a channel means is decided in
`delivery_worker.py`, and rows get in by `outbox.py`.

A row goes from `waiting` by way of `trying` to `sent` or `dead`. `trying` is committed before the
channel is called. Whoever finds it so later, knows that the letter may have arrived.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Select, exists, insert, select, update

from ecom_platform.alerts.channels.channel import Channel
from ecom_platform.alerts.messages.envelope import Message, Thread
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.operations import store_tables

OPEN = ("waiting", "trying")
LEASE = timedelta(minutes=5)  # longer than any call takes: then whoever was trying is dead
PATIENCE = timedelta(seconds=2)

_deliveries, _messages, _marks = store_tables.deliveries, store_tables.messages, store_tables.marks


@dataclass(frozen=True)
class Attempt:
    """One letter in hand.

    Attributes:
        number: which attempt this is, from 1.
        starts_at: when the channel may be called; never more than a moment ahead.
    """

    delivery_id: int
    channel: str
    number: int
    letter: Message
    starts_at: datetime


def take(
    connection: Connection,
    channels: Mapping[str, Channel],
    resting: set[str],
    now: datetime,
) -> Attempt | None:
    """Mark the next due letter `trying`; None when no channel that is not resting has one.

    A channel whose turn is too far off joins `resting`.
    """
    while True:
        row = connection.execute(_next(resting, now)).first()
        if row is None:
            return None
        starts_at = _slot(connection, row.channel, channels.get(row.channel), now)
        if starts_at is None:
            resting.add(row.channel)
            continue
        if _claim(connection, row, starts_at):
            letter = _letter(connection, row)
            return Attempt(row.delivery_id, row.channel, row.attempts + 1, letter, starts_at)


def mark_sent(connection: Connection, attempt: Attempt, receipt: str, now: datetime) -> None:
    """The letter arrived; what waits because the channel failed before need not wait longer."""
    _mark(connection, attempt, state="sent", receipt=receipt, sent_at=now, last_error="")
    connection.execute(
        update(_deliveries)
        .where(
            _deliveries.c.channel == attempt.channel,
            _deliveries.c.state == "waiting",
            _deliveries.c.attempts > 0,
            _deliveries.c.due_at > now,
        )
        .values(due_at=now)
    )


def mark_failed(
    connection: Connection, attempt: Attempt, error: str, due_at: datetime, *, may_be_there: bool
) -> None:
    """The letter is tried again at `due_at`; once uncertain it stays so."""
    is_uncertain = may_be_there or attempt.letter.is_uncertain
    state = "trying" if is_uncertain else "waiting"
    _mark(connection, attempt, state=state, due_at=due_at, last_error=error)


def mark_dead(connection: Connection, attempt: Attempt, error: str) -> None:
    """The letter is not tried any more, and stays to be seen."""
    _mark(connection, attempt, state="dead", last_error=error)


def turn(name: str, channel: Channel) -> str:
    """What a channel takes turns in: all of a kind that has a pace share one queue."""
    return channel.kind if channel.pace else name


def hold(connection: Connection, queue: str, until: datetime) -> None:
    """Call nobody of this queue before `until`."""
    _set_turn(connection, queue, until)


def _mark(connection: Connection, attempt: Attempt, **values: Any) -> None:
    same = _deliveries.c.delivery_id == attempt.delivery_id
    connection.execute(update(_deliveries).where(same).values(**values))


def _next(resting: Collection[str], now: datetime) -> Select[Any]:
    """The oldest due letter that no earlier letter of its incident has to go before."""
    before, its_message = _deliveries.alias("before"), _messages.alias("its_message")
    overtakes = exists().where(
        before.c.message_id == its_message.c.message_id,
        its_message.c.incident_id == _messages.c.incident_id,
        before.c.channel == _deliveries.c.channel,
        before.c.message_id < _deliveries.c.message_id,
        before.c.state.in_(OPEN),
    )
    return (
        select(_deliveries, _messages.c.key, _messages.c.incident_id, _messages.c.created_at)
        .add_columns(_messages.c.content)
        .join(_messages, _messages.c.message_id == _deliveries.c.message_id)
        .where(
            _deliveries.c.state.in_(OPEN),
            _deliveries.c.due_at <= now,
            _deliveries.c.channel.not_in(resting),
            ~overtakes,
        )
        .order_by(_deliveries.c.message_id, _deliveries.c.delivery_id)
        .limit(1)
    )


def _claim(connection: Connection, row: Any, starts_at: datetime) -> bool:
    """Whether the letter is ours now: nobody else took it since it was read."""
    claimed = connection.execute(
        update(_deliveries)
        .where(
            _deliveries.c.delivery_id == row.delivery_id,
            _deliveries.c.state == row.state,
            _deliveries.c.attempts == row.attempts,
        )
        .values(
            state="trying",
            attempts=row.attempts + 1,
            tried_at=starts_at,
            due_at=starts_at + LEASE,
        )
    )
    return bool(claimed.rowcount)


def _letter(connection: Connection, row: Any) -> Message:
    return Message(
        key=_key(row.key, row.created_at, row.channel),
        notice=Notification.from_content(row.content),
        written_at=row.created_at,
        is_uncertain=row.state == "trying",
        thread=_thread(connection, row),
    )


def _thread(connection: Connection, row: Any) -> Thread | None:
    """The first letter of the incident that arrived on this channel."""
    if row.incident_id is None:
        return None
    first = connection.execute(
        select(_deliveries.c.receipt, _messages.c.key, _messages.c.created_at)
        .join(_messages, _messages.c.message_id == _deliveries.c.message_id)
        .where(
            _messages.c.incident_id == row.incident_id,
            _deliveries.c.channel == row.channel,
            _deliveries.c.state == "sent",
        )
        .order_by(_deliveries.c.sent_at, _deliveries.c.delivery_id)
        .limit(1)
    ).first()
    if first is None:
        return None
    return Thread(_key(first.key, first.created_at, row.channel), first.receipt)


def _key(message: str, created_at: datetime, channel: str) -> str:
    """The time is part of it: a store that was made anew counts its messages from 1 again."""
    return str(uuid5(NAMESPACE_URL, f"{created_at.isoformat()} {message} {channel}"))


def _slot(
    connection: Connection, name: str, channel: Channel | None, now: datetime
) -> datetime | None:
    """When the channel may be called, and the turn taken; None if that is not soon."""
    if channel is None:
        return now
    queue = turn(name, channel)
    mark = select(_marks.c.value).where(_marks.c.name == _mark_of(queue)).with_for_update()
    value = connection.execute(mark).scalar()
    starts_at = max(now, datetime.fromisoformat(value)) if value else now
    if starts_at - now > PATIENCE:
        return None
    if channel.pace:
        _set_turn(connection, queue, starts_at + channel.pace)
    return starts_at


def _set_turn(connection: Connection, queue: str, next_at: datetime) -> None:
    name, values = _mark_of(queue), {"value": next_at.isoformat(), "marked_at": next_at}
    if not connection.execute(update(_marks).where(_marks.c.name == name).values(values)).rowcount:
        connection.execute(insert(_marks).values(name=name, **values))


def _mark_of(queue: str) -> str:
    return f"next turn of {queue}"
