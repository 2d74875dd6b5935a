"""Webhooks against a receiver that verifies them with the scheme's own library."""

import contextlib
import socket
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecom_platform.alerts.channels import webhook
from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError, UncertainError
from ecom_platform.alerts.channels.webhook import Webhook
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.errors import AlertError
from tests.support.alerts.fake_mail import Certificate
from tests.support.alerts.fake_webhooks import SECRET, FakeWebhooks, dripping_server

NOTICE = Notification(
    kind="opened",
    severity="error",
    title="Orders of Müller & Söhne are missing.",
    incident_id=7,
    amount=Decimal("1234567.80"),
    currency="INR",
    since=date(2026, 4, 30),
)
MESSAGE = Message("key-1", NOTICE, datetime(2026, 5, 1, 8))


def _webhook(url: str, secret: str = SECRET) -> Webhook:
    return Webhook(url, secret, allow_private=True)


@pytest.fixture
def receiver() -> Iterator[FakeWebhooks]:
    with FakeWebhooks() as running:
        yield running


def test_a_message_arrives_signed_with_its_type_and_id(receiver: FakeWebhooks) -> None:
    assert _webhook(receiver.url).send(MESSAGE) == "key-1"
    (event,) = receiver.events
    assert event["type"] == "incident.opened"
    assert event["id"] == "key-1"
    assert event["timestamp"] == "2026-05-01T08:00:00+00:00"
    assert event["data"]["title"] == "Orders of Müller & Söhne are missing."
    assert event["data"]["amount"] == "1234567.80"
    assert event["data"]["since"] == "2026-04-30"


def test_what_belongs_to_no_incident_has_a_type_of_its_own(receiver: FakeWebhooks) -> None:
    heartbeat = Notification(kind="heartbeat", severity="info", title="All is well.")
    _webhook(receiver.url).send(Message("key-2", heartbeat, datetime(2026, 5, 1, 8)))
    assert receiver.events[0]["type"] == "alerts.heartbeat"


def test_a_message_sent_twice_counts_once(receiver: FakeWebhooks) -> None:
    receiver.statuses.append(500)
    with pytest.raises(UncertainError, match=r"127\.0\.0\.1 answered with status 500"):
        _webhook(receiver.url).send(MESSAGE)
    _webhook(receiver.url).send(MESSAGE)
    assert receiver.ids == ["key-1", "key-1"]
    assert len(receiver.events) == 1


def test_another_secret_is_refused_by_the_receiver(receiver: FakeWebhooks) -> None:
    other = "whsec_" + "b3RoZXIh" * 5
    with pytest.raises(HopelessError, match="401"):
        _webhook(receiver.url, other).send(MESSAGE)
    assert receiver.events == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, HopelessError),
        (404, HopelessError),
        (410, HopelessError),
        (408, TryAgainError),
        (429, TryAgainError),
        (503, UncertainError),
    ],
)
def test_the_status_says_whether_to_try_again(
    receiver: FakeWebhooks, status: int, error: type[AlertError]
) -> None:
    receiver.statuses.append(status)
    with pytest.raises(error, match=str(status)) as caught:
        _webhook(receiver.url).send(MESSAGE)
    assert "secret" not in str(caught.value)


def test_a_limit_names_the_pause_the_receiver_asks_for(receiver: FakeWebhooks) -> None:
    receiver.statuses.append(429)
    receiver.headers["Retry-After"] = "90"
    with pytest.raises(TryAgainError) as caught:
        _webhook(receiver.url).send(MESSAGE)
    assert caught.value.after == timedelta(seconds=90)


def test_a_receiver_that_is_down_surely_got_nothing() -> None:
    with FakeWebhooks() as receiver:
        url = receiver.url
    with pytest.raises(TryAgainError, match="cannot be reached"):
        _webhook(url).send(MESSAGE)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_no base64 at all!" * 4])
def test_a_secret_that_is_none_is_refused_at_the_start_and_never_shown(secret: str) -> None:
    with pytest.raises(AlertError, match="ECOM_WEBHOOK_SECRET must be") as caught:
        Webhook("http://localhost", secret)
    assert "c2hvcnQ" not in str(caught.value)
    assert "no base64 at all" not in str(caught.value)


def test_a_receiver_that_does_not_answer_may_have_got_it(
    receiver: FakeWebhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "ANSWER_SECONDS", 1)
    receiver.may_answer.clear()
    with pytest.raises(UncertainError, match="gave no answer"):
        _webhook(receiver.url).send(MESSAGE)
    receiver.may_answer.set()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"y" * 1_000,
    ],
    ids=["the head never ends", "the body never ends"],
)
def test_a_receiver_that_answers_a_byte_at_a_time_holds_nobody_up(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte came within the time limit of a read, so the whole answer had none."""
    monkeypatch.setattr(webhook, "ANSWER_SECONDS", 0.5)
    began = time.monotonic()
    with dripping_server(answer) as port, contextlib.suppress(UncertainError):
        _webhook(f"http://127.0.0.1:{port}/").send(MESSAGE)
    assert time.monotonic() - began < 3


def test_a_redirect_is_not_followed(receiver: FakeWebhooks) -> None:
    with FakeWebhooks() as elsewhere:
        receiver.statuses.append(307)
        receiver.headers["Location"] = elsewhere.url
        with pytest.raises(HopelessError, match="307"):
            _webhook(receiver.url).send(MESSAGE)
        assert elsewhere.ids == []


def test_a_name_is_resolved_once_and_the_message_goes_to_the_checked_address(
    receiver: FakeWebhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is harmless when checked could be another machine's when connected."""
    asked = []

    def resolve(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "192.0.2.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(
        "ecom_platform.alerts.channels.receiver_address.socket.getaddrinfo", resolve
    )
    _webhook(receiver.url.replace("127.0.0.1", "hooks.example.com")).send(MESSAGE)
    assert asked.count("hooks.example.com") == 1
    assert receiver.hosts == [f"hooks.example.com:{receiver.port}"]


def test_a_certificate_must_be_that_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The URL that is connected holds an address, yet the name in the alerts file counts."""
    certificate = Certificate.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    monkeypatch.setattr(
        "ecom_platform.alerts.channels.receiver_address.socket.getaddrinfo",
        lambda host, port, *_, **__: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        ],
    )
    with FakeWebhooks(certificate=certificate) as receiver:
        right = f"https://localhost:{receiver.port}/"
        assert _webhook(right).send(MESSAGE) == "key-1"
        with pytest.raises(TryAgainError, match="certificate"):
            _webhook(right.replace("localhost", "hooks.example.com")).send(MESSAGE)


def test_a_private_receiver_must_be_allowed(receiver: FakeWebhooks) -> None:
    with pytest.raises(HopelessError, match="allow_private: true"):
        Webhook(receiver.url, SECRET).send(MESSAGE)
    assert receiver.ids == []
