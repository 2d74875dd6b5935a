"""Webhooks: a notice as JSON, signed by the Standard Webhooks scheme.

The receiver checks the signature with the shared secret and drops a `webhook-id` it has seen, so
that a letter sent twice counts once.
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
from ecom_platform.alerts.messages.webhook_message import body
from ecom_platform.errors import AlertError

LEAST_KEY_BYTES = 24  # by the scheme
_LATER = {408, 425, 429}


class Webhook:
    """One address. A receipt is the `webhook-id`."""

    kind = "webhook"
    pace = timedelta(0)

    def __init__(self, url: str, secret: str) -> None:
        """Prepare to sign.

        Raises:
            AlertError: the secret is none of the scheme; the text does not repeat it.
        """
        self._url = url
        self._host = httpx.URL(url).host  # the path may hold a secret of the receiver
        self._signer = Signer(_key(secret))

    def send(self, letter: Message) -> str:
        """Post the letter; see `Channel.send`."""
        text = body(letter)
        signed_at = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": letter.key,
            "webhook-timestamp": str(int(signed_at.timestamp())),
            "webhook-signature": self._signer.sign(letter.key, signed_at, text),
        }
        try:
            answer = httpx.post(self._url, content=text, headers=headers, timeout=ANSWER_SECONDS)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TryAgainError(f"{self._host} cannot be reached: {error}") from error
        except httpx.TransportError as error:
            raise UncertainError(f"{self._host} gave no answer: {error}") from error
        self._judge(answer)
        return letter.key

    def _judge(self, answer: httpx.Response) -> None:
        if answer.is_success:
            return
        said = f"{self._host} answered with status {answer.status_code}."
        if answer.status_code in _LATER:
            raise TryAgainError(said, after=_retry_after(answer))
        if answer.is_server_error:
            raise UncertainError(said)
        raise HopelessError(said)


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if len(key) < LEAST_KEY_BYTES:
        raise AlertError(
            f"ECOM_WEBHOOK_SECRET is 'whsec_' and at least {LEAST_KEY_BYTES} bytes in base64; "
            "make one with: echo whsec_$(openssl rand -base64 32)"
        )
    return key


def _retry_after(answer: httpx.Response) -> timedelta | None:
    value = answer.headers.get("retry-after", "")
    return timedelta(seconds=int(value)) if value.isdecimal() else None
