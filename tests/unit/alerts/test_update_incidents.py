"""From evaluations to messages: each once, whatever is killed, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.update_incidents import update_incidents
from ecom_platform.errors import StoreError
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings
from tests.support.alerts.incidents import (
    DAY,
    LINEAGE,
    NIGHT,
    Nights,
    failed,
    money,
    notifications,
    passed,
    queued,
    record_evaluation,
    routes,
)
from tests.support.platform import postgresql

BEHIND = [failed(f"m{n}", "marts.fct_orders") for n in range(29)]
HELD = dict.fromkeys(["raw.orders", "staging.orders", "marts.fct_orders"], "raw.orders")


def _kinds(store: Store) -> list[str]:
    return [one.kind for one in notifications(store)]


def test_people_are_notified_when_an_incident_opens_and_when_it_is_resolved(store: Store) -> None:
    nights = Nights(store, routes())
    [opened] = nights.night(failed("rows"), *BEHIND, held=HELD)
    assert nights.night(failed("rows"), *BEHIND, held=HELD) == []
    ends = [passed("rows"), *(passed(one.check, one.table) for one in BEHIND)]
    [resolved] = nights.night(*ends)
    assert nights.night(*ends) == []
    assert opened.failure_count == 29
    assert opened.downstream == ("marts.fct_orders", "raw.orders", "staging.orders")
    assert resolved.title == "Over after 2 days: All 30 checks pass again."
    assert resolved.affected == (
        "3 tables held back in 2 nights: marts.fct_orders, raw.orders, staging.orders."
    )
    assert [kind for kind, _, _ in queued(store)] == ["opened", "resolved"]


def test_processing_again_does_nothing(store: Store) -> None:
    nights = Nights(store, routes())
    nights.night(failed("rows"))
    assert update_incidents(store, nights.routes, nights.now) == 0
    assert _kinds(store) == ["opened"]


def test_evaluations_that_waited_are_processed_in_order(store: Store) -> None:
    record_evaluation(store, "a", failed("rows"))
    record_evaluation(store, "b", passed("rows"), at=NIGHT + DAY)
    record_evaluation(store, "c", failed("rows"), at=NIGHT + 2 * DAY)
    assert update_incidents(store, routes(), NIGHT + 3 * DAY) == 3
    assert _kinds(store) == ["opened", "resolved", "opened"]
    assert [one.incident_id for one in notifications(store)] == [1, 1, 2]


def test_processes_at_the_same_moment_notify_of_everything_once(store: Store) -> None:
    for night in range(6):
        check_result = (failed, passed)[night % 2]("rows")
        record_evaluation(store, f"run-{night}", check_result, at=NIGHT + night * DAY)
    with ThreadPoolExecutor(3) as pool:
        counts = list(
            pool.map(lambda _: update_incidents(store, routes(), NIGHT + 9 * DAY), range(3))
        )
    assert sum(counts) == 6
    assert _kinds(store) == ["opened", "resolved"] * 3


def test_a_store_keeps_an_incident_as_it_was(store: Store) -> None:
    check_result = failed(
        "mean_price",
        value=12.5,
        expected_low=20,
        expected_high=30.5,
        amount=money("1234567890123.45"),
        currency="INR",
        day=NIGHT.date(),
        series=(("2026-05-02", 25.0), ("2026-05-03", 12.5)),
        owner="finance@example.com",
    )
    record_evaluation(store, "a", check_result, failed("b", "marts.fct_orders"), held=HELD)
    update_incidents(store, routes(), NIGHT)
    with store.transaction() as connection:
        [kept] = incident_store.open_incidents(connection)
        assert incident_store.save(connection, kept) == kept
        assert incident_store.open_incidents(connection) == [kept]
    assert kept.money_at_stake == (money("1234567890123.45"), "INR")
    assert kept.detail.series == (("2026-05-02", 25.0), ("2026-05-03", 12.5))
    assert (kept.detail.value, kept.detail.expected_high) == (12.5, 30.5)
    assert kept.since_day == NIGHT.date()


def test_numbers_that_json_does_not_know_do_not_stop_the_alerts(store: Store) -> None:
    nan = float("nan")
    nights = Nights(store, routes())
    [opened] = nights.night(failed("mean", value=nan, expected_high=float("inf")))
    assert opened.value is None
    assert opened.expected_high is None


def test_without_channels_incidents_are_stored_and_dispatched_once_there_are_some(
    store: Store,
) -> None:
    nights = Nights(store, routes(channels={}, routes=[]))
    assert nights.night(failed("rows")) == []
    nights.routes = routes()
    assert [one.kind for one in nights.wait(hours=1)] == ["opened"]


def test_a_run_that_is_evaluated_again_after_an_override_brings_one_update(store: Store) -> None:
    nights = Nights(store, routes())
    nights.night(failed("rows"), held=HELD)
    with store.transaction() as connection:
        connection.execute(store_tables.verdicts.update().values(state="released"))
        connection.execute(store_tables.judgements.update().values(followed_at=None))
    [notification] = nights.wait(hours=1)
    assert notification.kind == "updated"
    assert notification.updates == (
        "3 tables no longer held back: marts.fct_orders, raw.orders, staging.orders.",
    )
    assert nights.wait(hours=2) == []


def test_a_connection_that_breaks_leaves_nothing_half_written(
    postgresql_server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.new_database(postgresql_server)
    store = open_store(Settings.model_validate({"store_url": url}))
    record_evaluation(store, "a", failed("rows"), *BEHIND)
    with monkeypatch.context() as broken:
        broken.setattr(
            incident_store, "mark_processed", lambda it, *_: postgresql.break_connection(it)
        )
        with pytest.raises(StoreError):
            update_incidents(store, routes(), NIGHT)
    assert _counts(store) == {"incidents": 0, "incident_failures": 0, "messages": 0}
    update_incidents(store, routes(), NIGHT)
    assert _counts(store) == {"incidents": 1, "incident_failures": 29, "messages": 1}
    store.close()


def test_a_kill_at_any_statement_loses_and_doubles_nothing(sqlite_store: Store) -> None:
    record_evaluation(sqlite_store, "a", failed("rows"), failed("b", "marts.fct_orders"), held=HELD)
    record_evaluation(
        sqlite_store, "b", passed("rows"), failed("b", "marts.fct_orders"), at=NIGHT + DAY
    )
    record_evaluation(sqlite_store, "c", passed("b", "marts.fct_orders"), at=NIGHT + 2 * DAY)
    kills = 0
    for statement in range(1, 200):
        with _dying_at(sqlite_store._engine, statement) as died:
            try:
                update_incidents(sqlite_store, routes(), NIGHT + 3 * DAY)
            except KeyboardInterrupt:
                kills += 1
        if not died:
            break
        notification = [one.kind for one in notifications(sqlite_store)]
        assert notification == ["opened", "updated", "resolved"][: len(notification)]
    assert kills > 20
    assert [kind for kind, _, _ in queued(sqlite_store)] == [
        "opened",
        "updated",
        "resolved",
    ]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True), min_size=1, max_size=6))
def test_every_incident_is_opened_once_and_over_once(
    tmp_path_factory: pytest.TempPathFactory, failing_by_night: list[list[str]]
) -> None:
    checks = dict(zip("abcd", LINEAGE, strict=False))
    store = open_store(Settings(data=tmp_path_factory.mktemp("nights")))
    nights = Nights(store, routes())
    for failing in failing_by_night:
        check_results = [
            (failed if name in failing else passed)(name, table) for name, table in checks.items()
        ]
        nights.night(*check_results)
    notification: dict[int, list[str]] = {}
    for one in notifications(store):
        notification.setdefault(one.incident_id or 0, []).append(one.kind)
    is_open = bool(failing_by_night[-1])
    for kinds in notification.values():
        assert kinds[0] == "opened"
        assert kinds.count("opened") == 1
        assert "resolved" not in kinds[:-1]
    assert is_open == any(kinds[-1] != "resolved" for kinds in notification.values())
    store.close()


def _counts(store: Store) -> dict[str, int]:
    counted = (store_tables.incidents, store_tables.incident_failures, store_tables.messages)
    with store.transaction() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in counted
        }


@contextmanager
def _dying_at(engine: Engine, statement: int) -> Iterator[list[int]]:
    """Die before the statement of this number; the list holds its number if it was reached."""
    count = 0
    died: list[int] = []

    def die_at_query(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == statement:
            died.append(statement)
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", die_at_query)
    try:
        yield died
    finally:
        event.remove(engine, "before_cursor_execute", die_at_query)
