"""A notification holds what a person needs: what, since when, how much, why, where to look."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from ecom_platform.alerts.messages.incident_notification import run_url
from ecom_platform.alerts.messages.notification import Notification
from tests.support.alerts.incidents import Nights, failed, money, notifications, passed

MakeNights = Callable[..., Nights]


def test_an_opening_holds_everything_that_is_known(nights: MakeNights) -> None:
    rule = failed(
        "revenue_per_day",
        "marts.fct_orders",
        message="revenue of 2026-05-03 is 40 % below what the days before led to expect",
        value=60.0,
        expected_low=90.0,
        expected_high=110.0,
        amount=money("40000.00"),
        currency="INR",
        day=date(2026, 5, 3),
        series=(("2026-05-02", 101.0), ("2026-05-03", 60.0)),
        owner="finance@example.com",
    )
    tonight = nights()
    [opened] = tonight.night(
        rule,
        replace(rule, check_id=f"{rule.check_id}[partner=P-7]", dimension="partner=P-7"),
        passed("rows"),
        passed("sums", "staging.orders"),
        held={"marts.fct_orders": "marts.fct_orders"},
        files={"raw.orders": ["orders_0503.csv"], "raw.stock": ["stock.csv"]},
    )
    assert opened.title == (
        "revenue_per_day on marts.fct_orders failed (3 rows): revenue of 2026-05-03 is 40 % below "
        "what the days before led to expect."
    )
    assert (opened.severity, opened.owner) == ("error", "finance@example.com")
    assert opened.since == date(2026, 5, 3)
    assert (opened.value, opened.expected_low, opened.expected_high) == (60.0, 90.0, 110.0)
    assert (opened.amount, opened.currency) == (money("40000.00"), "INR")
    assert opened.likely_cause == (
        "revenue_per_day fails for partner=P-7 only. All 2 checks upstream of marts.fct_orders "
        "passed: the problem begins there. The files that arrived last: orders_0503.csv."
    )
    assert opened.downstream == ("marts.fct_orders",)
    assert opened.dimension == "partner=P-7"
    assert opened.series == (("2026-05-02", 101.0), ("2026-05-03", 60.0))
    assert opened.run_url == "https://dagster.example.com/runs/run-1"
    assert opened.acknowledge == "ecom ack 1"


def test_a_resolution_holds_its_duration_and_the_affected_tables(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("rows"))
    tonight.night(failed("rows"))
    [over] = tonight.night(passed("rows"))
    assert over.kind == "resolved"
    assert over.severity == "info"
    assert over.title == "Over after 2 days: rows on raw.orders passes again."
    assert over.duration == timedelta(days=2)
    assert over.affected == "No table was held back."
    assert over.acknowledge == over.likely_cause == ""


def test_the_title_and_the_money_are_those_of_what_fails_now(nights: MakeNights) -> None:
    """The first cause passed again, and its sentence and money stayed at the top."""
    first = failed("rows", amount=money("900.00"), currency="EUR")
    second = failed("sums", "marts.fct_orders", amount=money("20.00"), currency="INR", value=7.0)
    tonight = nights()
    tonight.night(first, second)
    more = failed("keys", "marts.fct_orders")
    [update] = tonight.night(passed("rows"), second, more)
    assert update.title.startswith("sums on marts.fct_orders failed")
    assert (update.amount, update.currency, update.value) == (money("20.00"), "INR", 7.0)
    assert not any("rows on raw.orders" in sentence for sentence in update.failures)


def test_money_is_the_largest_amount_not_the_sum(nights: MakeNights) -> None:
    """Tables that depend on one another show the same money again."""
    [opened] = nights().night(
        failed("a", amount=money("10.00"), currency="INR"),
        failed("b", "staging.orders", amount=money("30.00"), currency="INR"),
        failed("c", "marts.fct_orders", amount=money("99.00"), currency="GBP"),
    )
    assert (opened.amount, opened.currency) == (money("30.00"), "INR")


def test_a_long_list_is_cut_but_counted(nights: MakeNights) -> None:
    [opened] = nights().night(*(failed(f"c{n:03}") for n in range(151)))
    assert len(opened.failures) == 100
    assert opened.failure_count == 150


def test_a_notification_survives_storage_unchanged(nights: MakeNights) -> None:
    tonight = nights()
    [opened] = tonight.night(failed("a", amount=money("10.10"), day=date(2026, 5, 3)))
    content = opened.to_content()
    assert "news" in content  # the stored and sent name of `updates`
    assert Notification.from_content(content) == opened
    assert notifications(tonight.store) == [opened]


def test_an_observation_is_no_run_to_link_to() -> None:
    assert run_url("https://dagster.example.com", "watch-0123") == ""
    assert run_url("https://dagster.example.com", "") == ""
