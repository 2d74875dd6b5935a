"""What is due is delivered once, in order, and nothing is ever lost: with a channel in memory."""

from datetime import timedelta
from itertools import pairwise

import pytest

from ecom_platform.alerts.channels.channel import HopelessError, TryAgainError, UncertainError
from ecom_platform.operations.store import Store
from tests.support.alerts.outbox import Outbox, Recorder

DEAD_AFTER = 100


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


def test_what_is_due_is_sent_once(outbox: Outbox) -> None:
    channel = Recorder()
    outbox.write("orders are missing")
    assert outbox.deliver({"data-quality": channel}).sent == 1
    assert outbox.deliver({"data-quality": channel}).sent == 0
    assert channel.titles() == ["orders are missing"]
    assert outbox.states() == ["sent"]


def test_what_is_due_later_waits(outbox: Outbox) -> None:
    channel = Recorder()
    outbox.wait(hours=1)
    outbox.write("due in an hour")
    outbox.wait(minutes=-1)
    assert outbox.deliver({"data-quality": channel}).sent == 0
    outbox.wait(minutes=1)
    assert outbox.deliver({"data-quality": channel}).sent == 1


def test_every_attempt_of_a_message_has_the_same_key_and_no_other_message_has_it(
    outbox: Outbox,
) -> None:
    seen: list[str] = []

    class Failing(Recorder):
        def send(self, message):  # type: ignore[no-untyped-def]
            seen.append(message.key)
            raise TryAgainError("busy")

    for title in ("one", "two"):
        outbox.write(title, to=title)
    for _ in range(2):
        outbox.deliver({"one": Failing(), "two": Failing()})
        outbox.wait(hours=1)
    assert len(seen) == 4
    assert seen[:2] == seen[2:]
    assert seen[0] != seen[1]


def test_a_failed_attempt_is_repeated_after_growing_pauses(outbox: Outbox) -> None:
    channel = Recorder(errors=[TryAgainError("busy")] * 7)
    outbox.write("late")
    pauses = []
    for _ in range(7):
        outbox.deliver({"data-quality": channel})
        pauses.append((outbox.rows()[0].due_at - outbox.now).total_seconds())
        outbox.now = outbox.rows()[0].due_at
    for pause, nominal in zip(pauses, [30, 60, 120, 240, 480, 900, 900], strict=True):
        assert 0.8 * nominal - 1 <= pause <= 1.2 * nominal + 1
    assert outbox.deliver({"data-quality": channel}).sent == 1


def test_all_messages_keep_a_pause_that_the_channel_asks_for(outbox: Outbox) -> None:
    channel = Recorder(errors=[TryAgainError("slow down", after=timedelta(minutes=10))])
    outbox.write("first")
    outbox.write("second")
    outbox.deliver({"data-quality": channel})
    outbox.wait(minutes=9)
    assert outbox.deliver({"data-quality": channel}).sent == 0
    outbox.wait(minutes=2)
    assert outbox.deliver({"data-quality": channel}).sent == 2
    assert channel.titles() == ["first", "second"]


def test_after_an_uncertain_end_the_next_attempt_knows_of_it(outbox: Outbox) -> None:
    channel = Recorder(errors=[UncertainError("no answer"), TryAgainError("busy")])
    outbox.write("perhaps there")
    for _ in range(3):
        outbox.deliver({"data-quality": channel})
        outbox.wait(hours=1)
    assert [message.is_uncertain for message in channel.messages] == [True]


def test_a_message_that_surely_did_not_arrive_is_not_looked_for(outbox: Outbox) -> None:
    channel = Recorder(errors=[TryAgainError("busy")])
    outbox.write("surely not there")
    for _ in range(2):
        outbox.deliver({"data-quality": channel})
        outbox.wait(hours=1)
    assert [message.is_uncertain for message in channel.messages] == [False]


def test_an_update_never_overtakes_its_opening(outbox: Outbox) -> None:
    incident = outbox.incident()
    channel = Recorder(errors=[TryAgainError("busy")])
    outbox.write("opening", incident=incident)
    outbox.write("update", incident=incident, kind="updated")
    outbox.write("another matter")
    outbox.deliver({"data-quality": channel})
    outbox.wait(seconds=1)
    outbox.deliver({"data-quality": channel})
    assert channel.titles() == ["another matter", "opening", "update"]


def test_later_messages_know_the_thread_of_their_incident_on_their_channel(outbox: Outbox) -> None:
    incident, other = outbox.incident(), outbox.incident()
    slack, mail = Recorder(), Recorder()
    outbox.write("opening", incident=incident)
    outbox.write("update", incident=incident, kind="updated")
    outbox.write("for mail", incident=incident, kind="escalated", to="on-call")
    outbox.write("of another incident", incident=other)
    outbox.write("recovery", incident=incident, kind="resolved")
    outbox.deliver({"data-quality": slack, "on-call": mail})
    threads = {
        message.notification.title: message.thread.receipt if message.thread else None
        for message in slack.messages + mail.messages
    }
    assert threads == {
        "opening": None,
        "update": "receipt of opening",
        "for mail": None,
        "of another incident": None,
        "recovery": "receipt of opening",
    }
    keys = {message.notification.title: message.key for message in slack.messages}
    assert slack.messages[1].thread
    assert slack.messages[1].thread.key == keys["opening"]


def test_a_hopeless_message_stays_to_be_seen_and_the_channel_fails(outbox: Outbox) -> None:
    channel = Recorder(errors=[HopelessError("Slack refuses the message: invalid_auth.")])
    outbox.write("never arrives")
    assert outbox.deliver({"data-quality": channel}).dead == 1
    assert outbox.rows()[0].last_error == "Slack refuses the message: invalid_auth."
    outbox.wait(days=1)
    outbox.deliver({"data-quality": channel})
    assert outbox.states() == ["dead"]
    assert outbox.check_results() == [("watch.data-quality.delivers", "fail")]


def test_a_message_after_one_that_died_is_delivered_all_the_same(outbox: Outbox) -> None:
    incident = outbox.incident()
    channel = Recorder(errors=[HopelessError("refused")])
    outbox.write("opening", incident=incident)
    outbox.write("recovery", incident=incident, kind="resolved")
    outbox.deliver({"data-quality": channel})
    outbox.wait(minutes=1)
    outbox.deliver({"data-quality": channel})
    assert outbox.states() == ["dead", "sent"]
    assert channel.messages[0].thread is None


def test_people_are_notified_of_a_broken_channel_after_some_attempts_and_when_it_works_again(
    outbox: Outbox,
) -> None:
    channel = Recorder(errors=[TryAgainError("down")] * 6)
    outbox.write("late")
    check_results = []
    for _ in range(7):
        outbox.deliver({"data-quality": channel})
        check_results.append(len(outbox.check_results()))
        outbox.now = max(outbox.now, outbox.rows()[0].due_at)
    assert check_results == [0, 0, 0, 0, 1, 1, 2]
    assert [status for _, status in outbox.check_results()] == ["fail", "pass"]


def test_a_message_is_given_up_in_the_end_and_not_before(outbox: Outbox) -> None:
    channel = Recorder(errors=[TryAgainError("down")] * 200)
    outbox.write("never arrives")
    began = outbox.now
    for _ in range(DEAD_AFTER - 1):
        outbox.deliver({"data-quality": channel})
        outbox.now = outbox.rows()[0].due_at
    assert outbox.states() == ["waiting"]
    assert timedelta(hours=22) < outbox.now - began < timedelta(hours=27)
    outbox.deliver({"data-quality": channel})
    assert outbox.states() == ["dead"]


def test_when_a_channel_works_again_everything_that_waited_goes_at_once(outbox: Outbox) -> None:
    channel = Recorder(errors=[TryAgainError("down")] * 6)
    for number in range(3):
        outbox.write(f"letter {number}")
    for _ in range(6):
        outbox.deliver({"data-quality": channel})
        outbox.wait(seconds=31)
    outbox.now = min(row.due_at for row in outbox.rows())
    outbox.deliver({"data-quality": channel})
    assert sorted(channel.titles()) == ["letter 0", "letter 1", "letter 2"]


def test_one_channel_that_fails_holds_up_no_other(outbox: Outbox) -> None:
    down, up = Recorder(errors=[TryAgainError("down")] * 9), Recorder()
    for number in range(3):
        outbox.write(f"down {number}", to="down")
        outbox.write(f"up {number}", to="up")
    done = outbox.deliver({"down": down, "up": up})
    assert (done.sent, done.failed) == (3, 1)
    assert outbox.rows()[2].attempts == 0


def test_a_message_that_cannot_be_written_holds_up_no_other(outbox: Outbox) -> None:
    channel = Recorder(errors=[KeyError("a mistake of ours")])
    outbox.write("breaks the channel")
    outbox.write("another")
    for seconds in (1, 60, 0):
        outbox.deliver({"data-quality": channel})
        outbox.wait(seconds=seconds)
    assert channel.titles() == ["another", "breaks the channel"]
    assert channel.messages[1].is_uncertain


def test_the_message_of_a_channel_no_longer_declared_is_given_up(outbox: Outbox) -> None:
    outbox.write("for nobody", to="gone")
    assert outbox.deliver({}).dead == 1
    assert "No channel gone is declared" in outbox.rows()[0].last_error


def test_messages_of_one_kind_keep_their_interval_over_all_channels(outbox: Outbox) -> None:
    one, two = (Recorder(kind="slack", min_interval=timedelta(seconds=1)) for _ in range(2))
    for number in range(4):
        outbox.write(f"letter {number}", to="one" if number % 2 else "two")
    outbox.deliver({"one": one, "two": two})
    tried = [row.tried_at for row in outbox.rows()]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert gaps == pytest.approx([1, 1, 1])
    assert sum(outbox.pauses) == pytest.approx(3, abs=0.5)


def test_a_second_process_keeps_the_interval_of_the_first(outbox: Outbox) -> None:
    channel = Recorder(kind="slack", min_interval=timedelta(seconds=1))
    for number in range(2):
        outbox.write(f"letter {number}")
        outbox.deliver({"data-quality": channel})  # at the same moment as the one before
    first, second = (row.tried_at for row in outbox.rows())
    assert (second - first).total_seconds() == pytest.approx(1)


def test_a_call_ends_in_time_and_the_rest_goes_with_the_next(outbox: Outbox) -> None:
    channel = Recorder(kind="slack", min_interval=timedelta(seconds=1))
    for number in range(40):
        outbox.write(f"letter {number}")
    assert outbox.deliver({"data-quality": channel}).sent == 31
    outbox.wait(seconds=60)
    assert outbox.deliver({"data-quality": channel}).sent == 9


def test_two_processes_do_not_take_the_same_message(outbox: Outbox) -> None:
    class Slow(Recorder):
        def send(self, message):  # type: ignore[no-untyped-def]
            other = Recorder()
            assert outbox.deliver({"data-quality": other}).sent == 0
            return super().send(message)

    incident = outbox.incident()
    outbox.write("opening", incident=incident)
    outbox.write("update", incident=incident, kind="updated")
    assert outbox.deliver({"data-quality": Slow()}).sent == 2
