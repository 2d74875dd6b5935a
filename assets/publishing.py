"""The last asset: the published version that readers see.

The gate in `ecom_platform.quality` decides what may be published; `ecom_platform.publishing` does
it.
"""

from datetime import UTC, datetime

import dagster as dg

from assets.quality.gate import VERDICTS
from dagster_instance.run_retention import delete_old_runs
from ecom_platform.publishing import publish_version
from ecom_platform.settings import Settings
from ecom_platform.warehouse.layers import PUBLISHED


@dg.asset(
    key=[PUBLISHED, "version"],
    deps=[VERDICTS],
    group_name=PUBLISHED,
    owners=["data-platform@example.com"],
    kinds={"python", "duckdb"},
    pool="warehouse",
)
def published(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[None]:
    """Publish a version: the tables that passed, and the last good content of tables on hold."""
    publication = publish_version.publish(settings, context.run_id)
    context.log.info(publication.sentence)
    deleted = delete_old_runs(context.instance, settings.keep_run_days, datetime.now(UTC))
    context.log.info(f"{len(deleted)} runs older than {settings.keep_run_days} days were deleted.")
    return dg.MaterializeResult(
        metadata={
            "version": publication.version.name,
            "status": publication.status,
            "held_tables": len(publication.version.held),
            "sentence": publication.sentence,
        }
    )
