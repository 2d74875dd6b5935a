"""Warnings beyond the budget of a week wait; errors are no part of it."""

from collections.abc import Callable

from ecom_platform.quality.results.check_result import CheckResult
from tests.support.alerts.incidents import Nights, failed

MakeNights = Callable[..., Nights]
TABLES = ["raw.orders", "raw.stock", "platform.a", "platform.b"]


def _warnings(count: int) -> list[CheckResult]:
    return [failed("w", table, severity="warn") for table in TABLES[:count]]


def _nights(make: MakeNights, budget: int = 2) -> Nights:
    return make(budget={"warnings_per_week": budget})


def test_warnings_within_the_budget_are_sent_singly(nights: MakeNights) -> None:
    assert len(_nights(nights).night(*_warnings(2))) == 2


def test_errors_are_no_part_of_it(nights: MakeNights) -> None:
    tonight = _nights(nights, budget=0)
    assert [one.severity for one in tonight.night(failed("e"))] == ["error"]


def test_after_a_week_there_is_a_new_budget(nights: MakeNights) -> None:
    tonight = _nights(nights, budget=1)
    tonight.night(*_warnings(1))
    for _ in range(6):
        tonight.night(*_warnings(1))
    assert [one.kind for one in tonight.night(*_warnings(2))] == ["opened"]
