"""What dbt wrote is read as it was meant."""

import json
from pathlib import Path

import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.results.dbt_results import (
    read_dbt_builds,
    read_dbt_results,
    read_freshness,
)
from tests.support.platform import small_platform
from tests.support.platform.small_platform import AMOUNTS, HINT, KEYS, ORDERS, UNIT

MANIFEST = Manifest(small_platform.manifest())


def _written(folder: Path, content: object) -> Path:
    path = folder / "artifact.json"
    path.write_text(json.dumps(content))
    return path


def test_every_data_test_and_unit_test_of_the_manifest_is_expected() -> None:
    assert set(MANIFEST.checks) == {AMOUNTS, KEYS, HINT, UNIT}
    assert MANIFEST.checks[HINT].severity == "warn"
    assert MANIFEST.checks[AMOUNTS].severity == "error"
    assert MANIFEST.checks[UNIT].kind == "unit test"
    assert {check.table for check in MANIFEST.checks.values()} == {"marts.fct_orders"}


def test_an_ephemeral_model_is_not_expected_to_be_built() -> None:
    content = small_platform.manifest()
    content["nodes"][ORDERS]["config"]["materialized"] = "ephemeral"
    assert ORDERS not in Manifest(content).tables


def test_a_singular_test_checks_the_model_its_meta_names() -> None:
    content = small_platform.manifest()
    content["nodes"]["test.shop.sums_agree"] = {
        "resource_type": "test",
        "name": "sums_agree",
        "attached_node": None,
        "config": {"meta": {"dagster": {"ref": {"name": "fct_orders"}}}},
        "depends_on": {"nodes": [ORDERS, "model.shop.dim_sellers"]},
    }
    assert Manifest(content).checks["test.shop.sums_agree"].table == "marts.fct_orders"


@pytest.mark.parametrize(
    ("dbt_status", "status", "severity"),
    [
        ("pass", "pass", "error"),
        ("fail", "fail", "error"),
        ("warn", "fail", "warn"),
        ("error", "crashed", "error"),
        ("a word of tomorrow", "crashed", "error"),
    ],
)
def test_statuses_of_dbt_are_translated(
    tmp_path: Path, dbt_status: str, status: str, severity: str
) -> None:
    path = _written(tmp_path, small_platform.run_results({AMOUNTS: dbt_status}))
    (check_result,) = read_dbt_results(MANIFEST, path)
    assert (check_result.status, check_result.severity) == (status, severity)


def test_a_failed_check_keeps_its_count_and_its_query(tmp_path: Path) -> None:
    path = _written(tmp_path, small_platform.run_results({AMOUNTS: "fail", KEYS: "pass"}))
    failed, passed = read_dbt_results(MANIFEST, path)
    assert (failed.failures, failed.message, failed.compiled_sql) == (
        3,
        "Got 3 results",
        "select 1",
    )
    assert passed.compiled_sql == ""


def test_builds_say_whether_each_model_succeeded(tmp_path: Path) -> None:
    path = _written(tmp_path, small_platform.run_results(models={ORDERS: "error"}))
    builds = {build.table: build.status for build in read_dbt_builds(MANIFEST, path)}
    assert builds == {"marts.fct_orders": "crashed", "marts.dim_sellers": "pass"}


def test_lineage_is_of_tables_and_every_feed_depends_on_the_landed_files() -> None:
    assert MANIFEST.parents["marts.fct_orders"] == {"raw.order_lines"}
    assert MANIFEST.parents["raw.order_lines"] == {"raw.files"}
    assert MANIFEST.parents["raw.files"] == frozenset()


def test_every_table_has_the_owner_its_meta_names() -> None:
    assert MANIFEST.owners["marts.fct_orders"] == "shop@example.com"
    assert MANIFEST.checks[AMOUNTS].owner == "shop@example.com"


def test_a_run_without_artifacts_has_no_results(tmp_path: Path) -> None:
    assert read_dbt_results(MANIFEST, tmp_path / "run_results.json") == []


def test_a_stale_feed_only_warns(tmp_path: Path) -> None:
    path = _written(
        tmp_path,
        {
            "results": [
                {
                    "unique_id": "source.shop.raw.order_lines",
                    "status": "error",
                    "max_loaded_at": "2026-01-01T00:00:00Z",
                }
            ]
        },
    )
    (check_result,) = read_freshness(MANIFEST, path)
    assert (check_result.table, check_result.severity, check_result.status) == (
        "raw.order_lines",
        "warn",
        "fail",
    )
    assert not is_blocking(check_result)
    assert "2026-01-01" in check_result.message


def test_a_missing_manifest_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="Run 'ecom build' first"):
        Manifest.read(tmp_path / "manifest.json")
