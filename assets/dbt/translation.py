"""dbt's words in Dagster's: owners, unit tests as tests, and the proof that no test is lost.

Pure functions over the manifest. Asset keys and groups are dagster-dbt's own defaults.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from ecom_platform.errors import PlatformError

UNIT_TEST_PREFIX = "test."
BUILT = {"model", "snapshot", "seed", "test"}


class LostNodeError(PlatformError):
    """A dbt model or test would never run, or run unseen."""


class OwnersFromMeta(DagsterDbtTranslator):
    """dagster-dbt's defaults, with `meta.owner` of a model as the owner of its asset."""

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str] | None:
        """The owner stated in the model's meta."""
        owner = dbt_resource_props.get("meta", {}).get("owner")
        return [owner] if owner else None


TRANSLATOR = OwnersFromMeta(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))


def with_unit_tests_as_tests(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with each unit test also listed as a data test of the model it tests.

    dagster-dbt makes checks of data tests only. The copies exist for Dagster's definitions; dbt
    itself never sees them.
    """
    nodes, children = dict(manifest["nodes"]), dict(manifest["child_map"])
    for unique_id, unit_test in manifest["unit_tests"].items():
        model = unit_test["depends_on"]["nodes"][0]
        copy_id = UNIT_TEST_PREFIX + unique_id
        nodes[copy_id] = {
            **unit_test,
            "unique_id": copy_id,
            "resource_type": "test",
            "attached_node": model,
            "depends_on": {"macros": [], "nodes": [model]},
            "meta": {"description": unit_test["description"]},
        }
        children[model] = [*children.get(model, []), copy_id]
    parents = {**manifest["parent_map"]} | {
        unique_id: node["depends_on"]["nodes"]
        for unique_id, node in nodes.items()
        if unique_id not in manifest["nodes"]
    }
    return {**manifest, "nodes": nodes, "child_map": children, "parent_map": parents}


def prove_nothing_is_lost(
    manifest: Mapping[str, Any], layers: Iterable[dg.AssetsDefinition]
) -> None:
    """Compare the models and tests dbt knows with the assets and checks Dagster shows.

    Raises:
        LostNodeError: a node is in no layer; the message names it and says what to do.
    """
    shown: set[str] = set()
    for layer in layers:
        shown |= {dbt_id(layer, key) for key in layer.keys}
        shown |= set(check_ids(layer).values())
    lost = sorted(
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in BUILT and unique_id not in shown
    )
    if lost:
        raise LostNodeError(
            f"Dagster does not show {len(lost)} nodes of the dbt project: {', '.join(lost)}. "
            "A model or snapshot belongs in the folder of a layer; a singular test of several "
            "models needs meta: {dagster: {ref: {name: <the model it judges>}}}."
        )


def dbt_id(layer: dg.AssetsDefinition, key: dg.AssetKey) -> str:
    """The dbt node behind an asset of a layer."""
    return str(layer.get_asset_spec(key).metadata["dagster_dbt/unique_id"])


def check_ids(layer: dg.AssetsDefinition) -> dict[dg.AssetCheckKey, str]:
    """The dbt test behind each check of a layer."""
    return {
        spec.key: str(spec.metadata["dagster_dbt/unique_id"])
        for spec in layer.node_check_specs_by_output_name.values()
    }
