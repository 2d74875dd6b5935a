"""Slack through its real client, against a server that answers as Slack does."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ecom_platform.alerts.channels import slack
from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError, UncertainError
from ecom_platform.alerts.messages.envelope import Message, Thread
from ecom_platform.alerts.messages.notification import Notification, NotificationKind
from tests.support.alerts.fake_slack import (
    BREAKS_OFF,
    BREAKS_OFF_LATE,
    FAILS,
    FAILS_LATE,
    LIMITED,
    TOKEN,
    Answer,
    FakeSlack,
)


@pytest.fixture
def server() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        yield running


@pytest.fixture
def channel(server: FakeSlack) -> slack.Slack:
    return slack.Slack(TOKEN, server.url, "#data-quality")


def _message(
    key: str = "key-1",
    *,
    kind: NotificationKind = "opened",
    uncertain: bool = False,
    thread: Thread | None = None,
) -> Message:
    notification = Notification(kind=kind, severity="error", title=f"letter {key}", incident_id=1)
    written_at = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=10)
    return Message(key, notification, written_at, uncertain, thread)


def test_a_message_arrives_with_its_key_as_metadata(
    server: FakeSlack, channel: slack.Slack
) -> None:
    receipt = channel.send(_message())
    (message,) = server.messages
    assert receipt == f"C0000001/{message['ts']}"
    assert message["metadata"]["event_payload"] == {"delivery": "key-1"}
    assert message["text"] == "New incident (error): letter key-1"
    assert server.refusals == []


def test_a_later_message_goes_into_the_thread(server: FakeSlack, channel: slack.Slack) -> None:
    receipt = channel.send(_message())
    channel.send(_message("key-2", kind="updated", thread=Thread("key-1", receipt)))
    assert server.threads() == [0, 0]
    assert "reply_broadcast" not in server.messages[0]
    assert server.messages[1]["reply_broadcast"] is False


@pytest.mark.parametrize("kind", ["resolved", "escalated", "repeated"])
def test_what_everybody_should_see_is_shown_in_the_channel_too(
    server: FakeSlack, channel: slack.Slack, kind: NotificationKind
) -> None:
    receipt = channel.send(_message())
    channel.send(_message("key-2", kind=kind, thread=Thread("key-1", receipt)))
    assert server.messages[1]["reply_broadcast"] is True


def test_a_thread_stays_in_the_channel_it_began_in(server: FakeSlack) -> None:
    receipt = slack.Slack(TOKEN, server.url, "#ops").send(_message())
    moved = slack.Slack(TOKEN, server.url, "#data-quality")
    moved.send(_message("key-2", kind="resolved", thread=Thread("key-1", receipt)))
    assert [message["channel"] for message in server.messages] == ["C0000002", "C0000002"]


def test_a_limit_names_the_pause_slack_asks_for(server: FakeSlack, channel: slack.Slack) -> None:
    server.plan.append(LIMITED)
    with pytest.raises(TryAgainError, match="wait 7 s") as caught:
        channel.send(_message())
    assert caught.value.after == timedelta(seconds=7)
    assert len(server.posts()) == 1  # the client does not try again by itself


@pytest.mark.parametrize("answer", [FAILS, FAILS_LATE, BREAKS_OFF, BREAKS_OFF_LATE])
def test_an_end_without_an_answer_is_uncertain(
    server: FakeSlack, channel: slack.Slack, answer: Answer
) -> None:
    server.plan.append(answer)
    with pytest.raises(UncertainError):
        channel.send(_message())


@pytest.mark.parametrize("answer", [FAILS, FAILS_LATE, BREAKS_OFF, BREAKS_OFF_LATE])
def test_an_uncertain_message_is_in_slack_once_after_the_next_attempt(
    server: FakeSlack, channel: slack.Slack, answer: Answer
) -> None:
    for number in range(5):  # more than a page of other messages
        channel.send(_message(f"other-{number}"))
    server.plan.append(answer)
    with pytest.raises(UncertainError):
        channel.send(_message())
    for number in range(5, 10):
        channel.send(_message(f"other-{number}"))
    receipt = channel.send(_message(uncertain=True))
    sent = [one for one in server.messages if one["text"].endswith("letter key-1")]
    assert [f"{one['channel']}/{one['ts']}" for one in sent] == [receipt]


def test_an_uncertain_message_is_looked_for_in_its_thread(
    server: FakeSlack, channel: slack.Slack
) -> None:
    thread = Thread("key-1", channel.send(_message()))
    for number in range(5):
        channel.send(_message(f"other-{number}", kind="updated", thread=thread))
    server.plan.append(BREAKS_OFF_LATE)
    with pytest.raises(UncertainError):
        channel.send(_message("key-2", kind="updated", thread=thread))
    channel.send(_message("key-2", kind="updated", thread=thread, uncertain=True))
    assert [text.split()[-1] for text in server.texts()].count("key-2") == 1


def test_a_slow_answer_is_uncertain(server: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "ANSWER_SECONDS", 1)
    timed_out = threading.Event()
    server.plan.append(Answer(after=timed_out.wait))
    channel = slack.Slack(TOKEN, server.url, "#data-quality")
    with pytest.raises(UncertainError, match="timed out"):
        channel.send(_message())
    timed_out.set()


def test_a_refused_connection_surely_brought_nothing(
    server: FakeSlack, channel: slack.Slack
) -> None:
    server.stop()
    with pytest.raises(TryAgainError, match="cannot be reached"):
        channel.send(_message())
    server.start()


def test_an_unknown_host_surely_brought_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TryAgainError, match="Name or service not known"):
        slack.Slack(TOKEN, "http://slack.invalid/api/", "#data-quality").send(_message())


def test_a_wrong_token_is_hopeless_and_never_shown(server: FakeSlack) -> None:
    channel = slack.Slack("xoxb-wrong", server.url, "#data-quality")
    with pytest.raises(HopelessError, match="invalid_auth") as caught:
        channel.send(_message())
    assert "xoxb" not in str(caught.value)


@pytest.mark.parametrize("uncertain", [False, True])
def test_an_unknown_channel_is_hopeless(server: FakeSlack, *, uncertain: bool) -> None:
    with pytest.raises(HopelessError):
        slack.Slack(TOKEN, server.url, "#no-such").send(_message(uncertain=uncertain))
    assert server.messages == []


def test_an_answer_that_is_not_slacks_is_uncertain(server: FakeSlack, channel: slack.Slack) -> None:
    server.plan.append(Answer(accepts=False, error="<html>Please log in</html>"))
    with pytest.raises(UncertainError, match="cannot be read"):
        channel.send(_message())
