"""The queue of deliveries: which one is next, and how each attempt ended.

This module only takes and marks rows. `delivery_worker.py` decides what the answer of a channel
means, and `outbox.py` adds the rows.

A row goes from `waiting` through `trying` to `sent` or `dead`. `trying` is committed before the
channel is called: a process that finds such a row later knows that the message may have arrived.
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
LEASE = timedelta(minutes=5)  # longer than any call: a process that took longer was killed
LONGEST_WAIT = timedelta(seconds=2)

_deliveries, _messages, _marks = store_tables.deliveries, store_tables.messages, store_tables.marks


@dataclass(frozen=True)
class Attempt:
    """One attempt to deliver a message.

    Attributes:
        number: counts the attempts for this delivery, from 1.
        starts_at: when the channel may be called, at most two seconds ahead; naive UTC.
    """

    delivery_id: int
    channel: str
    number: int
    message: Message
    starts_at: datetime


def take_next(
    connection: Connection,
    channels: Mapping[str, Channel],
    resting: set[str],
    now: datetime,
) -> Attempt | None:
    """Mark the next due delivery as `trying` and return it as an attempt; None when none is due.

    Args:
        connection: in a transaction that the caller commits before it calls the channel.
        channels: the declared channels by name.
        resting: the channels to leave out; this function adds each channel whose rate limit does
            not allow a call soon.
        now: naive UTC.
    """
    while True:
        row = connection.execute(_next_delivery_query(resting, now)).first()
        if row is None:
            return None
        starts_at = _reserve_start(connection, row.channel, channels.get(row.channel), now)
        if starts_at is None:
            resting.add(row.channel)
            continue
        if _claim(connection, row, starts_at):
            message = _message_of_delivery(connection, row)
            return Attempt(row.delivery_id, row.channel, row.attempts + 1, message, starts_at)


def mark_sent(connection: Connection, attempt: Attempt, receipt: str, now: datetime) -> None:
    """Mark an attempt as sent, and make earlier failed messages of this channel due at once."""
    _update_delivery(connection, attempt, state="sent", receipt=receipt, sent_at=now, last_error="")
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
    connection: Connection,
    attempt: Attempt,
    error: str,
    due_at: datetime,
    *,
    may_have_arrived: bool,
) -> None:
    """Mark an attempt as failed, to be repeated at `due_at`.

    A message that may have arrived stays in the state `trying`, so that the next attempt knows it.
    """
    is_uncertain = may_have_arrived or attempt.message.is_uncertain
    state = "trying" if is_uncertain else "waiting"
    _update_delivery(connection, attempt, state=state, due_at=due_at, last_error=error)


def mark_dead(connection: Connection, attempt: Attempt, error: str) -> None:
    """Mark a delivery as given up; the row is kept, so that people can see what was lost."""
    _update_delivery(connection, attempt, state="dead", last_error=error)


def rate_limit_key(name: str, channel: Channel) -> str:
    """The name of the rate limit of a channel.

    All channels of a kind that requires an interval between messages share one limit; any other
    channel has its own.
    """
    return channel.kind if channel.min_interval else name


def block_rate_limit(connection: Connection, limit: str, until: datetime) -> None:
    """Forbid calls to all channels of this rate limit before `until`, naive UTC."""
    name, values = _mark_name(limit), {"value": until.isoformat(), "marked_at": until}
    if not connection.execute(update(_marks).where(_marks.c.name == name).values(values)).rowcount:
        connection.execute(insert(_marks).values(name=name, **values))


def _update_delivery(connection: Connection, attempt: Attempt, **values: Any) -> None:
    """Set columns of the delivery of an attempt."""
    is_delivery = _deliveries.c.delivery_id == attempt.delivery_id
    connection.execute(update(_deliveries).where(is_delivery).values(**values))


def _next_delivery_query(resting: Collection[str], now: datetime) -> Select[Any]:
    """The query for the oldest due delivery, in the order in which messages were written.

    A delivery waits while an earlier message about its incident is still open on its channel.
    """
    earlier, earlier_message = _deliveries.alias("earlier"), _messages.alias("earlier_message")
    has_predecessor = exists().where(
        earlier.c.message_id == earlier_message.c.message_id,
        earlier_message.c.incident_id == _messages.c.incident_id,
        earlier.c.channel == _deliveries.c.channel,
        earlier.c.message_id < _deliveries.c.message_id,
        earlier.c.state.in_(OPEN),
    )
    return (
        select(_deliveries, _messages.c.key, _messages.c.incident_id, _messages.c.created_at)
        .add_columns(_messages.c.content)
        .join(_messages, _messages.c.message_id == _deliveries.c.message_id)
        .where(
            _deliveries.c.state.in_(OPEN),
            _deliveries.c.due_at <= now,
            _deliveries.c.channel.not_in(resting),
            ~has_predecessor,
        )
        .order_by(_deliveries.c.message_id, _deliveries.c.delivery_id)
        .limit(1)
    )


def _claim(connection: Connection, row: Any, starts_at: datetime) -> bool:
    """Mark the delivery as `trying`; False if another process took it since it was read."""
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


def _message_of_delivery(connection: Connection, row: Any) -> Message:
    """The message of a row of `_next_delivery_query`."""
    return Message(
        key=_message_key(row.key, row.created_at, row.channel),
        notification=Notification.from_content(row.content),
        written_at=row.created_at,
        is_uncertain=row.state == "trying",
        thread=_thread_of_delivery(connection, row),
    )


def _thread_of_delivery(connection: Connection, row: Any) -> Thread | None:
    """The first message about the incident that was delivered to this channel; None before that."""
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
    return Thread(_message_key(first.key, first.created_at, row.channel), first.receipt)


def _message_key(stored_key: str, created_at: datetime, channel: str) -> str:
    """The key of a message on a channel, by which receivers recognise a repetition.

    The time is part of it, because a new store numbers its incidents from 1 again.
    """
    return str(uuid5(NAMESPACE_URL, f"{created_at.isoformat()} {stored_key} {channel}"))


def _reserve_start(
    connection: Connection, name: str, channel: Channel | None, now: datetime
) -> datetime | None:
    """Reserve the next time at which the channel may be called; None if that is not soon."""
    if channel is None:
        return now
    limit = rate_limit_key(name, channel)
    query = select(_marks.c.value).where(_marks.c.name == _mark_name(limit)).with_for_update()
    not_before = connection.execute(query).scalar()
    starts_at = max(now, datetime.fromisoformat(not_before)) if not_before else now
    if starts_at - now > LONGEST_WAIT:
        return None
    if channel.min_interval:
        block_rate_limit(connection, limit, starts_at + channel.min_interval)
    return starts_at


def _mark_name(limit: str) -> str:
    """The name under which `marks` stores when channels of a rate limit may be called again."""
    return f"next turn of {limit}"
