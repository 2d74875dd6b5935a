"""The daily sign of life: silence cannot be mistaken for health."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ecom_platform.alerts.policy.heartbeat import write_heartbeat
from tests.support.alerts.incidents import (
    NIGHT,
    Nights,
    failed,
    notifications,
    passed,
    queued,
)

MakeNights = Callable[..., Nights]
DAILY = {"heartbeat": {"at": "08:00", "to": ["data-quality", "on-call"]}}
NEXT = datetime(2026, 5, 5, 3, 0)


def _beat(nights: Nights, now: datetime, version: str = "20260504-0310") -> bool:
    return write_heartbeat(nights.store, nights.routes, now, version=version, next_run=NEXT)


def test_a_good_day_says_so(nights: MakeNights) -> None:
    tonight = nights(**DAILY)
    build = passed("is_built", kind="build")
    tonight.night(passed("a"), passed("b"), build)
    assert _beat(tonight, NIGHT + timedelta(hours=5, minutes=30))
    beat = notifications(tonight.store)[-1]
    assert (beat.kind, beat.severity) == ("heartbeat", "info")
    assert beat.title == "2 checks, 0 incidents open."
    assert beat.facts == (
        ("Checks in the last run", "2, of which 2 passed and 0 did not"),
        ("Open incidents", "0"),
        ("Published version", "20260504-0310"),
        ("Last run", "2026-05-04 03:00 UTC, 5 hours 30 minutes ago"),
        ("Next run expected", "2026-05-05 03:00 UTC"),
    )
    assert [channel for _, channel, _ in queued(tonight.store)] == [
        "data-quality",
        "on-call",
    ]


def test_it_comes_once_a_day_and_not_before_its_hour(nights: MakeNights) -> None:
    tonight = nights(**DAILY, timezone="Asia/Kolkata")  # eight there is 02:30 UTC
    hours = [2, 3, 10, 23, 26, 27]
    sent = [_beat(tonight, NIGHT.replace(hour=0) + timedelta(hours=hour)) for hour in hours]
    assert sent == [False, True, False, False, False, True]


def test_open_incidents_are_listed(nights: MakeNights) -> None:
    tonight = nights(**DAILY)
    tonight.night(failed("a"), passed("b"))
    _beat(tonight, NIGHT.replace(hour=9))
    beat = notifications(tonight.store)[-1]
    assert beat.severity == "warn"
    assert beat.title == "2 checks, 1 incident open."
    assert beat.failures == ("a on raw.orders failed (3 rows).",)


def test_an_overdue_run_is_in_the_title(nights: MakeNights) -> None:
    tonight = nights(**DAILY)
    tonight.night(passed("a"))
    tonight.night(passed("ticks", "platform.nightly"), kind="watch")
    _beat(tonight, NIGHT + timedelta(days=3, hours=6))
    beat = notifications(tonight.store)[-1]
    assert beat.severity == "warn"
    assert beat.title == ("No run for 3 days 6 hours: readers see old data; 0 incidents open.")


def test_before_the_first_run_it_beats_too(nights: MakeNights) -> None:
    tonight = nights(**DAILY)
    _beat(tonight, NIGHT.replace(hour=9), version="")
    beat = notifications(tonight.store)[-1]
    assert beat.severity == "warn"
    assert beat.title == "No run has been evaluated yet; 0 incidents open."
    assert ("Published version", "none yet") in beat.facts
    assert ("Last run", "never") in beat.facts


def test_without_a_schedule_the_heartbeat_shows_that(nights: MakeNights) -> None:
    tonight = nights(**DAILY)
    now = NIGHT.replace(hour=9)
    write_heartbeat(tonight.store, tonight.routes, now, version="", next_run=None)
    [beat] = notifications(tonight.store)
    assert ("Next run expected", "none: no schedule is on") in beat.facts


def test_nobody_wants_it_nobody_gets_it(nights: MakeNights) -> None:
    tonight = nights()
    assert not _beat(tonight, NIGHT.replace(hour=9))
    assert notifications(tonight.store) == []
