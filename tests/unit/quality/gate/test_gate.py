"""The gate fails closed, table by table: whatever is not known to be good is held, by name."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ecom_platform.operations import store_tables
from ecom_platform.operations.store import open_store
from ecom_platform.quality.evaluation.finding import build_result
from ecom_platform.quality.gate import failed_columns
from ecom_platform.quality.gate.gate import (
    Verdict,
    evaluate_run,
    evaluate_verdict,
    tables_not_to_build,
)
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.rules.rule import Row, Rule
from tests.support.platform.small_platform import (
    ALL_PASS,
    AMOUNTS,
    EMPTY,
    HINT,
    KEYS,
    ORDERS,
    UNIT,
    SmallPlatform,
    manifest,
)

FCT_ORDERS = "marts.fct_orders"


def _verdict(platform: SmallPlatform, run_id: str = "run-1") -> Verdict:
    return evaluate_run(platform.settings, run_id)


def test_a_clean_run_holds_nothing(platform: SmallPlatform) -> None:
    platform.build()
    verdict = _verdict(platform)
    assert verdict.reasons == []
    assert {one.state for one in verdict.tables.values()} == {"passed"}
    assert verdict.counts["failed"] == verdict.counts["warned"] == 0


def test_builds_are_no_checks(platform: SmallPlatform) -> None:
    platform.build()
    checks = [one for one in platform.results_of() if one.kind != "build"]
    assert _verdict(platform).counts["passed"] == len(checks)


def test_a_failed_warning_is_listed_and_does_not_hold(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, HINT: "warn"})
    verdict = _verdict(platform)
    assert not verdict.held
    assert [one.check for one in verdict.warnings] == ["few_amounts_are_zero"]


def test_a_warning_that_gave_no_answer_is_listed_and_does_not_hold(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, HINT: "error"})
    verdict = _verdict(platform)
    assert not verdict.held
    assert [one.status for one in verdict.warnings] == ["crashed"]


def _begin(platform: SmallPlatform, run_id: str) -> SmallPlatform:
    result_store.begin_run(platform.settings, run_id)
    return platform


def _without(check: str) -> dict[str, str]:
    return {name: status for name, status in ALL_PASS.items() if name != check}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda p: p.build(tests={**ALL_PASS, AMOUNTS: "fail"}), "amounts_are_positive"),
        (lambda p: p.build(tests={**ALL_PASS, UNIT: "fail"}), "credits_count_negative"),
        (lambda p: p.build(tests={**ALL_PASS, KEYS: "skipped"}), "keys_are_unique .* not run"),
        (lambda p: p.build(tests=_without(KEYS)), "keys_are_unique on marts.fct_orders did not"),
        (lambda p: p.build(models={EMPTY: "error"}), "is_built on marts.dim_sellers crashed"),
        (lambda p: p.build(models={ORDERS: "skipped"}), "is_built on marts.fct_orders did not"),
        (lambda p: (p.deliver("x.csv", "refused"), p.build()), "x.csv is refused"),
        (lambda p: (p.deliver("x.csv", quarantined=20), p.build()), "quarantine_is_small"),
        (lambda p: (p.build(), p.deliver("x.csv")), "loaded since the tables were built"),
        (lambda p: (p.build(), p.build("run-2")), "Run run-2 has built since"),
        (lambda p: (p.build(), _begin(p, "run-2")), "Run run-2 has built since"),
        (lambda p: _begin(p, "run-1"), "files_are_readable on raw.files did not run"),
        (lambda p: None, "Nothing has been built yet"),
    ],
)
def test_whatever_is_not_known_to_be_good_is_held_by_name(
    platform: SmallPlatform, spoil: Callable[[SmallPlatform], object], reason: str
) -> None:
    spoil(platform)
    verdict = _verdict(platform)
    assert verdict.is_held("marts.fct_orders") or verdict.is_held("marts.dim_sellers")
    with pytest.raises(ValueError, match=reason):
        raise ValueError("\n".join(verdict.reasons))


def test_a_table_without_a_verdict_is_held(platform: SmallPlatform) -> None:
    platform.build()
    assert _verdict(platform).is_held("marts.somebody_made_this")


def test_an_input_without_any_file_is_not_published(platform: SmallPlatform) -> None:
    with platform.warehouse() as connection:
        connection.execute("delete from raw.files")
    platform.build()
    verdict = _verdict(platform)
    assert "No file has been loaded, so there is nothing to show." in verdict.reasons
    assert verdict.is_held("marts.fct_orders")


def test_a_failed_check_holds_its_own_table_and_no_other(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    assert set(_verdict(platform).held) == {"marts.fct_orders"}


def test_tables_downstream_of_a_failed_feed_are_held_with_it(platform: SmallPlatform) -> None:
    """The mart's own checks passed: the feed it depends on failed."""
    platform.deliver("x.csv", quarantined=20)
    platform.build()
    verdict = _verdict(platform)
    assert set(verdict.held) == {"raw.order_lines", "marts.fct_orders"}
    assert verdict.held["marts.fct_orders"].cause == "raw.order_lines"
    assert verdict.tables["marts.dim_sellers"].state == "passed"
    assert len(verdict.reasons) == 1


def test_a_refused_file_holds_everything_since_nobody_knows_its_feed(
    platform: SmallPlatform,
) -> None:
    platform.deliver("x.csv", "refused")
    platform.build()
    held = _verdict(platform).held
    assert {"raw.files", "raw.order_lines", "raw.quarantine", "marts.fct_orders"} <= set(held)
    assert {one.cause for one in held.values()} == {"raw.files"}


def test_tables_downstream_of_a_failed_feed_need_not_be_built(platform: SmallPlatform) -> None:
    platform.deliver("x.csv", quarantined=20)
    platform.build()
    with open_store(platform.settings).transaction() as store:
        found = tables_not_to_build(store, "run-1", Manifest(manifest()))
    assert found == {"marts.fct_orders": "raw.order_lines"}


def test_an_unbuilt_table_below_a_failure_is_no_failure_of_its_own(
    platform: SmallPlatform,
) -> None:
    platform.deliver("x.csv", quarantined=20)
    skipped = dict.fromkeys((AMOUNTS, KEYS, HINT, UNIT), "skipped")
    platform.build(tests=skipped, models={ORDERS: "skipped"})
    verdict = _verdict(platform)
    assert verdict.held["marts.fct_orders"].reasons == (
        "It depends on raw.order_lines, which is held.",
    )
    assert not [one for one in platform.results_of() if one.status == "missing"]


def test_evaluating_twice_gives_the_same_verdict(platform: SmallPlatform) -> None:
    platform.build(tests={**_without(KEYS), HINT: "warn"})
    assert _verdict(platform).tables == _verdict(platform).tables


def test_a_missing_answer_is_stored_as_a_result_of_its_own(platform: SmallPlatform) -> None:
    platform.build(tests=_without(KEYS))
    _verdict(platform)
    missing = [one for one in platform.results_of() if one.status == "missing"]
    assert [(one.check_id, one.owner) for one in missing] == [(KEYS, "shop@example.com")]


def test_a_verdict_is_kept_with_the_lineage_it_rests_on(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    _verdict(platform)
    with open_store(platform.settings).transaction() as store:
        kept = store.execute(select(store_tables.verdicts)).all()
        (judged,) = store.execute(select(store_tables.judgements)).all()
    states = {one.table_name: one.state for one in kept}
    assert states["marts.fct_orders"] == "held"
    assert states["marts.dim_sellers"] == "passed"
    assert judged.lineage["marts.fct_orders"] == ["raw.order_lines"]
    assert judged.followed_at is None


def test_a_run_that_another_overtook_says_nothing_about_tables(platform: SmallPlatform) -> None:
    platform.build("run-1")
    platform.build("run-2")
    _verdict(platform, "run-1")
    with open_store(platform.settings).transaction() as store:
        assert store.execute(select(store_tables.judgements)).all() == []


@pytest.mark.parametrize(
    ("compiled", "held"),
    [
        ("select order_id, quantity from raw.order_lines", {"raw.order_lines"}),
        ("select order_id, unit_price from raw.order_lines", {"raw.order_lines", FCT_ORDERS}),
        (
            "select order_id from raw.order_lines where unit_price > 0",
            {"raw.order_lines", FCT_ORDERS},
        ),
        ("", {"raw.order_lines", FCT_ORDERS}),
    ],
)
def test_a_failed_column_holds_the_tables_that_are_made_of_it(
    platform: SmallPlatform, compiled: str, held: set[str]
) -> None:
    """A failed row rule on the price; without a compiled query, every reader is held."""
    platform.build()
    rule = Rule(
        name="prices_stand",
        table="raw.order_lines",
        kind="business",
        about="No price is negative.",
        check=Row("unit_price >= 0"),
        severity="error",
        owner="shop@example.com",
    )
    with (
        pytest.MonkeyPatch.context() as patch,
        open_store(platform.settings).transaction() as store,
        platform.warehouse() as warehouse,
    ):
        patch.setattr(failed_columns, "all_rules", lambda: {rule.table: (rule,)})
        result_store.save_results(store, "run-1", [build_result(rule, status="fail", failures=1)])
        node = {"resource_type": "model", "compiled_code": compiled}
        declared = Manifest(manifest(), compiled={"nodes": {ORDERS: node}})
        assert set(evaluate_verdict(warehouse, store, "run-1", declared).held) == held
        assert set(tables_not_to_build(store, "run-1", declared)) == held - {rule.table}
