"""The last asset: the version readers see.

What may be published is decided in `ecom_platform.quality`, how in `ecom_platform.publishing`.
"""

import dagster as dg

from assets.quality.gate import VERDICTS
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
    """One immutable version: the marts that passed, and of held ones the last good content."""
    publication = publish_version.publish(settings, context.run_id)
    context.log.info(publication.sentence)
    return dg.MaterializeResult(
        metadata={
            "version": publication.version.name,
            "status": publication.status,
            "held_tables": len(publication.version.held),
            "sentence": publication.sentence,
        }
    )
