"""An incident that nobody acknowledged is repeated."""

from collections.abc import Callable

from tests.support.alerts.incidents import Nights, failed

MakeNights = Callable[..., Nights]
REPEATING = {"to": "data-quality", "repeat_hours": 24}


def test_an_open_incident_is_repeated_after_the_interval(nights: MakeNights) -> None:
    tonight = nights(routes=[REPEATING])
    tonight.night(failed("a"))
    assert tonight.wait(hours=23) == []
    assert [one.kind for one in tonight.wait(hours=24)] == ["repeated"]
    assert tonight.wait(hours=47) == []
    assert [one.kind for one in tonight.wait(hours=48)] == ["repeated"]
