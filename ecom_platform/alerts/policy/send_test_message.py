"""A test message: the proof that a channel carries, before there is anything to tell."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import deliveries, messages


def write_test(store: Store, routes: Routes, channels: Iterable[str], now: datetime) -> str:
    """Put a test message for these channels into the outbox, or for all when none is named.

    Returns the key of the message.

    Raises:
        AlertError: a channel is not declared, or none is.
    """
    named = sorted(set(channels)) or sorted(routes.channels)
    known = ", ".join(sorted(routes.channels)) or "none"
    unknown = [name for name in named if name not in routes.channels]
    if unknown or not named:
        missing = ", ".join(unknown) or "to test"
        raise AlertError(f"There is no channel {missing}; declared in the alerts file: {known}.")
    notice = Notification(
        kind="test",
        severity="info",
        title="A test: alerts of the e-commerce platform arrive here.",
    )
    key = f"test/{now.isoformat()}"
    with store.transaction() as connection:
        outbox.write(connection, key, notice, named, now=now, due_at=now)
    return key


def read_test(store: Store, key: str) -> list[tuple[str, str, str]]:
    """What became of a test message: each channel, the state there, and the last error."""
    with store.transaction() as connection:
        rows = connection.execute(
            select(deliveries.c.channel, deliveries.c.state, deliveries.c.last_error)
            .join(messages, messages.c.message_id == deliveries.c.message_id)
            .where(messages.c.key == key)
            .order_by(deliveries.c.channel)
        )
        return [(row.channel, row.state, row.last_error) for row in rows]
