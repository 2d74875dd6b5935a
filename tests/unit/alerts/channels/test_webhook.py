"""Webhooks against a receiver that verifies them with the scheme's own library."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from ecom_platform.alerts.channels import webhook
from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError, UncertainError
from ecom_platform.alerts.channels.webhook import Webhook
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.errors import AlertError
from tests.support.alerts.fake_webhooks import SECRET, FakeWebhooks

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


@pytest.fixture
def receiver() -> Iterator[FakeWebhooks]:
    with FakeWebhooks() as running:
        yield running


def test_a_message_arrives_signed_with_its_type_and_id(receiver: FakeWebhooks) -> None:
    assert Webhook(receiver.url, SECRET).send(MESSAGE) == "key-1"
    (event,) = receiver.events
    assert event["type"] == "incident.opened"
    assert event["id"] == "key-1"
    assert event["timestamp"] == "2026-05-01T08:00:00+00:00"
    assert event["data"]["title"] == "Orders of Müller & Söhne are missing."
    assert event["data"]["amount"] == "1234567.80"
    assert event["data"]["since"] == "2026-04-30"


def test_what_belongs_to_no_incident_has_a_type_of_its_own(receiver: FakeWebhooks) -> None:
    heartbeat = Notification(kind="heartbeat", severity="info", title="All is well.")
    Webhook(receiver.url, SECRET).send(Message("key-2", heartbeat, datetime(2026, 5, 1, 8)))
    assert receiver.events[0]["type"] == "alerts.heartbeat"


def test_a_message_sent_twice_counts_once(receiver: FakeWebhooks) -> None:
    receiver.statuses.append(500)
    with pytest.raises(UncertainError, match=r"127\.0\.0\.1 answered with status 500"):
        Webhook(receiver.url, SECRET).send(MESSAGE)
    Webhook(receiver.url, SECRET).send(MESSAGE)
    assert receiver.ids == ["key-1", "key-1"]
    assert len(receiver.events) == 1


def test_another_secret_is_refused_by_the_receiver(receiver: FakeWebhooks) -> None:
    other = "whsec_" + "b3RoZXIh" * 5
    with pytest.raises(HopelessError, match="401"):
        Webhook(receiver.url, other).send(MESSAGE)
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
        Webhook(receiver.url, SECRET).send(MESSAGE)
    assert "secret" not in str(caught.value)


def test_a_limit_names_the_pause_the_receiver_asks_for(receiver: FakeWebhooks) -> None:
    receiver.statuses.append(429)
    receiver.headers["Retry-After"] = "90"
    with pytest.raises(TryAgainError) as caught:
        Webhook(receiver.url, SECRET).send(MESSAGE)
    assert caught.value.after == timedelta(seconds=90)


def test_a_receiver_that_is_down_surely_got_nothing() -> None:
    with FakeWebhooks() as receiver:
        url = receiver.url
    with pytest.raises(TryAgainError, match="cannot be reached"):
        Webhook(url, SECRET).send(MESSAGE)


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
        Webhook(receiver.url, SECRET).send(MESSAGE)
    receiver.may_answer.set()
