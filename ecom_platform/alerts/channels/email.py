"""E-mail over an encrypted connection, whose certificate must be valid.

How a message looks is in `ecom_platform.alerts.messages.email_message`. Mail programs show e-mails
with the same Message-ID only once, so a message that is sent twice does no harm.
"""

import smtplib
import ssl
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

from ecom_platform.alerts.channels.channel import (
    ANSWER_SECONDS,
    HopelessError,
    TryAgainError,
    UncertainError,
)
from ecom_platform.alerts.messages.email_message import build_email
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.errors import AlertError

_PORTS = {"smtp": 587, "smtps": 465}


class Email:
    """A list of addresses on one mail server. A receipt is the Message-ID."""

    kind = "email"
    min_interval = timedelta(0)

    def __init__(self, url: str, sender: str, recipients: Sequence[str]) -> None:
        """Prepare to send to these addresses; nothing is connected yet.

        Args:
            url: the mail server, such as `smtp://user:password@host:587`, or `smtps`.
            sender: the address in "From", with or without a name.
            recipients: the addresses.

        Raises:
            AlertError: the URL is not that of a mail server. The error does not repeat the URL,
                because it may contain a password.
        """
        self._server = _Server(url)
        self._sender = sender
        self._recipients = recipients

    def send(self, message: Message) -> str:
        """Send the message; see `Channel.send`."""
        return self.deliver(build_email(message, self._sender, self._recipients))

    def deliver(self, mail: EmailMessage) -> str:
        """Send an e-mail that is already built; the receipt and the errors are those of `send`."""
        try:
            connection = self._server.connect()
        except smtplib.SMTPResponseException as error:
            raise _error_for_status_code(error.smtp_code, _answer_text(error.smtp_error)) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as error:
            raise HopelessError(f"The mail server's connection is not safe: {error}") from error
        except OSError as error:  # includes every other error of smtplib
            raise TryAgainError(f"The mail server cannot be reached: {error}") from error
        try:
            return self._hand_over(connection, mail)
        finally:
            connection.close()

    def _hand_over(self, connection: smtplib.SMTP, mail: EmailMessage) -> str:
        """Send the e-mail over an open connection; the receipt.

        If the server refuses some addresses only, the attempt still counts as failed.
        """
        try:
            refused = connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _error_for_refused_addresses(error.recipients) from error
        except smtplib.SMTPResponseException as error:
            raise _error_for_status_code(error.smtp_code, _answer_text(error.smtp_error)) from error
        except OSError as error:
            raise UncertainError(f"The mail server gave no answer: {error}") from error
        if refused:
            raise _error_for_refused_addresses(refused)
        return str(mail["Message-ID"])


class _Server:
    """The address of a mail server and the login there."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = 0
        if parts.scheme not in _PORTS or not parts.hostname or port == 0:
            raise AlertError(
                "ECOM_SMTP_URL is not the URL of a mail server; it looks like "
                "'smtp://user:password@host:587', or smtps."
            )
        self._scheme: Literal["smtp", "smtps"] = "smtps" if parts.scheme == "smtps" else "smtp"
        self._host, self._port = parts.hostname, port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def connect(self) -> smtplib.SMTP:
        """A new encrypted connection, logged in if the URL names a user."""
        context = ssl.create_default_context()
        address = (self._host, self._port)
        if self._scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                *address, timeout=ANSWER_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(*address, timeout=ANSWER_SECONDS)
        try:
            if self._scheme == "smtp":
                connection.starttls(context=context)
            if self._user:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection


def _error_for_refused_addresses(
    recipients: dict[str, tuple[int, bytes]],
) -> TryAgainError | HopelessError:
    """The error for the refused addresses; it is permanent if at least one refusal is."""
    code = max(answer[0] for answer in recipients.values())
    return _error_for_status_code(code, f"refused for {', '.join(sorted(recipients))}")


def _error_for_status_code(code: int, text: str) -> TryAgainError | HopelessError:
    """The error for an SMTP status: 4xx is temporary, 5xx permanent; neither delivered anything."""
    sentence = f"The mail server answered {code}: {text}."
    return HopelessError(sentence) if code >= 500 else TryAgainError(sentence)


def _answer_text(answer: bytes | str) -> str:
    """The server's answer on one line of at most 200 characters, without a full stop."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200].rstrip(".")
