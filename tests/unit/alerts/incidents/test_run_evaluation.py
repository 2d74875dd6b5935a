"""An evaluation knows what is upstream of a table, and what each check found."""

import pytest

from ecom_platform.alerts.incidents.fingerprint import fingerprint
from ecom_platform.alerts.incidents.run_evaluation import RunEvaluation
from ecom_platform.quality.results.check_result import CheckResult
from tests.support.alerts.incidents import LINEAGE, NIGHT, failed, passed

PARENTS = {table: frozenset(parents) for table, parents in LINEAGE.items()}


def _evaluation(*check_results: CheckResult) -> RunEvaluation:
    return RunEvaluation("run-1", NIGHT, check_results, PARENTS)


@pytest.mark.parametrize(
    ("table", "upstream"),
    [
        ("marts.fct_orders", {"staging.orders", "raw.orders", "raw.files"}),
        ("raw.files", set()),
        ("marts.unknown", {"raw.files"}),
        ("platform.nightly", set()),
    ],
)
def test_upstream_are_all_tables_on_which_a_table_depends(table: str, upstream: set[str]) -> None:
    assert _evaluation().upstream_of(table) == upstream


def test_depth_counts_the_steps_from_the_landed_files() -> None:
    depths = _evaluation().depths
    assert (depths["raw.files"], depths["marts.fct_orders"]) == (0, 4)


def test_the_results_of_single_values_are_part_of_one_finding() -> None:
    whole, value = passed("volume"), failed("volume", dimension="partner_id=P-7")
    [finding] = _evaluation(whole, value).findings.values()
    assert finding.is_failing
    assert finding.dimensions == ("partner_id=P-7",)
    assert finding.fingerprint == fingerprint(whole)


def test_a_check_without_result_because_of_an_upstream_failure_is_no_finding() -> None:
    fault, missing = failed("rows"), failed("sum", "marts.fct_orders", status="missing")
    assert list(_evaluation(fault, missing).findings) == [fingerprint(fault)]
    assert list(_evaluation(missing).findings) == [fingerprint(missing)]
