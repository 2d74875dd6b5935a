"""The outbox: messages to be sent, and a delivery for each channel that gets the message.

This module writes the rows, in the transaction that causes them; `delivery_worker.py` sends them.
Messages about an incident arrive in the order of their numbers.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.operations.store_tables import deliveries, messages


def write(
    connection: Connection,
    key: str,
    notification: Notification,
    channels: Iterable[str],
    *,
    now: datetime,
    due_at: datetime,
) -> None:
    """Write a notification to the outbox, with one delivery for each channel.

    Args:
        connection: the transaction that causes it.
        key: unique among all messages, such as `incident/12/opened`.
        notification: the content.
        channels: the names of the channels.
        now: naive UTC.
        due_at: when it may be delivered, naive UTC.
    """
    row = connection.execute(
        insert(messages).values(
            key=key,
            kind=notification.kind,
            incident_id=notification.incident_id,
            created_at=now,
            content=notification.to_content(),
        )
    ).inserted_primary_key
    if row:
        add_deliveries(connection, row[0], channels, due_at)


def add_deliveries(
    connection: Connection, message_id: int, channels: Iterable[str], due_at: datetime
) -> None:
    """Add a delivery of a message for each of these channels that has none yet."""
    existing = connection.execute(
        select(deliveries.c.channel).where(deliveries.c.message_id == message_id)
    )
    added = set(channels) - set(existing.scalars())
    for channel in sorted(added):
        connection.execute(
            insert(deliveries).values(
                message_id=message_id,
                channel=channel,
                state="waiting",
                attempts=0,
                due_at=due_at,
                receipt="",
                last_error="",
            )
        )


def has_message(connection: Connection, key: str) -> bool:
    """Whether the outbox has a message with this key, or with a key that begins with it and `/`."""
    stored_key = messages.c.key
    is_match = (stored_key == key) | stored_key.startswith(f"{key}/", autoescape=True)
    query = select(stored_key).where(is_match).limit(1)
    return connection.execute(query).first() is not None


def count_messages(connection: Connection, incident_id: int) -> int:
    """The number of messages about an incident."""
    query = select(func.count()).where(messages.c.incident_id == incident_id)
    return int(connection.execute(query).scalar_one())


def notified_channels(connection: Connection, incident_id: int) -> set[str]:
    """The channels that got a message about an incident, or will get one."""
    return set(
        connection.execute(
            select(deliveries.c.channel)
            .join(messages, messages.c.message_id == deliveries.c.message_id)
            .where(messages.c.incident_id == incident_id)
        ).scalars()
    )


def add_channels_to_opening(
    connection: Connection, incident_id: int, channels: Iterable[str], due_at: datetime
) -> None:
    """Send the message that an incident opened to these channels too; nothing without one."""
    opening = connection.execute(
        select(messages.c.message_id).where(
            messages.c.incident_id == incident_id, messages.c.kind == "opened"
        )
    ).scalar()
    if opening is not None:
        add_deliveries(connection, opening, channels, due_at)


def skip_quiet_hours(connection: Connection, incident_id: int, now: datetime) -> None:
    """Make the messages about an incident due at `now` if they wait for the end of quiet hours."""
    message_ids = select(messages.c.message_id).where(messages.c.incident_id == incident_id)
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.message_id.in_(message_ids),
            deliveries.c.state == "waiting",
            deliveries.c.attempts == 0,
            deliveries.c.due_at > now,
        )
        .values(due_at=now)
    )
