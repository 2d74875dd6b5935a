"""Slack: posts messages in threads, and finds them again by metadata when an answer was lost.

How a message looks is in `ecom_platform.alerts.messages.slack_message`. The app needs the
scopes `chat:write`, and to find its own messages again `channels:read`, `channels:history` (for
private channels `groups:read` and `groups:history`) and `metadata.message:read`.
"""

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from ecom_platform.alerts.channels.channel import (
    ANSWER_SECONDS,
    HopelessError,
    TryAgainError,
    UncertainError,
)
from ecom_platform.alerts.messages import slack_message
from ecom_platform.alerts.messages.envelope import Message

EVENT_TYPE = "ecom_delivery"
PAGE_SIZE = 200
CLOCK_TOLERANCE = timedelta(hours=1)  # by which Slack's clock may differ from ours
# Replies that Slack also shows in the channel, because people easily miss a thread.
BROADCAST = {"escalated", "repeated", "resolved"}
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_BUSY = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_MAY_HAVE_ARRIVED = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}
_NOT_CONNECTED = (ConnectionRefusedError, gaierror, ssl.SSLCertVerificationError)


class Slack:
    """One channel of a workspace. A receipt is `<channel id>/<ts>` of the posted message."""

    kind = "slack"
    min_interval = timedelta(seconds=1)

    def __init__(self, token: str, base_url: str, channel: str) -> None:
        self._client = WebClient(token, base_url, timeout=ANSWER_SECONDS, retry_handlers=[])
        self._channel = channel

    def send(self, message: Message) -> str:
        """Post the message, unless an earlier attempt already did; see `Channel.send`."""
        try:
            receipt = self._receipt_if_posted(message) if message.is_uncertain else None
            return receipt or self._post(message)
        except SlackApiError as error:
            raise _error_from_answer(error.response) from error
        except URLError as error:
            if isinstance(error.reason, _NOT_CONNECTED):
                raise TryAgainError(f"Slack cannot be reached: {error.reason}") from error
            raise UncertainError(f"Slack gave no answer: {error.reason}") from error
        except OSError as error:  # includes time-outs and broken connections
            raise UncertainError(f"Slack gave no answer: {error}") from error

    def _post(self, message: Message) -> str:
        """Post the message in the thread of its incident, if it has one; the receipt."""
        channel, thread = _thread_of(message) or (self._channel, None)
        answer = self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            reply_broadcast=message.notification.kind in BROADCAST if thread else None,
            text=slack_message.fallback(message.notification),
            blocks=slack_message.blocks(message.notification),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"delivery": message.key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{answer['channel']}/{answer['ts']}"

    def _receipt_if_posted(self, message: Message) -> str | None:
        """The receipt of the message if Slack has it already; None otherwise."""
        channel, thread = _thread_of(message) or (self._channel_id(), None)
        for posted in self._posted_messages(channel, thread, message.written_at - CLOCK_TOLERANCE):
            metadata = posted.get("metadata", {})
            payload = metadata.get("event_payload", {})
            if metadata.get("event_type") == EVENT_TYPE and payload.get("delivery") == message.key:
                return f"{channel}/{posted['ts']}"
        return None

    def _posted_messages(
        self, channel: str, thread: str | None, since: datetime
    ) -> Iterator[dict[str, Any]]:
        """The messages of a thread, or of the whole channel without one, with their metadata."""
        options: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since.replace(tzinfo=UTC).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": PAGE_SIZE,
        }
        if thread:
            yield from self._pages("messages", "conversations.replies", {**options, "ts": thread})
        else:
            yield from self._pages("messages", "conversations.history", options)

    def _channel_id(self) -> str:
        """The id of the channel, because Slack lists messages by channel id only, not by name."""
        if _CHANNEL_ID.fullmatch(self._channel):
            return self._channel
        name = self._channel.removeprefix("#")
        options = {"types": "public_channel,private_channel", "limit": PAGE_SIZE}
        for channel in self._pages("channels", "conversations.list", options):
            if channel["name"] == name:
                return str(channel["id"])
        raise HopelessError(f"Slack has no channel {self._channel} that this app can see.")

    def _pages(self, key: str, method: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All entries that a listing method returns, over all its pages."""
        cursor = ""
        while True:
            params = {**options, "cursor": cursor} if cursor else options
            answer = self._client.api_call(method, params=params)
            yield from answer.get(key, [])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return


def _thread_of(message: Message) -> tuple[str, str] | None:
    """Channel id and `ts` of the thread of the incident; None if the message has no thread.

    The incident may have begun in another channel than the one that is declared now.
    """
    if message.thread is None:
        return None
    channel, _, ts = message.thread.receipt.partition("/")
    return channel, ts


def _error_from_answer(answer: SlackResponse) -> TryAgainError | UncertainError | HopelessError:
    """The error to raise for an error answer of Slack: try again, uncertain or hopeless."""
    data = answer.data if isinstance(answer.data, dict) else {}
    code = str(data.get("error", ""))
    if answer.status_code == 429 or code in _BUSY:
        wait = _requested_wait(answer)
        return TryAgainError(f"Slack asks to wait {wait.total_seconds():.0f} s.", after=wait)
    if answer.status_code >= 500 or code in _MAY_HAVE_ARRIVED:
        return UncertainError(f"Slack failed with status {answer.status_code}.")
    if not re.fullmatch(r"[a-z_]+", code):
        return UncertainError(f"Slack's answer (status {answer.status_code}) cannot be read.")
    needed = f" (scope {data['needed']} is missing)" if "needed" in data else ""
    return HopelessError(f"Slack refuses the message: {code}{needed}.")


def _requested_wait(answer: SlackResponse) -> timedelta:
    """How long Slack asks to wait; 30 seconds if it does not say."""
    for name, value in answer.headers.items():
        if name.lower() == "retry-after" and str(value).isdecimal():
            return timedelta(seconds=int(value))
    return timedelta(seconds=30)
