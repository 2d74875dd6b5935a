"""Every sentence follows from check results, and people can read it without counting."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ecom_platform.alerts.incidents.incident_sentences import format_duration
from tests.support.alerts.incidents import Nights, failed, passed

MakeNights = Callable[..., Nights]


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(seconds=40), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=2, minutes=5), "2 hours 5 minutes"),
        (timedelta(days=1, minutes=59), "1 day"),
        (timedelta(days=10, hours=10), "10 days 10 hours"),
    ],
)
def test_a_duration_has_its_two_largest_units(duration: timedelta, words: str) -> None:
    assert format_duration(duration) == words


def test_more_failures_and_recoveries_are_news(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a"), failed("b"))
    [updated] = tonight.night(
        failed("a"), passed("b"), *(failed(f"m{n}", "marts.fct_orders") for n in range(6))
    )
    assert updated.updates == (
        (
            "6 more checks fail: m0 on marts.fct_orders, m1 on marts.fct_orders, "
            "m2 on marts.fct_orders, m3 on marts.fct_orders, m4 on marts.fct_orders and 1 more."
        ),
        "1 check passes again: b on raw.orders.",
    )
    [updated] = tonight.night(failed("a"), failed("b"))
    assert updated.updates == ("1 check fails again: b on raw.orders.",)


def test_a_first_cause_that_passes_again_is_news_while_others_still_fail(
    nights: MakeNights,
) -> None:
    tonight = nights()
    tonight.night(failed("a"), failed("m", "marts.fct_orders"))
    [updated] = tonight.night(passed("a"), failed("m", "marts.fct_orders"))
    assert updated.updates == ("1 check passes again: a on raw.orders.",)
    [resolved] = tonight.night(passed("a"), passed("m", "marts.fct_orders"))
    assert resolved.title.endswith("All 2 checks pass again.")


def test_another_value_that_fails_is_news(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a"), failed("a", dimension="partner=P-7"))
    [updated] = tonight.night(
        failed("a"), failed("a", dimension="partner=P-7"), failed("a", dimension="partner=P-8")
    )
    assert updated.updates == ("a on raw.orders fails for partner=P-8 too.",)


def test_more_held_tables_are_news(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a"), held={"raw.orders": "raw.orders"})
    held = dict.fromkeys(["raw.orders", "staging.orders"], "raw.orders")
    [updated] = tonight.night(failed("a"), held=held)
    assert updated.updates == ("1 more table held back: staging.orders.",)


def test_a_rule_that_was_deleted_closes_its_incident_with_that_reason(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a"), passed("b"))
    [resolved] = tonight.night(passed("b"))
    assert resolved.title == (
        "Over after 1 day: Closed because 1 check no longer exists: a on raw.orders."
    )


def test_a_table_that_was_deleted_closes_its_incident(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a", "marts.gone"))
    [resolved] = tonight.night(passed("b"))
    assert "no longer exists: a on marts.gone" in resolved.title


@pytest.mark.parametrize(
    "silent",
    [
        [passed("b", "raw.stock")],
        [passed("b", kind="data test")],
        [passed("b"), failed("run_ends_well", "platform.nightly", kind="run")],
        [failed("a", status="missing"), failed("f", "raw.files")],
    ],
    ids=["another table", "another kind", "a run that broke off", "a check that could not run"],
)
def test_a_run_that_does_not_speak_about_a_check_ends_nothing(
    nights: MakeNights, silent: list[object]
) -> None:
    tonight = nights()
    tonight.night(failed("a"))
    updated = tonight.night(*silent)  # type: ignore[arg-type]
    assert [one for one in updated if one.incident_id == 1] == []
    [resolved] = [one for one in tonight.night(passed("a")) if one.incident_id == 1]
    assert resolved.kind == "resolved"


def test_a_health_check_changes_only_its_own_incidents(nights: MakeNights) -> None:
    tonight = nights()
    tonight.night(failed("a"), held={"raw.orders": "raw.orders"})
    assert tonight.night(passed("ticks", "platform.nightly", kind="watch"), kind="watch") == []
