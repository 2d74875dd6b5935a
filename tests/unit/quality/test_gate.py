"""The gate fails closed: whatever is not known to be good is held, with its name."""

from collections.abc import Callable

import pytest

from ecom_platform.quality import outcomes
from ecom_platform.quality.dbt_artifacts import Manifest
from ecom_platform.quality.gate import Verdict, judge
from tests.support.small_platform import (
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


def _verdict(platform: SmallPlatform, run_id: str = "run-1") -> Verdict:
    with platform.warehouse() as connection:
        outcomes.ensure_tables(connection)
        return judge(connection, run_id, Manifest(manifest()))


def test_a_clean_run_is_publishable(platform: SmallPlatform) -> None:
    platform.build()
    verdict = _verdict(platform)
    assert verdict.is_publishable
    assert verdict.reasons == []
    assert verdict.counts == {"passed": 8, "warned": 0, "failed": 0}


def test_a_failed_warning_is_told_and_does_not_hold(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, HINT: "warn"})
    verdict = _verdict(platform)
    assert verdict.is_publishable
    assert [one.check for one in verdict.warnings] == ["few_amounts_are_zero"]


def _begin(platform: SmallPlatform, run_id: str) -> SmallPlatform:
    outcomes.begin(platform.settings, run_id)
    return platform


def _without(check: str) -> dict[str, str]:
    return {name: status for name, status in ALL_PASS.items() if name != check}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda p: p.build(tests={**ALL_PASS, AMOUNTS: "fail"}), "amounts_are_positive"),
        (lambda p: p.build(tests={**ALL_PASS, UNIT: "fail"}), "credits_count_negative"),
        (lambda p: p.build(tests={**ALL_PASS, HINT: "error"}), "few_amounts_are_zero .* crashed"),
        (lambda p: p.build(tests={**ALL_PASS, KEYS: "skipped"}), "keys_are_unique .* not run"),
        (lambda p: p.build(tests=_without(KEYS)), "no outcome in this run: keys_are_unique"),
        (lambda p: p.build(models={EMPTY: "error"}), "dim_partners could not be built"),
        (lambda p: p.build(models={ORDERS: "skipped"}), "fct_orders could not be built"),
        (lambda p: p.build(rows=0), "marts_have_rows on marts.fct_orders"),
        (lambda p: (p.build(), p.deliver("x.csv", "refused")), "x.csv is refused"),
        (lambda p: (p.build(), p.deliver("x.csv", quarantined=20)), "quarantine_is_small"),
        (lambda p: (p.build(), p.deliver("x.csv")), "loaded since the tables were built"),
        (lambda p: (p.build(), p.build("run-2")), "Run run-2 has built since"),
        (lambda p: (p.build(), _begin(p, "run-2")), "Run run-2 has built since"),
        (lambda p: _begin(p, "run-1"), "fct_orders was not built in this run"),
        (lambda p: None, "Nothing has been built yet"),
    ],
)
def test_whatever_is_not_known_to_be_good_is_held_by_name(
    platform: SmallPlatform, spoil: Callable[[SmallPlatform], object], reason: str
) -> None:
    spoil(platform)
    verdict = _verdict(platform)
    assert not verdict.is_publishable
    with pytest.raises(ValueError, match=reason):
        raise ValueError("\n".join(verdict.reasons))


def test_an_input_without_any_file_is_not_published(platform: SmallPlatform) -> None:
    with platform.warehouse() as connection:
        connection.execute("delete from raw.files")
    platform.build()
    assert "No file has been loaded, so there is nothing to show." in _verdict(platform).reasons


def test_a_failed_check_is_held_against_its_own_table(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    assert set(_verdict(platform).table_reasons) == {"marts.fct_orders"}


def test_judging_twice_says_the_same(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, HINT: "warn"})
    assert _verdict(platform) == _verdict(platform)
