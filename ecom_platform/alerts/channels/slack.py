"""Slack: messages in threads, found again by their metadata when an answer was lost.

How a message looks belongs in `ecom_platform.alerts.messages.slack_message`. The app needs the
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
PAGE = 200
CLOCKS_DIFFER = timedelta(hours=1)
LOUD = {"escalated", "repeated", "resolved"}  # shown in the channel too: threads are easily missed
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_BUSY = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_UNCLEAR = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}
_NOT_CONNECTED = (ConnectionRefusedError, gaierror, ssl.SSLCertVerificationError)


class Slack:
    """One channel of a workspace. A receipt is the channel's id and the message's `ts`."""

    kind = "slack"
    pace = timedelta(seconds=1)

    def __init__(self, token: str, base_url: str, channel: str) -> None:
        self._client = WebClient(token, base_url, timeout=ANSWER_SECONDS, retry_handlers=[])
        self._channel = channel

    def send(self, letter: Message) -> str:
        """Post the letter, unless an earlier attempt did; see `Channel.send`."""
        try:
            found = self._find(letter) if letter.is_uncertain else None
            return found or self._post(letter)
        except SlackApiError as error:
            raise _sorted(error.response) from error
        except URLError as error:
            if isinstance(error.reason, _NOT_CONNECTED):
                raise TryAgainError(f"Slack cannot be reached: {error.reason}") from error
            raise UncertainError(f"Slack gave no answer: {error.reason}") from error
        except OSError as error:  # among them time-outs and connections that broke off
            raise UncertainError(f"Slack gave no answer: {error}") from error

    def _post(self, letter: Message) -> str:
        channel, thread = _place(letter) or (self._channel, None)
        answer = self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            reply_broadcast=letter.notice.kind in LOUD if thread else None,
            text=slack_message.fallback(letter.notice),
            blocks=slack_message.blocks(letter.notice),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"delivery": letter.key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{answer['channel']}/{answer['ts']}"

    def _find(self, letter: Message) -> str | None:
        """The receipt of the letter if Slack has it already."""
        channel, thread = _place(letter) or (self._channel_id(), None)
        for message in self._messages(channel, thread, letter.written_at - CLOCKS_DIFFER):
            metadata = message.get("metadata", {})
            payload = metadata.get("event_payload", {})
            if metadata.get("event_type") == EVENT_TYPE and payload.get("delivery") == letter.key:
                return f"{channel}/{message['ts']}"
        return None

    def _messages(
        self, channel: str, thread: str | None, since: datetime
    ) -> Iterator[dict[str, Any]]:
        options: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since.replace(tzinfo=UTC).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        if thread:
            yield from self._pages("messages", "conversations.replies", {**options, "ts": thread})
        else:
            yield from self._pages("messages", "conversations.history", options)

    def _channel_id(self) -> str:
        """The id of the channel: history is not to be had by name."""
        if _CHANNEL_ID.fullmatch(self._channel):
            return self._channel
        name = self._channel.removeprefix("#")
        options = {"types": "public_channel,private_channel", "limit": PAGE}
        for channel in self._pages("channels", "conversations.list", options):
            if channel["name"] == name:
                return str(channel["id"])
        raise HopelessError(f"Slack has no channel {self._channel} that this app can see.")

    def _pages(self, key: str, method: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Everything a listing method returns, page by page."""
        cursor = ""
        while True:
            asked = {**options, "cursor": cursor} if cursor else options
            answer = self._client.api_call(method, params=asked)
            yield from answer.get(key, [])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return


def _place(letter: Message) -> tuple[str, str] | None:
    """Channel id and `ts` of the thread: the channel the incident began in, whatever it is now."""
    if letter.thread is None:
        return None
    channel, _, ts = letter.thread.receipt.partition("/")
    return channel, ts


def _sorted(answer: SlackResponse) -> TryAgainError | UncertainError | HopelessError:
    """What an error of Slack means for the letter."""
    data = answer.data if isinstance(answer.data, dict) else {}
    code = str(data.get("error", ""))
    if answer.status_code == 429 or code in _BUSY:
        wait = _retry_after(answer)
        return TryAgainError(f"Slack asks to wait {wait.total_seconds():.0f} s.", after=wait)
    if answer.status_code >= 500 or code in _UNCLEAR:
        return UncertainError(f"Slack failed with status {answer.status_code}.")
    if not re.fullmatch(r"[a-z_]+", code):
        return UncertainError(f"Slack's answer (status {answer.status_code}) cannot be read.")
    needed = f" (scope {data['needed']} is missing)" if "needed" in data else ""
    return HopelessError(f"Slack refuses the message: {code}{needed}.")


def _retry_after(answer: SlackResponse) -> timedelta:
    for name, value in answer.headers.items():
        if name.lower() == "retry-after" and str(value).isdecimal():
            return timedelta(seconds=int(value))
    return timedelta(seconds=30)
