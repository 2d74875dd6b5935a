"""Checks of files, quarantine and empty marts: clean passes, the defect fails, near is a pass."""

import pytest

from ecom_platform.quality.dbt_artifacts import Manifest
from ecom_platform.quality.outcome import Outcome
from ecom_platform.quality.own_checks import run_own_checks
from tests.support.small_platform import SmallPlatform, manifest


def _outcomes(platform: SmallPlatform, check: str) -> list[Outcome]:
    with platform.warehouse() as connection:
        found = run_own_checks(connection, Manifest(manifest()))
    return [outcome for outcome in found if outcome.check == check]


def test_readable_files_pass(platform: SmallPlatform) -> None:
    assert [one.status for one in _outcomes(platform, "files_are_readable")] == ["pass"]


def test_a_refused_file_is_a_failed_error_with_its_message(platform: SmallPlatform) -> None:
    platform.deliver("junk.csv", "refused")
    (outcome,) = _outcomes(platform, "files_are_readable")
    assert (outcome.status, outcome.severity) == ("fail", "error")
    assert outcome.message == "junk.csv is refused."


def test_a_file_still_being_written_only_warns(platform: SmallPlatform) -> None:
    platform.deliver("growing.csv", "waiting")
    (outcome,) = _outcomes(platform, "files_are_complete")
    assert not outcome.blocks


@pytest.mark.parametrize(
    ("quarantined", "status", "blocks"),
    [(0, "pass", False), (10, "fail", False), (11, "fail", True)],
)
def test_a_small_share_in_quarantine_warns_a_large_one_blocks(
    platform: SmallPlatform, quarantined: int, status: str, *, blocks: bool
) -> None:
    """Two files of 100 good rows each: 10 of 210 are below one in twenty, 11 of 211 are not."""
    platform.deliver("more.csv", quarantined=quarantined)
    (outcome,) = _outcomes(platform, "quarantine_is_small")
    assert (outcome.status, outcome.blocks) == (status, blocks)


def test_a_mart_that_says_when_it_may_be_empty_may_be(platform: SmallPlatform) -> None:
    platform.build()
    found = _outcomes(platform, "marts_have_rows")
    assert {one.table: one.status for one in found} == {
        "marts.fct_orders": "pass",
        "marts.dim_partners": "pass",
    }


def test_a_mart_that_is_empty_without_a_reason_blocks(platform: SmallPlatform) -> None:
    platform.build(rows=0)
    failed = [one for one in _outcomes(platform, "marts_have_rows") if one.blocks]
    assert [one.table for one in failed] == ["marts.fct_orders"]
