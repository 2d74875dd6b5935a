"""Health check results are stored when they change, so that incidents follow them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store
from ecom_platform.quality.results.platform_health import (
    TickState,
    health_result,
    record_health_checks,
    record_run_end,
    tick_health_result,
)

NOW = datetime(2026, 5, 1, 8)
MINUTE = timedelta(minutes=1)
FAILING = health_result("on-call", "delivers", "The mail server cannot be reached.")
PASSING = health_result("on-call", "delivers")


def _kept(store: Store) -> list[tuple[str, str, datetime]]:
    """Status, table and evaluation time of every result, in order."""
    kept, judged = store_tables.outcomes.c, store_tables.judgements.c
    query = (
        select(kept.status, kept.table_name, judged.judged_at)
        .join(store_tables.judgements, judged.run_id == kept.run_id)
        .order_by(kept.outcome_id)
    )
    with store.transaction() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def test_a_result_is_stored_and_its_observation_complete(store: Store) -> None:
    assert record_health_checks(store, [FAILING], NOW) == 1
    assert _kept(store) == [("fail", "platform.on-call", NOW)]
    with store.transaction() as connection:
        judgement = connection.execute(select(store_tables.judgements)).one()
    assert (judgement.kind, judgement.lineage) == ("watch", {"platform.on-call": []})
    assert judgement.followed_at is None


def test_only_a_state_that_changed_is_kept(store: Store) -> None:
    looks = [PASSING, PASSING, FAILING, FAILING, PASSING, PASSING]
    kept = [record_health_checks(store, [one], NOW + n * MINUTE) for n, one in enumerate(looks)]
    assert kept == [1, 0, 1, 0, 1, 0]


def test_what_goes_on_failing_is_kept_once_an_hour(store: Store) -> None:
    for minutes in range(150):
        record_health_checks(store, [FAILING], NOW + minutes * MINUTE)
    hours = [(at - NOW) / timedelta(hours=1) for _, _, at in _kept(store)]
    assert hours == [0, 1, 2]


def test_without_a_new_result_no_observation_is_stored(store: Store) -> None:
    assert record_health_checks(store, [], NOW) == 0
    assert _kept(store) == []


def test_health_checks_do_not_share_their_state(store: Store) -> None:
    record_health_checks(store, [FAILING], NOW)
    assert (
        record_health_checks(store, [health_result("ops", "delivers"), FAILING], NOW + MINUTE) == 1
    )
    assert [row[:2] for row in _kept(store)] == [
        ("fail", "platform.on-call"),
        ("pass", "platform.ops"),
    ]


def test_every_end_of_a_run_is_kept_once(store: Store) -> None:
    assert record_run_end(store, "nightly", "run-1", "It failed.", NOW)
    assert not record_run_end(store, "nightly", "run-1", "It failed.", NOW + MINUTE)
    assert record_run_end(store, "nightly", "run-2", "", NOW + 2 * MINUTE)
    assert [status for status, _, _ in _kept(store)] == ["fail", "pass"]


def test_a_run_with_a_verdict_may_still_fail(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute(
            store_tables.judgements.insert().values(
                run_id="run-1", kind="run", judged_at=NOW, lineage={}
            )
        )
    assert record_run_end(store, "nightly", "run-1", "The disk is full.", NOW)


@pytest.mark.parametrize(
    ("ticking", "trouble"),
    [
        (TickState("new_files", NOW), ""),
        (TickState("new_files", NOW - timedelta(minutes=15)), ""),
        (
            TickState("new_files", NOW - timedelta(minutes=16)),
            "at 2026-05-01 07:44",
        ),
        (TickState("new_files", None), ""),
        (TickState("new_files", None, ("failed", "failed")), ""),
        (
            TickState("new_files", NOW, ("disk full", "other", "other")),
            "3 ticks failed: disk full",
        ),
        (TickState("new_files", NOW, ("disk full",)), "last tick failed: disk full"),
        (TickState("new_files", NOW, ("disk full", "", "disk full")), ""),
    ],
)
def test_a_sensor_is_in_trouble_when_it_is_late_or_goes_on_failing(
    ticking: TickState, trouble: str
) -> None:
    check_result = tick_health_result(ticking, NOW, timedelta(minutes=15))
    assert check_result.status == ("fail" if trouble else "pass")
    assert trouble in check_result.message
    assert (check_result.table, check_result.check, check_result.kind) == (
        "platform.new_files",
        "ticks",
        "watch",
    )


def test_a_long_error_is_cut() -> None:
    assert len(health_result("on-call", "delivers", "x" * 9_000).message) == 500
