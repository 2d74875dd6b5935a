"""A message to one channel: a notification with its key and its thread.

How a channel sends it and answers belongs in `alerts/channels/channel.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from ecom_platform.alerts.messages.notification import Notification


@dataclass(frozen=True)
class Thread:
    """The first message about an incident that was delivered to this channel.

    Attributes:
        key: its `Message.key`.
        receipt: the channel's own id of it.
    """

    key: str
    receipt: str


@dataclass(frozen=True)
class Message:
    """A notification to deliver to one channel.

    Attributes:
        key: unique, and the same for every attempt to deliver this message.
        written_at: when the notification was written, naive UTC; no attempt is earlier.
        is_uncertain: an earlier attempt got no answer, so that the message may have arrived.
        thread: the thread to which it belongs; None for the first message about an incident, and
            for messages about no single incident.
    """

    key: str
    notification: Notification
    written_at: datetime
    is_uncertain: bool = False
    thread: Thread | None = None
