"""The history keeps what each run found out, once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ecom_platform.operations.store import open_store
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult
from tests.support.platform.small_platform import (
    ALL_PASS,
    AMOUNTS,
    KEYS,
    SmallPlatform,
    run_results,
)

STALE = {
    "unique_id": "source.shop.raw.order_lines",
    "status": "error",
    "max_loaded_at": "2026-01-01T00:00:00Z",
}


def _dbt(platform: SmallPlatform, run_id: str = "run-1") -> dict[str, CheckResult]:
    """What is kept of dbt's tests in a run, by their ids."""
    found = platform.results_of(run_id)
    return {one.check_id: one for one in found if one.kind in {"data test", "unit test"}}


def _last_run(platform: SmallPlatform) -> str | None:
    with open_store(platform.settings).transaction() as store:
        return result_store.last_run(store)


def test_a_stored_result_is_read_back_unchanged(platform: SmallPlatform) -> None:
    full = CheckResult(
        check_id="rule.marts.fct_orders.amounts[partner_id=P-1]",
        check="amounts",
        table="marts.fct_orders",
        kind="rule",
        severity="warn",
        status="fail",
        failures=3,
        message="Three rows are odd.",
        compiled_sql="select 1",
        value=0.5,
        expected_low=1.0,
        expected_high=2.0,
        amount=Decimal("12345678901234.50"),
        currency="EUR",
        day=date(2026, 1, 9),
        dimension="partner_id=P-1",
        series=(("2026-01-08", 1.5), ("2026-01-09", 0.5)),
        owner="shop@example.com",
    )
    bare = CheckResult("a", "a_check", "marts.fct_orders", "rule", "error", "pass")
    with open_store(platform.settings).transaction() as store:
        result_store.save_results(store, "run-1", [full, bare])
    assert platform.results_of() == [bare, full]


def test_keeping_again_in_the_same_run_replaces(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    first = len(platform.results_of())
    platform.build()
    assert {one.status for one in platform.results_of()} == {"pass"}
    assert len(platform.results_of()) == first


def test_a_rebuilt_table_forgets_what_was_found_of_its_former_content(
    platform: SmallPlatform,
) -> None:
    platform.build()
    platform.write("run_results.json", run_results({KEYS: "pass"}))
    result_store.save_dbt_results(platform.settings, "run-1", platform.settings.dbt_target)
    assert set(_dbt(platform)) == {KEYS}


def test_other_runs_keep_their_history(platform: SmallPlatform) -> None:
    platform.build("run-1")
    platform.build("run-2")
    assert set(_dbt(platform, "run-1")) == set(_dbt(platform, "run-2")) == set(ALL_PASS)
    assert _last_run(platform) == "run-2"


def test_what_dbt_skipped_is_as_if_it_had_not_been_asked(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, KEYS: "skipped"})
    assert set(_dbt(platform)) == set(ALL_PASS) - {KEYS}


def test_a_run_that_only_checked_does_not_replace_the_one_that_built(
    platform: SmallPlatform,
) -> None:
    """A run of freshness, or of checks alone, changes no table."""
    platform.build("run-1")
    platform.write("run_results.json", {"results": [{"unique_id": KEYS, "status": "pass"}]})
    result_store.save_dbt_results(platform.settings, "checks-only", platform.settings.dbt_target)
    assert _last_run(platform) == "run-1"


def test_a_feed_without_rows_cannot_be_stale(platform: SmallPlatform) -> None:
    platform.write("sources.json", {"results": [STALE]})
    platform.build()
    assert "source freshness" not in {one.kind for one in platform.results_of()}


def _with_rows(platform: SmallPlatform) -> None:
    with platform.warehouse() as connection:
        connection.execute("insert into raw.order_lines (file_id, order_id) values (1, 'A-1')")


def test_history_that_is_loaded_late_is_not_stale(platform: SmallPlatform) -> None:
    """Real files of 2022, loaded for the first time years later, are no delivery that stopped."""
    _with_rows(platform)
    platform.write("sources.json", {"results": [STALE]})
    platform.build()
    assert "source freshness" not in {one.kind for one in platform.results_of()}


def test_a_feed_that_was_fresh_and_is_no_more_is_stale(platform: SmallPlatform) -> None:
    _with_rows(platform)
    platform.write("sources.json", {"results": [{**STALE, "status": "pass"}]})
    platform.build("run-1")
    platform.write("sources.json", {"results": [STALE]})
    platform.build("run-2")
    (stale,) = [one for one in platform.results_of("run-2") if one.kind == "source freshness"]
    assert (stale.status, stale.severity) == ("fail", "warn")


def test_a_result_replaces_only_that_of_its_own_dimension(platform: SmallPlatform) -> None:
    whole = CheckResult("rule.t.x", "x", "marts.t", "rule", "warn", "fail")
    part = replace(whole, check_id="rule.t.x[a=1]", dimension="a=1")
    with open_store(platform.settings).transaction() as store:
        result_store.save_results(store, "run-1", [whole, part])
        result_store.save_results(store, "run-1", [replace(part, message="Again.")])
        assert len(result_store.read_results(store, "run-1")) == 2
