"""Delivers the messages that are due: each once, and those about one incident in order.

That holds even if the process is killed. This module decides what an answer means for the next
attempt. Rows are read and marked in `delivery_queue.py`; channels are called in `channels/`;
`alerts/policy` decides what messages say.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from ecom_platform.alerts.channels.channel import (
    Channel,
    HopelessError,
    TryAgainError,
    UncertainError,
)
from ecom_platform.alerts.delivery import delivery_queue
from ecom_platform.alerts.delivery.delivery_queue import Attempt
from ecom_platform.alerts.delivery.retries import back_off, is_given_up
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store
from ecom_platform.quality.results import platform_health

LATE_ATTEMPTS = 5  # about eight minutes; after them the channel counts as broken
LONGEST_CALL = timedelta(seconds=30)  # Dagster stops a sensor after a minute


@dataclass
class DeliveryCounts:
    """The number of messages that a call of `deliver` sent, will try again, and gave up."""

    sent: int = 0
    failed: int = 0
    dead: int = 0

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.failed} to be tried again, {self.dead} given up."


def deliver(
    store: Store,
    channels: Mapping[str, Channel],
    now: datetime,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> DeliveryCounts:
    """Send messages one by one until none is due or half a minute is over.

    A channel that fails is left out until the next call. Several processes may deliver at once.

    Args:
        store: the operational store, which holds the outbox.
        channels: the opened channels by name.
        now: naive UTC.
        pause: sleeps for a number of seconds.

    Raises:
        StoreError: the store cannot be used; a message that was being sent stays in the state
            `trying`.
    """
    counts, resting, began = DeliveryCounts(), set[str](), time.monotonic()
    at = now
    while at - now < LONGEST_CALL:
        with store.transaction() as connection:
            attempt = delivery_queue.take_next(connection, channels, resting, at)
        if attempt is None:
            break
        pause(max(0.0, (attempt.starts_at - at).total_seconds()))
        receipt, error = _receipt_or_error(channels, attempt)
        at = max(attempt.starts_at, now + timedelta(seconds=time.monotonic() - began))
        with store.transaction() as connection:
            if error is None:
                delivery_queue.mark_sent(connection, attempt, receipt, at)
                counts.sent += 1
            else:
                _store_error(connection, channels.get(attempt.channel), attempt, error, at)
                resting.add(attempt.channel)
                if is_given_up(attempt, error):
                    counts.dead += 1
                else:
                    counts.failed += 1
            _store_channel_health(connection, attempt, error, at)
    return counts


def _receipt_or_error(
    channels: Mapping[str, Channel], attempt: Attempt
) -> tuple[str, AlertError | None]:
    """Send the message; the receipt and None, or an empty text and the error."""
    channel = channels.get(attempt.channel)
    if channel is None:
        return "", HopelessError(f"No channel {attempt.channel} is declared any more.")
    try:
        return channel.send(attempt.message), None
    except (TryAgainError, UncertainError, HopelessError) as error:
        return "", error
    except Exception as error:  # noqa: BLE001 - one message must never stop the others
        return "", UncertainError(f"The message could not be sent: {type(error).__name__}: {error}")


def _store_error(
    connection: Connection,
    channel: Channel | None,
    attempt: Attempt,
    error: AlertError,
    now: datetime,
) -> None:
    """Mark a failed attempt as given up, or plan the next attempt.

    A pause that the channel asked for applies to all channels of its rate limit.
    """
    if channel is None or is_given_up(attempt, error):
        delivery_queue.mark_dead(connection, attempt, str(error))
        return
    due_at = now + back_off(attempt)
    if isinstance(error, TryAgainError) and error.after:
        due_at = max(due_at, now + error.after)
        limit = delivery_queue.rate_limit_key(attempt.channel, channel)
        delivery_queue.block_rate_limit(connection, limit, now + error.after)
    delivery_queue.mark_failed(
        connection,
        attempt,
        str(error),
        due_at,
        may_have_arrived=isinstance(error, UncertainError),
    )


def _store_channel_health(
    connection: Connection, attempt: Attempt, error: AlertError | None, now: datetime
) -> None:
    """Store whether the channel delivers, so that another channel reports a broken one.

    A few failed attempts that will be repeated do not count yet.
    """
    problem = ""
    if error is not None:
        if not is_given_up(attempt, error) and attempt.number < LATE_ATTEMPTS:
            return
        problem = f"After {attempt.number} attempts a message is not delivered: {error}"
    result = platform_health.health_result(attempt.channel, "delivers", problem)
    platform_health.record_new_results(connection, [result], now)
