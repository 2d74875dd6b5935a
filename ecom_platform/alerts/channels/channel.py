"""The interface of every channel: how it gets a message and how it answers.

When a message is sent, and what follows from an answer, is decided in
`ecom_platform.alerts.delivery.delivery_worker`.
"""

from datetime import timedelta
from typing import Protocol

from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.errors import AlertError

ANSWER_SECONDS = 10


class Channel(Protocol):
    """A place to which messages are delivered, such as a Slack channel.

    Attributes:
        kind: `slack`, `email` or `webhook`.
        min_interval: the least time between two messages, over all channels of the same `kind`.
    """

    kind: str
    min_interval: timedelta

    def send(self, message: Message) -> str:
        """Deliver a message; the receipt, which is the channel's own id of the message.

        Raises:
            TryAgainError: it did not arrive, and may do so later.
            UncertainError: it may have arrived.
            HopelessError: it did not arrive, and will not until a person changes something.
        """


class TryAgainError(AlertError):
    """The message did not arrive; `after` is the pause that the channel asked for, if any."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class UncertainError(AlertError):
    """It is unknown whether the message arrived."""


class HopelessError(AlertError):
    """The channel refused the message, and would refuse it again."""
