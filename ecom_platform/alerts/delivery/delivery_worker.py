"""Deliver what is due: each letter once, in the order of its incident, however often this dies.

What an answer means for the next attempt is decided here. Rows belong in `delivery_queue.py`, the
call itself in `channels/`, and what people are told in the modules that write notices.
"""

import time
import zlib
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
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store
from ecom_platform.quality.results import platform_health

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
MOST_ATTEMPTS = 100  # about a day
LATE_ATTEMPTS = 5  # eight minutes: then the fallback channel is told
LONGEST_CALL = timedelta(seconds=30)  # a sensor has a minute


@dataclass
class Delivered:
    """What a call of `deliver` did: letters sent, to be tried again, and given up."""

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
) -> Delivered:
    """Send letters one by one until none is due or half a minute is over.

    A channel that fails rests until the next call. May run in several processes at once.

    Raises:
        StoreError: the store cannot be reached; a letter in hand is found again as `trying`.
    """
    done, resting, began = Delivered(), set[str](), time.monotonic()
    at = now
    while at - now < LONGEST_CALL:
        with store.transaction() as connection:
            attempt = delivery_queue.take(connection, channels, resting, at)
        if attempt is None:
            break
        pause(max(0.0, (attempt.starts_at - at).total_seconds()))
        receipt, error = _send(channels, attempt)
        at = max(attempt.starts_at, now + timedelta(seconds=time.monotonic() - began))
        with store.transaction() as connection:
            if error is None:
                delivery_queue.mark_sent(connection, attempt, receipt, at)
                done.sent += 1
            else:
                _keep_error(connection, channels.get(attempt.channel), attempt, error, at)
                resting.add(attempt.channel)
                is_dead = _is_dead(attempt, error)
                done.dead, done.failed = done.dead + is_dead, done.failed + (not is_dead)
            _note_channel(connection, attempt, error, at)
    return done


def back_off(attempt: Attempt) -> timedelta:
    """The pause after a failed attempt: doubled each time, with a jitter of a fifth."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempt.number - 1, 10)
    share = zlib.crc32(f"{attempt.letter.key} {attempt.number}".encode()) / 2**32
    jitter: float = 0.8 + 0.4 * share
    return min(doubled, LONGEST_PAUSE) * jitter


def _send(channels: Mapping[str, Channel], attempt: Attempt) -> tuple[str, AlertError | None]:
    """The receipt, or what went wrong."""
    channel = channels.get(attempt.channel)
    if channel is None:
        return "", HopelessError(f"No channel {attempt.channel} is declared any more.")
    try:
        return channel.send(attempt.letter), None
    except (TryAgainError, UncertainError, HopelessError) as error:
        return "", error
    except Exception as error:  # noqa: BLE001 - one letter must never hold up all others
        return "", UncertainError(f"The letter could not be sent: {type(error).__name__}: {error}")


def _keep_error(
    connection: Connection,
    channel: Channel | None,
    attempt: Attempt,
    error: AlertError,
    now: datetime,
) -> None:
    if channel is None or _is_dead(attempt, error):
        delivery_queue.mark_dead(connection, attempt, str(error))
        return
    due_at = now + back_off(attempt)
    if isinstance(error, TryAgainError) and error.after:
        due_at = max(due_at, now + error.after)
        delivery_queue.hold(
            connection, delivery_queue.turn(attempt.channel, channel), now + error.after
        )
    may_be_there = isinstance(error, UncertainError)
    delivery_queue.mark_failed(connection, attempt, str(error), due_at, may_be_there=may_be_there)


def _is_dead(attempt: Attempt, error: AlertError) -> bool:
    return isinstance(error, HopelessError) or attempt.number >= MOST_ATTEMPTS


def _note_channel(
    connection: Connection, attempt: Attempt, error: AlertError | None, now: datetime
) -> None:
    """Say whether the channel delivers, so that its trouble is told on another one."""
    if error is None:
        platform_health.record_new_results(
            connection, [platform_health.health_result(attempt.channel, "delivers")], now
        )
    elif _is_dead(attempt, error) or attempt.number >= LATE_ATTEMPTS:
        trouble = f"After {attempt.number} attempts a message is not delivered: {error}"
        platform_health.record_new_results(
            connection, [platform_health.health_result(attempt.channel, "delivers", trouble)], now
        )
