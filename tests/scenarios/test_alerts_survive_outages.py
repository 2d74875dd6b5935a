"""Slack and the database fail in every way: each message arrives once, in its thread.

Slack limits, fails, breaks off before or after having taken a message, and is down for two hours;
the database goes away between any two steps.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from ecom_platform.alerts.channels.slack import Slack
from ecom_platform.errors import StoreError
from ecom_platform.operations.store import Store
from tests.support.alerts.alert_platform import MESSAGES, Platform, platform_at
from tests.support.alerts.fake_slack import (
    BREAKS_OFF,
    BREAKS_OFF_LATE,
    FAILS,
    FAILS_LATE,
    LIMITED,
    TOKEN,
    Answer,
)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with platform_at(tmp_path) as found:
        yield found


def _deliver_for(platform: Platform, minutes: float, store: Store | None = None) -> None:
    """What the sensor does every half minute, in a time of its own."""
    channel = Slack(TOKEN, platform.slack.url, "#data-quality")
    for _ in range(int(minutes * 2)):
        platform.outbox.deliver({"data-quality": channel}, store)
        platform.outbox.wait(seconds=30)


@pytest.mark.parametrize("answer", [LIMITED, FAILS, FAILS_LATE, BREAKS_OFF, BREAKS_OFF_LATE])
def test_any_failure_of_slack_loses_and_doubles_nothing(platform: Platform, answer: Answer) -> None:
    platform.write_messages()
    platform.slack.plan.extend([answer, Answer(), answer, answer])
    _deliver_for(platform, minutes=10)
    platform.assert_all_is_there_once()


@pytest.mark.parametrize("seed", range(5))
def test_a_slack_that_fails_most_of_the_time_loses_and_doubles_nothing(
    platform: Platform, seed: int
) -> None:
    platform.write_messages()
    bad_day = [Answer(), LIMITED, FAILS, FAILS_LATE, BREAKS_OFF, BREAKS_OFF_LATE]
    platform.slack.plan.extend(random.Random(seed).choices(bad_day, k=30))
    _deliver_for(platform, minutes=240)
    platform.assert_all_is_there_once()


def test_a_slack_that_is_down_for_two_hours_delays_and_loses_nothing(platform: Platform) -> None:
    platform.write_messages()
    platform.slack.stop()
    _deliver_for(platform, minutes=120)
    assert platform.outbox.states() == ["waiting"] * len(MESSAGES)
    assert platform.outbox.check_results()[-1] == ("watch.data-quality.delivers", "fail")
    platform.slack.start()
    _deliver_for(platform, minutes=16)
    platform.assert_all_is_there_once()
    assert platform.outbox.check_results()[-1] == ("watch.data-quality.delivers", "pass")


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


@pytest.mark.timeout(900)
@pytest.mark.parametrize("at_the_end", [False, True])
@pytest.mark.parametrize("lost", [1, 2, 3, 10])
def test_a_database_lost_at_any_moment_loses_and_doubles_nothing(
    platform: Platform, store: Store, lost: int, *, at_the_end: bool
) -> None:
    platform.outbox.store = store
    platform.write_messages()
    losing = _LosesConnections(store, lost, at_the_end=at_the_end)
    with pytest.raises(StoreError):
        _deliver_for(platform, minutes=1, store=losing)
    platform.outbox.wait(minutes=6)
    _deliver_for(platform, minutes=2, store=losing)
    platform.assert_all_is_there_once()
