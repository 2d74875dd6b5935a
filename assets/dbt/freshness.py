"""How old each feed is, as a check on its raw asset.

dbt says what is stale (`freshness` of a source); dagster-dbt shows none of it. A stale feed is a
warning: what readers get is old, not wrong.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from assets.dbt.project import current_manifest
from assets.dbt.runner import Dbt
from ecom_platform.quality import outcomes
from ecom_platform.settings import Settings
from ecom_platform.warehouse.inspection import row_counts

CHECK_NAME = "source_freshness"


def freshness_checks(manifest: Mapping[str, Any]) -> dict[str, dg.AssetCheckSpec]:
    """The check of each source that states how fresh it must be, by dbt's id."""
    return {
        unique_id: dg.AssetCheckSpec(
            CHECK_NAME,
            asset=[source["source_name"], source["name"]],
            description=_sentence(source["freshness"]),
        )
        for unique_id, source in manifest["sources"].items()
        if _thresholds(source["freshness"])
    }


def _thresholds(freshness: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    limits = {word: (freshness or {}).get(f"{word}_after") or {} for word in ("warn", "error")}
    return {word: limit for word, limit in limits.items() if limit.get("count")}


def _sentence(freshness: Mapping[str, Any]) -> str:
    limit = next(iter(_thresholds(freshness).values()))
    return f"The newest row is at most {limit['count']} {limit['period']}s old."


SPECS = freshness_checks(current_manifest())


@dg.multi_asset_check(specs=list(SPECS.values()), name=CHECK_NAME, pool="warehouse")
def source_freshness(
    context: dg.AssetCheckExecutionContext,
    dbt: dg.ResourceParam[Dbt],
    settings: dg.ResourceParam[Settings],
) -> Iterator[dg.AssetCheckResult]:
    """Ask dbt for the age of every feed that states one; a feed without rows is not in use."""
    tables = {unique_id: ".".join(spec.asset_key.path) for unique_id, spec in SPECS.items()}
    rows = row_counts(settings.warehouse_path, tables.values())
    target = settings.dbt_target / CHECK_NAME
    for message in dbt.stream(["source", "freshness"], target):
        unique_id, status = message["data"]["node_info"]["unique_id"], message["data"]["status"]
        in_use = rows[tables[unique_id]] > 0
        yield dg.AssetCheckResult(
            asset_key=SPECS[unique_id].asset_key,
            check_name=CHECK_NAME,
            passed=status == "pass" or not in_use,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"status": status if in_use else "not in use"},
        )
    outcomes.store(settings, context.op_execution_context.run_id, target)
