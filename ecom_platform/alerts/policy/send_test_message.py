"""A test message shows whether a channel delivers, before there is an incident."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import deliveries, messages


def write_test_message(store: Store, routes: Routes, channels: Iterable[str], now: datetime) -> str:
    """Write a test message to the outbox; returns the key of the message.

    Args:
        store: the operational store.
        routes: hold the declared channels.
        channels: the names of the channels to test; empty for all.
        now: naive UTC.

    Raises:
        AlertError: a named channel is not declared, or no channel is.
    """
    named = sorted(set(channels)) or sorted(routes.channels)
    if not named:
        raise AlertError("There is no channel to test; declared in the alerts file: none.")
    unknown = [name for name in named if name not in routes.channels]
    if unknown:
        known = ", ".join(sorted(routes.channels)) or "none"
        raise AlertError(
            f"There is no channel {', '.join(unknown)}; declared in the alerts file: {known}."
        )
    notification = Notification(
        kind="test",
        severity="info",
        title="Alerts of the e-commerce platform arrive here.",
    )
    key = f"test/{now.isoformat()}"
    with store.transaction() as connection:
        outbox.write(connection, key, notification, named, now=now, due_at=now)
    return key


def read_test_results(store: Store, key: str) -> list[tuple[str, str, str]]:
    """How the delivery of a test message went: channel, state and last error of each delivery.

    The state is `waiting`, `trying`, `sent` or `dead`.
    """
    with store.transaction() as connection:
        rows = connection.execute(
            select(deliveries.c.channel, deliveries.c.state, deliveries.c.last_error)
            .join(messages, messages.c.message_id == deliveries.c.message_id)
            .where(messages.c.key == key)
            .order_by(deliveries.c.channel)
        )
        return [(row.channel, row.state, row.last_error) for row in rows]
