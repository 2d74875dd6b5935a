"""E-mail through smtplib, against a server that wants encryption and a password."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError, UncertainError
from ecom_platform.alerts.channels.email import Email
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.errors import AlertError
from tests.support.alerts.fake_mail import Certificate, FakeMail

TO = ["on-call@example.com", "finance@example.com"]
NOTICE = Notification(kind="opened", severity="error", title="Orders are missing.", incident_id=1)
MESSAGE = Message("key-1", NOTICE, datetime(2026, 5, 1, 8))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["starttls", "smtps"])
def server(
    request: pytest.FixtureRequest, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeMail]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with FakeMail(certificate, at_once=request.param == "smtps") as running:
        yield running


def _send(server: FakeMail, url: str = "") -> str:
    return Email(url or server.url, "alerts@example.com", TO).send(MESSAGE)


def test_a_message_arrives_at_every_address(server: FakeMail) -> None:
    assert _send(server) == "<key-1@example.com>"
    assert server.recipients == [TO]
    assert server.mails[0]["Message-ID"] == "<key-1@example.com>"


def test_a_repeated_message_has_the_same_message_id(server: FakeMail) -> None:
    server.answers.append("break off")
    with pytest.raises(UncertainError, match="gave no answer"):
        _send(server)
    _send(server)
    assert [mail["Message-ID"] for mail in server.mails] == ["<key-1@example.com>"] * 2


def test_a_certificate_nobody_vouches_for_is_refused(
    server: FakeMail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(HopelessError, match="not safe"):
        _send(server)
    assert server.mails == []


def test_a_wrong_password_is_hopeless_and_never_shown(server: FakeMail) -> None:
    url = server.url.replace("p%40ss%20word", "another-password")
    with pytest.raises(HopelessError, match="535") as caught:
        _send(server, url)
    assert "another-password" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 try later", TryAgainError), ("554 this is spam", HopelessError)],
)
def test_the_code_of_a_refusal_says_whether_to_try_again(
    server: FakeMail, answer: str, error: type[AlertError]
) -> None:
    server.answers.append(answer)
    with pytest.raises(error, match=answer.split(maxsplit=1)[0]):
        _send(server)
    assert server.mails == []


def test_an_address_that_is_refused_is_named_though_the_others_got_the_message(
    server: FakeMail,
) -> None:
    server.refused[TO[1]] = "550 no such user"
    with pytest.raises(HopelessError, match=r"550: refused for finance@example\.com"):
        _send(server)
    assert server.recipients == [TO[:1]]


def test_addresses_that_are_refused_for_now_are_tried_again(server: FakeMail) -> None:
    server.refused = dict.fromkeys(TO, "450 greylisted")
    with pytest.raises(TryAgainError, match="450"):
        _send(server)


def test_a_server_without_encryption_gets_nothing() -> None:
    with (
        FakeMail(certificate=None) as server,
        pytest.raises(HopelessError, match="STARTTLS"),
    ):
        _send(server)


def test_a_server_that_is_down_surely_got_nothing(certificate: Certificate) -> None:
    with FakeMail(certificate) as server:
        url = server.url
    with pytest.raises(TryAgainError, match="cannot be reached"):
        Email(url, "alerts@example.com", TO).send(MESSAGE)


@pytest.mark.parametrize(
    "url", ["host:587", "http://host", "smtp://", "smtp://host:port", "smtp://host:0"]
)
def test_what_is_no_mail_server_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(AlertError, match="ECOM_SMTP_URL is not the URL of a mail server"):
        Email(url, "alerts@example.com", TO)
