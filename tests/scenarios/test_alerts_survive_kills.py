"""kill -9 of the delivering process at any point: each message arrives once, in its thread.

It is killed before, during and after its call of Slack, and while it waits for the database. What
Slack and the database do by themselves is in `test_alerts_survive_outages.py`.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.alerts.alert_platform import Platform, platform_at
from tests.support.alerts.fake_slack import Answer

PATIENCE = 300  # seconds; only a process that hangs needs them


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with platform_at(tmp_path) as found:
        yield found


@contextmanager
def _database_is_busy(platform: Platform) -> Iterator[None]:
    """While this lasts nobody else can write."""
    connection = sqlite3.connect(platform.data / "platform.db", isolation_level=None)
    connection.execute("begin immediate")
    yield
    connection.execute("rollback")
    connection.close()


def _dies_waiting_for_the_database(platform: Platform) -> None:
    with _database_is_busy(platform):
        platform.start()
        platform.was_killed.wait(2)
        platform.kill()


def _dies_before_slack_has_it(platform: Platform) -> None:
    platform.slack.plan.append(Answer(accepts=False, before=platform.kill))
    platform.start()
    assert platform.was_killed.wait(PATIENCE)


def _dies_while_slack_takes_it(platform: Platform) -> None:
    platform.slack.plan.append(Answer(before=platform.kill))
    platform.start()
    assert platform.was_killed.wait(PATIENCE)


def _dies_before_slack_answers(platform: Platform) -> None:
    platform.slack.plan.append(Answer(after=platform.kill))
    platform.start()
    assert platform.was_killed.wait(PATIENCE)


def _dies_between_answer_and_mark(platform: Platform) -> None:
    answering, released = threading.Event(), threading.Event()

    def hold_the_database() -> None:
        with _database_is_busy(platform):
            answering.set()
            released.wait(PATIENCE)

    def keep_busy() -> None:
        threading.Thread(target=hold_the_database).start()
        assert answering.wait(PATIENCE)

    platform.slack.plan.append(Answer(after=keep_busy))
    platform.start()
    assert answering.wait(PATIENCE)
    platform.was_killed.wait(1)  # the answer is on its way, the mark cannot be written
    platform.kill()
    released.set()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "die",
    [
        _dies_waiting_for_the_database,
        _dies_before_slack_has_it,
        _dies_while_slack_takes_it,
        _dies_before_slack_answers,
        _dies_between_answer_and_mark,
    ],
)
def test_a_process_killed_at_any_point_loses_and_doubles_nothing(
    platform: Platform, die: Callable[[Platform], None]
) -> None:
    platform.write_messages()
    die(platform)
    assert "sent" not in platform.outbox.states()
    assert platform.start(minutes_later=6).wait(PATIENCE) == 0
    platform.assert_all_is_there_once()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_process_killed_in_the_middle_of_a_thread_loses_and_doubles_nothing(
    platform: Platform,
) -> None:
    platform.write_messages()
    platform.slack.plan.extend([Answer(), Answer(after=platform.kill)])
    platform.start()
    assert platform.was_killed.wait(PATIENCE)
    assert platform.outbox.states()[:2] == ["sent", "trying"]
    assert platform.start(minutes_later=6).wait(PATIENCE) == 0
    platform.assert_all_is_there_once()


def test_messages_of_two_processes_are_a_second_apart(platform: Platform) -> None:
    for number in range(4):
        platform.outbox.write(f"letter {number}")
    first = platform.start()
    second = platform.start()
    assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0)
    assert sorted(platform.titles()) == [f"letter {number}" for number in range(4)]
    turns = sorted(row.tried_at for row in platform.outbox.rows())
    assert min(later - earlier for earlier, later in pairwise(turns)) >= timedelta(seconds=1)
    posted = sorted(float(message["ts"]) for message in platform.slack.messages)
    for post, turn in zip(posted, turns, strict=True):
        assert post > turn.replace(tzinfo=UTC).timestamp() - 0.01, "a post before its turn"
