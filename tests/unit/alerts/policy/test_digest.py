"""Warnings beyond the budget wait for one digest a day; errors never do."""

from collections.abc import Callable

from ecom_platform.quality.results.check_result import CheckResult
from tests.support.alerts.incidents import Nights, failed, passed, queued

MakeNights = Callable[..., Nights]
TABLES = ["raw.orders", "raw.stock", "platform.a", "platform.b"]


def _warnings(count: int) -> list[CheckResult]:
    return [failed("w", table, severity="warn") for table in TABLES[:count]]


def _nights(make: MakeNights, budget: int = 2) -> Nights:
    return make(budget={"warnings_per_week": budget})


def test_warnings_beyond_it_come_in_one_digest_a_day(nights: MakeNights) -> None:
    tonight = _nights(nights)
    assert len(tonight.night(*_warnings(4))) == 2
    assert tonight.wait(hours=3) == []  # before eight
    [digest] = tonight.wait(hours=4)
    assert digest.kind == "digest"
    assert digest.title == "2 warnings beyond this week's alert budget."
    assert digest.failures == (
        "Incident 3: w on platform.a failed (3 rows).",
        "Incident 4: w on platform.b failed (3 rows).",
    )
    assert tonight.wait(hours=5) == tonight.wait(hours=20) == tonight.wait(hours=30) == []


def test_a_warning_in_a_digest_that_becomes_an_error_is_dispatched(nights: MakeNights) -> None:
    tonight = _nights(nights, budget=0)
    tonight.night(failed("w", severity="warn"))
    tonight.wait(hours=4)
    assert [one.kind for one in tonight.night(failed("w"))] == ["opened"]
    assert [one.kind for one in tonight.night(passed("w"))] == ["resolved"]


def test_the_resolution_of_a_listed_warning_is_in_the_next_digest(nights: MakeNights) -> None:
    tonight = _nights(nights, budget=0)
    tonight.night(failed("w", severity="warn"))
    tonight.wait(hours=4)
    assert tonight.night(passed("w")) == []
    [digest] = tonight.wait(hours=4)
    assert digest.failures == (
        "Incident 1: w on raw.orders failed (3 rows). Resolved: w on raw.orders passes again.",
    )


def test_a_digest_goes_where_each_warning_would_have_gone(nights: MakeNights) -> None:
    tonight = nights(
        budget={"warnings_per_week": 0},
        routes=[{"match": {"table": "raw.stock"}, "to": "on-call"}, {"to": "data-quality"}],
    )
    tonight.night(*_warnings(3))
    tonight.wait(hours=4)
    assert sorted(channel for _, channel, _ in queued(tonight.store)) == [
        "data-quality",
        "on-call",
    ]
