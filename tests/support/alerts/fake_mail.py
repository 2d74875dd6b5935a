"""A mail server of our own, with a certificate of our own, that keeps or refuses what it gets."""

import socket
import ssl
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

USER, PASSWORD = "alerts", "p@ss word"


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine, and the file of the authority that a sender has to trust."""

    path: Path
    _issued: trustme.LeafCert

    @classmethod
    def make(cls, folder: Path) -> "Certificate":
        """One from an authority of its own, which lies in the folder."""
        authority, path = trustme.CA(), folder / "authority.pem"
        authority.cert_pem.write_to_path(str(path))
        return cls(path, authority.issue_cert("127.0.0.1", "localhost"))

    def context(self) -> ssl.SSLContext:
        """For the server's side."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._issued.configure_cert(context)
        return context


@dataclass
class FakeMail:
    """The server; use it as a context. `answers` are given to the next messages instead of 250."""

    certificate: Certificate | None
    at_once: bool = False  # smtps: encrypted from the first byte
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    refused: dict[str, str] = field(default_factory=dict)
    port: int = 0
    _controller: Any = None

    def __enter__(self) -> "FakeMail":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        context = self.certificate.context() if self.certificate else None
        options: dict[str, Any] = {"ssl_context": context} if self.at_once else {}
        if context and not self.at_once:
            options = {"tls_context": context, "require_starttls": True}
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            ready_timeout=120,  # only a server that never comes needs them
            authenticator=_authenticate,
            auth_require_tls=not self.at_once,  # it does not see that smtps is encrypted
            **options,
        )
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """The URL with the right password."""
        scheme = "smtps" if self.at_once else "smtp"
        return f"{scheme}://{USER}:p%40ss%20word@127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, server: Any, _session: object, envelope: Envelope
    ) -> str:
        answer = self.answers.popleft() if self.answers else "250 OK"
        if answer.startswith(("250", "break off")):
            content = envelope.original_content or b""
            mail = message_from_bytes(content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.recipients.append(list(envelope.rcpt_tos))
        if answer == "break off":
            server.transport.abort()
        return answer


def _authenticate(
    _server: object, _session: object, _envelope: object, _mechanism: str, login: Any
) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=login == right, handled=login == right)
