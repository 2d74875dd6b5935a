"""Webhooks: a notification as JSON, signed as the Standard Webhooks scheme requires.

The receiver checks the signature with the shared secret and ignores a `webhook-id` that it has seen
before, so a message that is sent twice does no harm.
"""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import anyio
import httpx
from anyio import to_thread
from standardwebhooks import Webhook as Signer

from ecom_platform.alerts.channels.channel import (
    ANSWER_SECONDS,
    HopelessError,
    TryAgainError,
    UncertainError,
)
from ecom_platform.alerts.channels.receiver_address import Address, receiver_addresses
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.webhook_message import json_body
from ecom_platform.errors import AlertError

LEAST_KEY_BYTES = 24  # required by the scheme
_TRY_AGAIN = {408, 425, 429}


class Webhook:
    """One address. A receipt is the `webhook-id`."""

    kind = "webhook"
    min_interval = timedelta(0)

    def __init__(self, url: str, secret: str, *, allow_private: bool = False) -> None:
        """Prepare to sign messages to this address.

        Args:
            url: where to post to.
            secret: signs the messages.
            allow_private: whether the receiver may be on this machine or in a private network.

        Raises:
            AlertError: the secret does not have the required form; the error does not repeat it.
        """
        self._url = httpx.URL(url)
        self._host = self._url.host  # errors name only the host: the path may be secret
        self._allow_private = allow_private
        self._signer = Signer(_signing_key(secret))

    def send(self, message: Message) -> str:
        """Post the message; see `Channel.send`. Redirects are not followed."""
        text = json_body(message)
        signed_at = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": str(int(signed_at.timestamp())),
            "webhook-signature": self._signer.sign(message.key, signed_at, text),
        }
        self._raise_for_status(anyio.run(self._answer, text, headers))
        return message.key

    async def _answer(self, text: str, headers: dict[str, str]) -> httpx.Response:
        """The answer of the receiver, without its body; both steps have a time limit in all."""
        try:
            with anyio.fail_after(ANSWER_SECONDS):
                addresses = await to_thread.run_sync(self._addresses, abandon_on_cancel=True)
        except TimeoutError as error:
            raise TryAgainError(
                f"{self._host} cannot be reached: its name has no answer"
            ) from error
        try:
            with anyio.fail_after(ANSWER_SECONDS):
                return await self._first_answer(addresses, text, headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TryAgainError(f"{self._host} cannot be reached: {error}") from error
        except (httpx.TransportError, TimeoutError) as error:
            raise UncertainError(f"{self._host} gave no answer: {error}") from error

    def _addresses(self) -> list[Address]:
        """The checked addresses of the receiver."""
        port = self._url.port or (443 if self._url.scheme == "https" else 80)
        return receiver_addresses(self._host, port, allow_private=self._allow_private)

    async def _first_answer(
        self, addresses: list[Address], text: str, headers: dict[str, str]
    ) -> httpx.Response:
        """The answer of the first address that can be reached.

        The address is in the URL, so that nothing resolves the name a second time. The certificate
        is still checked against the name. A proxy would resolve it too, so none is used.
        """
        named = {"host": self._url.netloc.decode(), **headers}
        async with httpx.AsyncClient(
            timeout=ANSWER_SECONDS, trust_env=False, verify=httpx.create_ssl_context()
        ) as client:
            for address in addresses:
                url = self._url.copy_with(host=str(address))
                try:
                    async with client.stream(
                        "POST",
                        url,
                        content=text,
                        headers=named,
                        extensions={"sni_hostname": self._host},
                    ) as answer:
                        return answer
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    if address == addresses[-1]:
                        raise
        raise AssertionError("A resolved name has an address.")

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
