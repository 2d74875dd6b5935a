"""Retries of a failed delivery: the pause before the next attempt, and when it is given up."""

import zlib
from datetime import timedelta

from ecom_platform.alerts.channels.channel import (
    HopelessError,
)
from ecom_platform.alerts.delivery.delivery_queue import Attempt
from ecom_platform.errors import AlertError

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
MOST_ATTEMPTS = 100  # about a day


def back_off(attempt: Attempt) -> timedelta:
    """The pause after a failed attempt: doubled each time up to 15 minutes, with 20 % jitter."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempt.number - 1, 10)
    # A hash instead of a random number, so that a test can predict the pause.
    share = zlib.crc32(f"{attempt.message.key} {attempt.number}".encode()) / 2**32
    jitter: float = 0.8 + 0.4 * share
    return min(doubled, LONGEST_PAUSE) * jitter


def is_given_up(attempt: Attempt, error: AlertError) -> bool:
    """Whether the delivery is given up after this failed attempt."""
    return isinstance(error, HopelessError) or attempt.number >= MOST_ATTEMPTS
