"""The outbox: messages, and a delivery for each channel that gets one.

Rows are written here, in the transaction that causes them; they are delivered in
`delivery_worker.py`. The deliveries about an incident to a channel are numbered in the order in
which they must arrive.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.operations.store_tables import deliveries, messages

REDIRECT_DAYS = 7  # what could not be delivered for longer is history


def write(
    connection: Connection,
    key: str,
    notice: Notification,
    channels: Iterable[str],
    *,
    now: datetime,
    due_at: datetime,
) -> None:
    """Put a notice into the outbox, for each of the channels once."""
    row = connection.execute(
        insert(messages).values(
            key=key,
            kind=notice.kind,
            incident_id=notice.incident_id,
            created_at=now,
            content=notice.to_content(),
        )
    ).inserted_primary_key
    if row:
        deliver_to(connection, row[0], channels, due_at)


def deliver_to(
    connection: Connection, message_id: int, channels: Iterable[str], due_at: datetime
) -> None:
    """Have a message delivered to channels that do not get it yet."""
    known = deliveries.c
    given = connection.execute(select(known.channel).where(known.message_id == message_id))
    missing = set(channels) - set(given.scalars())
    for channel in sorted(missing):
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
    """Whether a message of this key, or of a key below it, is in the outbox."""
    known = messages.c.key
    found = select(known).where((known == key) | known.startswith(f"{key}/", autoescape=True))
    return connection.execute(found.limit(1)).first() is not None


def messages_of(connection: Connection, incident_id: int) -> int:
    """How many messages there are about an incident."""
    counted = select(func.count()).where(messages.c.incident_id == incident_id)
    return int(connection.execute(counted).scalar_one())


def told_channels(connection: Connection, incident_id: int) -> set[str]:
    """The channels that were told of an incident, or will be."""
    return set(
        connection.execute(
            select(deliveries.c.channel)
            .join(messages, messages.c.message_id == deliveries.c.message_id)
            .where(messages.c.incident_id == incident_id)
        ).scalars()
    )


def open_in_more_channels(
    connection: Connection, incident_id: int, channels: Iterable[str], due_at: datetime
) -> None:
    """Have the opening of an incident delivered to more channels."""
    opening = connection.execute(
        select(messages.c.message_id).where(
            messages.c.incident_id == incident_id, messages.c.kind == "opened"
        )
    ).scalar()
    if opening is not None:
        deliver_to(connection, opening, channels, due_at)


def hasten(connection: Connection, incident_id: int, now: datetime) -> None:
    """Let no quiet hour delay any longer what was written about an incident."""
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


def redirect_dead(connection: Connection, fallback: str, now: datetime) -> None:
    """Have what a channel could not carry delivered to the fallback channel instead."""
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
        deliver_to(connection, message_id, [fallback], now)
