"""Alerts while everything around them dies: each message arrives once, in the order of its thread.

The delivering process is killed -9 before, during and after its call of Slack; Slack limits, fails,
breaks off after having taken a message, and is down for two hours; the database goes away.
"""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from ecom_platform.alerts.channels.slack import Slack
from ecom_platform.errors import StoreError
from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings
from tests.support.fake_slack import (
    BREAKS_OFF,
    BREAKS_OFF_LATE,
    FAILS,
    FAILS_LATE,
    LIMITED,
    TOKEN,
    Answer,
    FakeSlack,
)
from tests.support.outbox import Outbox

ROOT = Path(__file__).resolve().parents[2]
ALERTS = 'channels: {data-quality: {kind: slack, channel: "#data-quality"}}'
DELIVER = """
import sys
from datetime import UTC, datetime, timedelta
from ecom_platform.alerts.channels.opened import open_channels
from ecom_platform.alerts.delivery import deliver
from ecom_platform.alerts.routes import load_routes
from ecom_platform.errors import StoreError
from ecom_platform.operations.store import open_store
from ecom_platform.settings import load_settings
settings = load_settings()
channels = open_channels(settings, load_routes(settings).channels)
now = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=float(sys.argv[1]))
print(deliver(open_store(settings), channels, now))
"""
LETTERS = ["opening A", "update A", "opening B", "recovery A", "heartbeat"]


@dataclass
class Platform:
    """A data folder, a Slack, and the process between them."""

    data: Path
    slack: FakeSlack
    outbox: Outbox
    process: "subprocess.Popen[bytes] | None" = None
    was_killed: threading.Event = field(default_factory=threading.Event)

    def start(self, minutes_later: float = 0) -> "subprocess.Popen[bytes]":
        """A process that delivers what is due then."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ECOM_")}
        here = {"ECOM_DATA": str(self.data), "ECOM_SLACK_TOKEN": TOKEN}
        self.was_killed.clear()
        self.process = subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(minutes_later)],
            cwd=ROOT,
            env={**kept, **here, "ECOM_SLACK_URL": self.slack.url},
        )
        return self.process

    def kill(self) -> None:
        """Kill it -9."""
        assert self.process
        self.process.kill()
        self.process.wait()
        self.was_killed.set()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    (tmp_path / "alerts.yaml").write_text(ALERTS)
    outbox = Outbox(open_store(Settings(data=tmp_path)), now=datetime.now(UTC).replace(tzinfo=None))
    with FakeSlack() as slack:
        yield Platform(tmp_path, slack, outbox)


def _write_letters(outbox: Outbox) -> None:
    first, second = outbox.incident(), outbox.incident()
    outbox.write("opening A", incident=first)
    outbox.write("update A", incident=first, kind="updated")
    outbox.write("opening B", incident=second)
    outbox.write("recovery A", incident=first, kind="resolved")
    outbox.write("heartbeat", kind="heartbeat")


def _titles(slack: FakeSlack) -> list[str]:
    return [text.partition(": ")[2] for text in slack.texts()]


def _assert_all_is_there_once(platform: Platform) -> None:
    titles = _titles(platform.slack)
    assert sorted(titles) == sorted(LETTERS)
    of_a = [title for title in titles if title.endswith(" A")]
    assert of_a == ["opening A", "update A", "recovery A"]
    roots = dict(zip(titles, platform.slack.threads(), strict=True))
    assert {titles[roots[title]] for title in of_a} == {"opening A"}
    assert [titles[roots[title]] for title in ("opening B", "heartbeat")] == [
        "opening B",
        "heartbeat",
    ]
    assert platform.outbox.states() == ["sent"] * len(LETTERS)
    assert platform.slack.refusals == []


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
    assert platform.was_killed.wait(60)


def _dies_while_slack_takes_it(platform: Platform) -> None:
    platform.slack.plan.append(Answer(before=platform.kill))
    platform.start()
    assert platform.was_killed.wait(60)


def _dies_before_slack_answers(platform: Platform) -> None:
    platform.slack.plan.append(Answer(after=platform.kill))
    platform.start()
    assert platform.was_killed.wait(60)


def _dies_between_answer_and_mark(platform: Platform) -> None:
    answering, released = threading.Event(), threading.Event()

    def hold_the_database() -> None:
        with _database_is_busy(platform):
            answering.set()
            released.wait(60)

    def keep_busy() -> None:
        threading.Thread(target=hold_the_database).start()
        assert answering.wait(60)

    platform.slack.plan.append(Answer(after=keep_busy))
    platform.start()
    assert answering.wait(60)
    platform.was_killed.wait(1)  # the answer is on its way, the mark cannot be written
    platform.kill()
    released.set()


@pytest.mark.slow
@pytest.mark.timeout(300)
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
    _write_letters(platform.outbox)
    die(platform)
    assert "sent" not in platform.outbox.states()
    assert platform.start(minutes_later=6).wait(60) == 0
    _assert_all_is_there_once(platform)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_process_killed_in_the_middle_of_a_thread_loses_and_doubles_nothing(
    platform: Platform,
) -> None:
    _write_letters(platform.outbox)
    platform.slack.plan.extend([Answer(), Answer(after=platform.kill)])
    platform.start()
    assert platform.was_killed.wait(60)
    assert platform.outbox.states()[:2] == ["sent", "trying"]
    assert platform.start(minutes_later=6).wait(60) == 0
    _assert_all_is_there_once(platform)


def _deliver_for(platform: Platform, minutes: float, store: Store | None = None) -> None:
    """What the sensor does every half minute, in a time of its own."""
    channel = Slack(TOKEN, platform.slack.url, "#data-quality")
    for _ in range(int(minutes * 2)):
        platform.outbox.deliver({"data-quality": channel}, store)
        platform.outbox.wait(seconds=30)


@pytest.mark.parametrize("answer", [LIMITED, FAILS, FAILS_LATE, BREAKS_OFF, BREAKS_OFF_LATE])
def test_any_failure_of_slack_loses_and_doubles_nothing(platform: Platform, answer: Answer) -> None:
    _write_letters(platform.outbox)
    platform.slack.plan.extend([answer, Answer(), answer, answer])
    _deliver_for(platform, minutes=10)
    _assert_all_is_there_once(platform)


@pytest.mark.parametrize("seed", range(5))
def test_a_slack_that_fails_most_of_the_time_loses_and_doubles_nothing(
    platform: Platform, seed: int
) -> None:
    _write_letters(platform.outbox)
    bad_day = [Answer(), LIMITED, FAILS, FAILS_LATE, BREAKS_OFF, BREAKS_OFF_LATE]
    platform.slack.plan.extend(random.Random(seed).choices(bad_day, k=30))
    _deliver_for(platform, minutes=240)
    _assert_all_is_there_once(platform)


def test_a_slack_that_is_down_for_two_hours_delays_and_loses_nothing(platform: Platform) -> None:
    _write_letters(platform.outbox)
    platform.slack.stop()
    _deliver_for(platform, minutes=120)
    assert platform.outbox.states() == ["waiting"] * len(LETTERS)
    assert platform.outbox.outcomes()[-1] == ("watch.data-quality.delivers", "fail")
    platform.slack.start()
    _deliver_for(platform, minutes=16)
    _assert_all_is_there_once(platform)
    assert platform.outbox.outcomes()[-1] == ("watch.data-quality.delivers", "pass")


class _LosesConnections(Store):
    """A store that loses the connection of one transaction, when it begins or before it ends."""

    def __init__(self, store: Store, lost: int, *, at_the_end: bool) -> None:
        self._store, self._lost, self._at_the_end = store, lost, at_the_end
        self._count = 0

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        self._count += 1
        with self._store.transaction() as connection:
            if self._count == self._lost and not self._at_the_end:
                self._cut(connection)
            yield connection
            if self._count == self._lost and self._at_the_end:
                self._cut(connection)

    def _cut(self, connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            raise OperationalError("commit", {}, Exception("disk I/O error"))
        own: int = connection.execute(text("select pg_backend_pid()")).scalar_one()
        other = connection.engine.raw_connection()  # beside the turns that transactions take
        other.cursor().execute(f"select pg_terminate_backend({own})")
        other.close()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("at_the_end", [False, True])
@pytest.mark.parametrize("lost", [1, 2, 3, 10])
def test_a_database_lost_at_any_moment_loses_and_doubles_nothing(
    platform: Platform, store: Store, lost: int, *, at_the_end: bool
) -> None:
    platform.outbox.store = store
    _write_letters(platform.outbox)
    losing = _LosesConnections(store, lost, at_the_end=at_the_end)
    with pytest.raises(StoreError):
        _deliver_for(platform, minutes=1, store=losing)
    platform.outbox.wait(minutes=6)
    _deliver_for(platform, minutes=2, store=losing)
    _assert_all_is_there_once(platform)


def test_messages_of_two_processes_are_a_second_apart(platform: Platform) -> None:
    for number in range(4):
        platform.outbox.write(f"letter {number}")
    first = platform.start()
    second = platform.start()
    assert (first.wait(60), second.wait(60)) == (0, 0)
    assert sorted(_titles(platform.slack)) == [f"letter {number}" for number in range(4)]
    posts = platform.slack.posts()
    assert min(later - earlier for earlier, later in pairwise(posts)) > 0.9
