"""The dbt project as assets, one step per layer, so that layers are checked one after another.

A new layer is added in this module. How a step runs dbt and reports is in `dbt_build.py`.
"""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from assets.dbt.dbt_build import Event, build_layer
from assets.dbt.dbt_runner import Dbt
from assets.dbt.manifest import current_manifest
from assets.dbt.translation import TRANSLATOR, check_every_node_is_shown, with_every_test_attached
from ecom_platform.settings import Settings

MANIFEST = with_every_test_attached(current_manifest())


def _assets_of_layer(name: str, select: str) -> dg.AssetsDefinition:
    """The assets of the dbt nodes that `select` names, built in one step."""

    @dbt_assets(
        manifest=MANIFEST,
        select=select,
        name=name,
        dagster_dbt_translator=TRANSLATOR,
        pool="warehouse",
    )
    def layer(
        context: dg.AssetExecutionContext,
        dbt: dg.ResourceParam[Dbt],
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[Event]:
        yield from build_layer(context, dbt, settings, MANIFEST)

    return layer


staging = _assets_of_layer("staging", "fqn:staging")
intermediate = _assets_of_layer("intermediate", "fqn:intermediate resource_type:snapshot")
marts = _assets_of_layer("marts", "fqn:marts")
provenance = _assets_of_layer("provenance", "fqn:provenance")
LAYERS = (staging, intermediate, marts, provenance)

check_every_node_is_shown(MANIFEST, LAYERS)
