"""What every channel is given and how it answers.

Only the contract belongs here: when a letter is sent, and what follows from an answer, is decided
in `ecom_platform.alerts.delivery.delivery_worker`.
"""

from datetime import timedelta
from typing import Protocol

from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.errors import AlertError

ANSWER_SECONDS = 10


class Channel(Protocol):
    """One place notices are delivered to.

    Attributes:
        pace: the least time between two letters, over all channels of the same `kind`.
    """

    kind: str
    pace: timedelta

    def send(self, letter: Message) -> str:
        """Deliver a letter; the receipt, which is what the channel knows it by.

        Raises:
            TryAgainError: it did not arrive, and may do so later.
            UncertainError: it may have arrived.
            HopelessError: it did not arrive, and will not before a person mends something.
        """


class TryAgainError(AlertError):
    """The letter did not arrive; `after` is the pause the channel asked for, if it did."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class UncertainError(AlertError):
    """Nobody knows whether the letter arrived."""


class HopelessError(AlertError):
    """The channel refuses the letter, and would do so again."""
