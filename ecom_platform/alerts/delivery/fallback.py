"""The fallback channel gets the messages that another channel gave up.

Which channel that is belongs in the alerts file.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from ecom_platform.alerts.delivery.outbox import add_deliveries
from ecom_platform.operations.store_tables import deliveries, messages

REDIRECT_DAYS = 7  # nobody can use an older message


def redirect_undelivered(connection: Connection, fallback: str, now: datetime) -> None:
    """Send the messages that another channel gave up to the fallback channel."""
    given_up: Sequence[int] = (
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
    for message_id in given_up:
        add_deliveries(connection, message_id, [fallback], now)
