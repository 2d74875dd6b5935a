"""The gate as an asset: it decides, after all tables and checks, which tables readers may get.

The rules of the decision are in `ecom_platform.quality.gate.gate`.
"""

from collections.abc import Iterator

import dagster as dg

from assets.analytics.analytic_tables import ANALYTIC_KEYS
from assets.dbt.dbt_assets import marts, provenance
from ecom_platform.pipeline.dbt_process import compile_models_if_failed
from ecom_platform.quality.gate.gate import Verdict, evaluate_run
from ecom_platform.settings import Settings
from ecom_platform.warehouse.layers import QUALITY

VERDICTS = dg.AssetKey([QUALITY, "verdicts"])
PASSED = dg.AssetCheckSpec(
    "every_table_passed",
    asset=VERDICTS,
    description="No table is held back from readers. A failure opens an incident.",
)


@dg.asset(
    key=VERDICTS,
    deps=sorted([*marts.keys, *provenance.keys, *ANALYTIC_KEYS]),
    check_specs=[PASSED],
    group_name=QUALITY,
    owners=["data-platform@example.com"],
    kinds={"python"},
    pool="warehouse",
)
def verdicts(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Decide for each table of the run whether readers may get it; if in doubt it is held back."""
    compile_models_if_failed(settings, context.run_id)
    verdict = evaluate_run(settings, context.run_id)
    yield dg.MaterializeResult(metadata=_verdict_metadata(verdict))
    yield dg.AssetCheckResult(
        check_name=PASSED.name, passed=not verdict.reasons, metadata=_verdict_metadata(verdict)
    )


def _verdict_metadata(verdict: Verdict) -> dict[str, dg.MetadataValue]:
    """The number of tables and of held tables, why they are held, and the counts of checks."""
    held = [f"- {name}: {' '.join(table.reasons)}" for name, table in verdict.held.items()]
    return {
        "tables": dg.MetadataValue.int(len(verdict.tables)),
        "held_tables": dg.MetadataValue.int(len(verdict.held)),
        "held": dg.MetadataValue.md("\n".join([*verdict.run_reasons, *held]) or "None."),
        **{
            f"checks_{status}": dg.MetadataValue.int(count)
            for status, count in verdict.counts.items()
        },
    }
