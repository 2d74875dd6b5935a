"""One dbt build of the assets and checks that Dagster selected, reported while it runs.

Models become materialisations with their row count; tests and unit tests become check results.
A unit test that passed on the same code before is not run again. Every result is stored for the
gate, which decides on publishing. A failure does not stop the run: tables that depend on a failed
table are not built, and the gate holds them back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from assets.dbt.dbt_runner import Dbt
from assets.dbt.translation import (
    TRANSLATOR,
    UNIT_TEST_PREFIX,
    build_order,
    check_ids,
    dbt_id,
    known_to_dbt,
)
from assets.quality.check_metadata import result_metadata
from ecom_platform.operations.store import open_store
from ecom_platform.pipeline.dbt_process import compile_models_if_failed
from ecom_platform.pipeline.incremental_code import (
    outdated_tables,
    rebuild_sentence,
    record_built_code,
)
from ecom_platform.quality.gate.gate import tables_not_to_build
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.results.unit_test_passes import passed_unit_tests
from ecom_platform.settings import Settings
from ecom_platform.warehouse.inspection import row_counts

Event = Any  # what dagster-dbt yields: outputs, check results, observations


def build_layer(
    context: dg.AssetExecutionContext,
    dbt: Dbt,
    settings: Settings,
    manifest: Mapping[str, Any],
) -> Iterator[Event]:
    """Build and check the selected assets of one layer, except those that depend on a failed table.

    Args:
        context: the context of the step, which states what is selected.
        dbt: runs the project.
        settings: where the warehouse and the store are.
        manifest: the manifest of the dbt project, as Dagster sees it.

    Raises:
        DbtError: dbt stopped before it ran anything.
    """
    target = settings.dbt_target / context.op_def.name
    held = _held_tables(context, settings, dbt)
    outputs: list[dg.Output[None]] = []
    failed: list[dg.AssetCheckResult] = []
    selected = _selected_dbt_ids(context, manifest, held)
    reused = passed_unit_tests(settings) & set(selected)
    nodes = [node for node in selected if node not in reused]
    outdated = outdated_tables(settings, manifest, nodes)
    if outdated:
        context.log.info(rebuild_sentence(outdated))
    try:
        for message in dbt.build(nodes, target, full_refresh=bool(outdated)):
            for event in _dagster_events(context, message, manifest, target):
                if isinstance(event, dg.Output):
                    outputs.append(event)
                elif isinstance(event, dg.AssetCheckResult) and not event.passed:
                    failed.append(event)
                else:
                    yield event
    finally:
        result_store.save_dbt_results(settings, context.run_id, target, reused)
        record_built_code(settings, manifest, target)
    yield from _reused_unit_test_results(context, reused)
    yield from _with_failure_details(context, settings, failed)
    yield from _with_row_counts(outputs, context.assets_def, settings, manifest)
    yield from _outputs_of_unbuilt_assets(context, outputs, manifest, held)


def _held_tables(context: dg.AssetExecutionContext, settings: Settings, dbt: Dbt) -> dict[str, str]:
    """The tables that must not be built, each with the failed table that it depends on.

    First the run is registered in the store, because its tables are about to change.
    """
    dbt.parse()
    if context.selected_asset_keys:
        result_store.begin_run(settings, context.run_id)
    compile_models_if_failed(settings, context.run_id)
    with open_store(settings).transaction() as store:
        parsed = Manifest.read(settings.dbt_target / "manifest.json")
        return tables_not_to_build(store, context.run_id, parsed)


def _selected_dbt_ids(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any], held: Mapping[str, str]
) -> list[str]:
    """The dbt ids of every selected asset and check that is not held."""
    checks = check_ids(context.assets_def)
    assets = {key: dbt_id(context.assets_def, key) for key in context.selected_asset_keys}
    excluded = {key for key, node in assets.items() if _table_of_node(manifest, node) in held}
    nodes = [node for key, node in assets.items() if key not in excluded]
    nodes += [
        checks[key] for key in context.selected_asset_check_keys if key.asset_key not in excluded
    ]
    return sorted(known_to_dbt(node) for node in nodes)


def _dagster_events(
    context: dg.AssetExecutionContext,
    message: Mapping[str, Any],
    manifest: Mapping[str, Any],
    target: Path,
) -> Iterable[Event]:
    """What Dagster is told about the result of one dbt node."""
    if message["data"]["node_info"]["unique_id"].startswith("unit_test."):
        return _unit_test_results(context, message)
    event = DbtCoreCliEventMessage(raw_event=dict(message), event_history_metadata={})
    return event.to_default_asset_events(manifest, TRANSLATOR, context, target)


def _result_status(message: Mapping[str, Any]) -> str:
    """The status of a result, which dbt states outside `node_info` if the node is a unit test."""
    node_status = str(message["data"]["node_info"]["node_status"])
    return node_status if node_status != "None" else str(message["data"]["status"]).lower()


def _unit_test_results(
    context: dg.AssetExecutionContext, message: Mapping[str, Any]
) -> Iterator[dg.AssetCheckResult]:
    """The check result of a unit test, for which dagster-dbt emits none."""
    unit_test = message["data"]["node_info"]["unique_id"]
    for key in _check_keys(context, {unit_test}):
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=_result_status(message) == "pass",
            metadata={"kind": "dbt unit test"},
        )


def _reused_unit_test_results(
    context: dg.AssetExecutionContext, reused: Collection[str]
) -> Iterator[dg.AssetCheckResult]:
    """A passed result for each unit test that passed on the same code in an earlier run."""
    for key in _check_keys(context, reused):
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=True,
            metadata={"kind": "dbt unit test", "note": "It passed on the same code before."},
        )


def _check_keys(
    context: dg.AssetExecutionContext, unit_tests: Collection[str]
) -> Iterator[dg.AssetCheckKey]:
    """The selected checks that show these unit tests."""
    shown = {UNIT_TEST_PREFIX + unit_test for unit_test in unit_tests}
    for key, unique_id in check_ids(context.assets_def).items():
        if unique_id in shown and key in context.selected_asset_check_keys:
            yield key


def _with_failure_details(
    context: dg.AssetExecutionContext, settings: Settings, failed: Iterable[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """The results of failed tests, each with its message, its query and failing rows."""
    with open_store(settings).transaction() as store:
        stored_results = result_store.read_results(store, context.run_id)
    by_table_and_check = {(stored.table, stored.check): stored for stored in stored_results}
    for result in failed:
        table = ".".join(result.asset_key.path) if result.asset_key else ""
        check_result = by_table_and_check.get((table, result.check_name or ""))
        details = result_metadata(settings, check_result) if check_result else {}
        yield result._replace(metadata={**result.metadata, **details})


def _outputs_of_unbuilt_assets(
    context: dg.AssetExecutionContext,
    outputs: Iterable[dg.Output[None]],
    manifest: Mapping[str, Any],
    held: Mapping[str, str],
) -> Iterator[dg.Output[None]]:
    """An output with the reason for each asset that was not built, parents first.

    Without these outputs Dagster would skip all later layers, even assets that do not depend on
    the failure.
    """
    built = {output.output_name for output in outputs}
    names = {
        dbt_id(context.assets_def, key): name
        for name, key in context.assets_def.keys_by_output_name.items()
        if key in context.selected_asset_keys and name not in built
    }
    reasons: Counter[str] = Counter()
    for node in sorted(names, key=build_order(manifest).__getitem__):
        table = _table_of_node(manifest, node)
        reason = f"depends on {held[table]}, which failed" if table in held else "failed itself"
        reasons[reason] += 1
        yield dg.Output(None, names[node], metadata={"status": f"Not built: {reason}."})
    for reason, count in reasons.items():
        context.log.warning(f"{count} tables were not built: {reason}.")


def _table_of_node(manifest: Mapping[str, Any], node: str) -> str:
    return f"{manifest['nodes'][node]['schema']}.{manifest['nodes'][node]['alias']}"


def _with_row_counts(
    outputs: Iterable[dg.Output[None]],
    assets_def: dg.AssetsDefinition,
    settings: Settings,
    manifest: Mapping[str, Any],
) -> Iterator[dg.Output[None]]:
    """The outputs, with the current number of rows for each that is a table and not a view."""
    keys = assets_def.keys_by_output_name
    tables = {name: _table_of_node(manifest, dbt_id(assets_def, key)) for name, key in keys.items()}
    built = [tables[output.output_name] for output in outputs]
    counts = row_counts(settings.warehouse_path, built)
    for output in outputs:
        rows = counts.get(tables[output.output_name])
        row_count = {} if rows is None else {"dagster/row_count": rows}
        yield dg.Output(None, output.output_name, metadata={**output.metadata, **row_count})
