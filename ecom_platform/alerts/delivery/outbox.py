"""The outbox: messages that wait to be sent, and a delivery for each channel that gets one.

Rows are written here, in the transaction that causes them, and sent in `delivery_worker.py`. The
deliveries about an incident to a channel are numbered in the order in which they must arrive.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.operations.store_tables import deliveries, messages

REDIRECT_DAYS = 7  # an older message is of no use to anybody


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
    """Add deliveries of a message for those channels that do not get it yet."""
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
    """Whether the outbox has a message with this key, or with a key that continues it after `/`."""
    known = messages.c.key
    found = select(known).where((known == key) | known.startswith(f"{key}/", autoescape=True))
    return connection.execute(found.limit(1)).first() is not None


def count_messages(connection: Connection, incident_id: int) -> int:
    """The number of messages about an incident."""
    counted = select(func.count()).where(messages.c.incident_id == incident_id)
    return int(connection.execute(counted).scalar_one())


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
    """Add deliveries of the opening of an incident for more channels."""
    opening = connection.execute(
        select(messages.c.message_id).where(
            messages.c.incident_id == incident_id, messages.c.kind == "opened"
        )
    ).scalar()
    if opening is not None:
        add_deliveries(connection, opening, channels, due_at)


def skip_quiet_hours(connection: Connection, incident_id: int, now: datetime) -> None:
    """Make the messages about an incident that wait for the end of quiet hours due at `now`."""
    about = select(messages.c.message_id).where(messages.c.incident_id == incident_id)
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.message_id.in_(about),
            deliveries.c.state == "waiting",
            deliveries.c.attempts == 0,
            deliveries.c.due_at > now,
        )
        .values(due_at=now)
    )


def redirect_undelivered(connection: Connection, fallback: str, now: datetime) -> None:
    """Deliver the messages that another channel could not deliver to the fallback channel."""
    dead: Sequence[int] = (
        connection.execute(
            select(deliveries.c.message_id)
            .join(messages, messages.c.message_id == deliveries.c.message_id)
            .where(
                deliveries.c.state == "dead",
                deliveries.c.channel != fallback,
                messages.c.kind != "test",
                messages.c.created_at > now - timedelta(days=REDIRECT_DAYS),
            )
            .order_by(deliveries.c.message_id)
        )
        .scalars()
        .all()
    )
    for message_id in dead:
        add_deliveries(connection, message_id, [fallback], now)
