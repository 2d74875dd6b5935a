"""Freshness: how old each feed is, as a check on its raw asset.

dbt measures the age (`freshness` of a source), but dagster-dbt does not show it. A stale feed is
only a warning, because readers get old values and not wrong ones.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from assets.dbt.dbt_runner import Dbt
from assets.dbt.manifest import current_manifest
from assets.quality.check_metadata import asset_check_result
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results import result_store
from ecom_platform.settings import Settings

CHECK_NAME = "source_freshness"


def freshness_checks(manifest: Mapping[str, Any]) -> dict[str, dg.AssetCheckSpec]:
    """The check of each source that states how fresh it must be.

    Args:
        manifest: the manifest of the dbt project.

    Returns:
        The checks by dbt's unique id of the source.
    """
    return {
        unique_id: dg.AssetCheckSpec(
            CHECK_NAME,
            asset=[source["source_name"], source["name"]],
            description=_limit_sentence(source["freshness"]),
        )
        for unique_id, source in manifest["sources"].items()
        if _stated_limits(source["freshness"])
    }


def _stated_limits(freshness: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """The age limits that a source states for `warn` and `error`; empty without any."""
    stated = freshness or {}
    limits = {level: stated.get(f"{level}_after") or {} for level in ("warn", "error")}
    return {level: limit for level, limit in limits.items() if limit.get("count")}


def _limit_sentence(freshness: Mapping[str, Any]) -> str:
    limit = next(iter(_stated_limits(freshness).values()))
    return f"The newest row is at most {limit['count']} {limit['period']}s old."


SPECS = freshness_checks(current_manifest())


@dg.multi_asset_check(specs=list(SPECS.values()), name=CHECK_NAME, pool="warehouse")
def source_freshness(
    context: dg.AssetCheckExecutionContext,
    dbt: dg.ResourceParam[Dbt],
    settings: dg.ResourceParam[Settings],
) -> Iterator[dg.AssetCheckResult]:
    """Check how old the newest row of every feed is.

    A feed without rows is not in use. A feed that was never fresh is history, not a late delivery.
    """
    target = settings.dbt_target / CHECK_NAME
    for _ in dbt.freshness(target):
        context.log.debug("dbt measured the age of one more feed.")
    run_id = context.op_execution_context.run_id
    result_store.save_dbt_results(settings, run_id, target)
    with open_store(settings).transaction() as store:
        results = result_store.read_results(store, run_id)
    result_of_check = {result.check_id: result for result in results}
    for unique_id, spec in SPECS.items():
        result = result_of_check.get(f"freshness.{unique_id}")
        yield (
            asset_check_result(settings, [result]) if result else _result_without_measurement(spec)
        )


def _result_without_measurement(spec: dg.AssetCheckSpec) -> dg.AssetCheckResult:
    """A passed check for a feed that is not in use or was never fresh."""
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=True,
        metadata={"status": "The feed has no rows, or is history: it was never fresh."},
    )
