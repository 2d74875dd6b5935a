"""How Dagster shows the dbt project: owners, unit tests as checks, and that no test is lost.

Pure functions over the manifest. Asset keys and groups are the defaults of dagster-dbt.
"""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from ecom_platform.errors import PlatformError

UNIT_TEST_PREFIX = "test."
BUILT = {"model", "snapshot", "seed", "test"}


class LostNodeError(PlatformError):
    """A dbt model or test is in no layer, so Dagster would neither run nor show it."""


class PlatformTranslator(DagsterDbtTranslator):
    """The defaults of dagster-dbt, with owners, and with checks that never block.

    A blocking check would end the whole run; instead the gate holds the table and all tables that
    depend on it.
    """

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str] | None:
        """The owner that the model states in its `meta`; None where it states none."""
        owner = dbt_resource_props.get("meta", {}).get("owner")
        return [owner] if owner else None

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A dbt test as a check that never blocks, with its severity as metadata."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        severity = str(manifest["nodes"][unique_id]["config"].get("severity") or "error").lower()
        return spec._replace(blocking=False, metadata={**spec.metadata, "severity": severity})


TRANSLATOR = PlatformTranslator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))


def with_every_test_attached(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest as Dagster needs it: every test belongs to one model.

    dagster-dbt only shows data tests as checks, so each unit test is also listed as a data test of
    its model. It ignores tests of several models and tests of vars only, so these are attached to
    the model that is built last. Only Dagster's definitions use the result; dbt never gets it.

    Args:
        manifest: the manifest that dbt wrote.
    """
    nodes, children = dict(manifest["nodes"]), dict(manifest["child_map"])
    parents, position = dict(manifest["parent_map"]), build_order(manifest)
    models = [node for node in nodes if node.startswith("model.")]
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] == "test" and not node.get("attached_node"):
            tested = node["depends_on"]["nodes"] or models
            last = max(tested, key=position.__getitem__)
            nodes[unique_id] = _attached_to_model(node, manifest["nodes"].get(last))
            children[last] = [*children[last], unique_id]
    for unique_id, unit_test in manifest["unit_tests"].items():
        copy_id, model = UNIT_TEST_PREFIX + unique_id, unit_test["depends_on"]["nodes"][0]
        nodes[copy_id] = {
            **unit_test,
            "unique_id": copy_id,
            "resource_type": "test",
            "attached_node": model,
            "depends_on": {"macros": [], "nodes": [model]},
            "meta": {"description": unit_test["description"]},
        }
        children[model] = [*children.get(model, []), copy_id]
        parents[copy_id] = [model]
    return {**manifest, "nodes": nodes, "child_map": children, "parent_map": parents}


def build_order(manifest: Mapping[str, Any]) -> dict[str, int]:
    """The position of each node when parents are built before their children."""
    order = TopologicalSorter(manifest["parent_map"]).static_order()
    return {unique_id: position for position, unique_id in enumerate(order)}


def _attached_to_model(
    test: Mapping[str, Any], model: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """The test, attached to the model.

    A test whose author has attached it, and a test without a model, are returned as they are.
    """
    meta = test["config"].get("meta", {})
    if model is None or "ref" in meta.get("dagster", {}):
        return test
    attached = {**meta, "dagster": {"ref": {"name": model["name"]}}}
    return {**test, "config": {**test["config"], "meta": attached}}


def check_every_node_is_shown(
    manifest: Mapping[str, Any], layers: Iterable[dg.AssetsDefinition]
) -> None:
    """Check that Dagster shows every model and test of the dbt project.

    Args:
        manifest: from `with_every_test_attached`.
        layers: the assets of all layers.

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
            "A model or snapshot belongs in the folder of a layer, and the model a test names in "
            "meta.dagster.ref must exist."
        )


def dbt_id(layer: dg.AssetsDefinition, key: dg.AssetKey) -> str:
    """The unique id in dbt of an asset of a layer."""
    return str(layer.get_asset_spec(key).metadata["dagster_dbt/unique_id"])


def check_ids(layer: dg.AssetsDefinition) -> dict[dg.AssetCheckKey, str]:
    """The unique id in dbt of each check of a layer."""
    return {
        spec.key: str(spec.metadata["dagster_dbt/unique_id"])
        for spec in layer.node_check_specs_by_output_name.values()
    }


def known_to_dbt(unique_id: str) -> str:
    """The id under which dbt knows a node: the copy of a unit test has the id of the original."""
    is_unit_test = unique_id.startswith(f"{UNIT_TEST_PREFIX}unit_test.")
    return unique_id.removeprefix(UNIT_TEST_PREFIX) if is_unit_test else unique_id
