"""Webhooks: a notification as JSON, signed as the Standard Webhooks scheme requires.

The receiver checks the signature with the shared secret and ignores a `webhook-id` that it has seen
before, so a message that is sent twice does no harm.
"""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import httpx
from standardwebhooks import Webhook as Signer

from ecom_platform.alerts.channels.channel import (
    ANSWER_SECONDS,
    HopelessError,
    TryAgainError,
    UncertainError,
)
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.webhook_message import json_body
from ecom_platform.errors import AlertError

LEAST_KEY_BYTES = 24  # required by the scheme
_TRY_AGAIN = {408, 425, 429}


class Webhook:
    """One address. A receipt is the `webhook-id`."""

    kind = "webhook"
    min_interval = timedelta(0)

    def __init__(self, url: str, secret: str) -> None:
        """Prepare to sign messages to this address.

        Raises:
            AlertError: the secret does not have the required form; the error does not repeat it.
        """
        self._url = url
        self._host = httpx.URL(url).host  # errors name only the host: the path may be secret
        self._signer = Signer(_signing_key(secret))

    def send(self, message: Message) -> str:
        """Post the message; see `Channel.send`."""
        text = json_body(message)
        signed_at = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": str(int(signed_at.timestamp())),
            "webhook-signature": self._signer.sign(message.key, signed_at, text),
        }
        try:
            answer = httpx.post(self._url, content=text, headers=headers, timeout=ANSWER_SECONDS)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TryAgainError(f"{self._host} cannot be reached: {error}") from error
        except httpx.TransportError as error:
            raise UncertainError(f"{self._host} gave no answer: {error}") from error
        self._raise_for_status(answer)
        return message.key

    def _raise_for_status(self, answer: httpx.Response) -> None:
        """Raise the error that the status code means for the message; nothing for a success."""
        if answer.is_success:
            return
        sentence = f"{self._host} answered with status {answer.status_code}."
        if answer.status_code in _TRY_AGAIN:
            raise TryAgainError(sentence, after=_requested_wait(answer))
        if answer.is_server_error:
            raise UncertainError(sentence)
        raise HopelessError(sentence)


def _signing_key(secret: str) -> bytes:
    """The key that a `whsec_` secret encodes; an `AlertError` if it is not Base64 or too short."""
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if len(key) < LEAST_KEY_BYTES:
        raise AlertError(
            f"ECOM_WEBHOOK_SECRET must be 'whsec_' and at least {LEAST_KEY_BYTES} bytes in base64. "
            "To make one: echo whsec_$(openssl rand -base64 32)"
        )
    return key


def _requested_wait(answer: httpx.Response) -> timedelta | None:
    """How long the receiver asks to wait; None if it does not say so in seconds."""
    value = answer.headers.get("retry-after", "")
    return timedelta(seconds=int(value)) if value.isdecimal() else None
