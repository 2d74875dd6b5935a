"""The interface of every channel: how it gets a message and how it answers.

`ecom_platform.alerts.delivery.delivery_worker` decides when a message is sent and what to do after
each answer.
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
        """Deliver a message and return the receipt: the id that the channel gave the message.

        Raises:
            TryAgainError: it did not arrive, but a later attempt may succeed.
            UncertainError: it may have arrived.
            HopelessError: it did not arrive, and no attempt can succeed until a person changes
                something.
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
