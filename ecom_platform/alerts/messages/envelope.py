"""A message on its way: a notification with its key and its place in a thread.

How a channel sends it and answers belongs in `alerts/channels/channel.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from ecom_platform.alerts.messages.notification import Notification


@dataclass(frozen=True)
class Thread:
    """The first letter of an incident that this channel carried.

    Attributes:
        key: its `Message.key`.
        receipt: what the channel answered to it.
    """

    key: str
    receipt: str


@dataclass(frozen=True)
class Message:
    """A notice on its way through one channel.

    Attributes:
        key: the same for every attempt to deliver it, and no other letter's.
        written_at: when the notice was written, naive UTC; no attempt is earlier.
        is_uncertain: an earlier attempt ended without an answer, so that it may have arrived.
        thread: where it belongs; None for the first letter of an incident and those that stand
            alone.
    """

    key: str
    notice: Notification
    written_at: datetime
    is_uncertain: bool = False
    thread: Thread | None = None
