"""Escalations come once, and neither they nor reminders come for what someone is on."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ecom_platform.alerts.policy.acknowledgement import acknowledge
from tests.support.alerts.incidents import NIGHT, Nights, failed, passed, queued

MakeNights = Callable[..., Nights]
ESCALATING = {"to": "data-quality", "escalate": {"after_hours": 4, "to": "on-call"}}
REPEATING = {"to": "data-quality", "repeat_hours": 24}


def _take(nights: Nights) -> None:
    acknowledge(nights.store, nights.routes, 1, by="ada", note="", now=nights.now)


def test_nobody_acknowledged_it_in_time(nights: MakeNights) -> None:
    tonight = nights(routes=[ESCALATING])
    tonight.night(failed("a"))
    assert tonight.wait(hours=3.9) == []
    [escalated] = tonight.wait(hours=4)
    assert escalated.updates == ("Nobody has acknowledged it for 4 hours.",)
    assert tonight.wait(hours=9) == []
    assert queued(tonight.store)[-1][:2] == ("escalated", "on-call")


def test_those_it_was_taken_to_hear_of_the_end(nights: MakeNights) -> None:
    tonight = nights(routes=[ESCALATING])
    tonight.night(failed("a"))
    tonight.wait(hours=5)
    tonight.night(passed("a"))
    assert [(kind, channel) for kind, channel, _ in queued(tonight.store)[2:]] == [
        ("resolved", "data-quality"),
        ("resolved", "on-call"),
    ]


@pytest.mark.parametrize("route", [ESCALATING, REPEATING], ids=["escalating", "repeating"])
def test_someone_is_on_it(nights: MakeNights, route: dict[str, object]) -> None:
    tonight = nights(routes=[route])
    tonight.night(failed("a"))
    _take(tonight)
    assert tonight.wait(hours=100) == []


def test_what_became_an_error_after_it_was_acknowledged_wants_it_anew(nights: MakeNights) -> None:
    tonight = nights(routes=[ESCALATING])
    tonight.night(failed("a", severity="warn"))
    _take(tonight)
    [worse] = tonight.night(failed("a"))
    assert worse.acknowledge == "ecom ack 1"
    assert [one.kind for one in tonight.wait(hours=5)] == ["escalated"]


def test_a_route_without_them_has_neither(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a"))
    assert tonight.wait(hours=10_000) == []
    assert tonight.now - NIGHT == timedelta(hours=1)
