"""One dbt build of the assets and checks Dagster selected, reported to Dagster as it happens.

Models become materialisations with their row count, tests and unit tests become check results, and
every outcome is stored for the gate that decides on publishing, also when the build fails.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from assets.dbt.runner import Dbt
from assets.dbt.translation import TRANSLATOR, UNIT_TEST_PREFIX, check_ids, dbt_id
from ecom_platform.quality import outcomes
from ecom_platform.settings import Settings
from ecom_platform.warehouse.inspection import row_counts

Event = Any  # what dagster-dbt yields: outputs, check results, observations
FAILED = {"error", "fail", "runtime error"}


def build_layer(
    context: dg.AssetExecutionContext,
    dbt: Dbt,
    settings: Settings,
    manifest: Mapping[str, Any],
) -> Iterator[Event]:
    """Build what is selected of one layer.

    Raises:
        dagster.Failure: a model or an error check failed; the message names them.
    """
    target = settings.dbt_target / context.op_def.name
    arguments = _arguments(context, dbt, manifest)
    failed: dict[str, str] = {}
    outputs: list[dg.Output[None]] = []
    try:
        for message in dbt.stream(arguments, target):
            failed |= _failed(message)
            for event in _events(context, message, manifest, target):
                if isinstance(event, dg.Output):
                    outputs.append(event)
                else:
                    yield event
        reasons = "\n".join(_reasons(failed, target))
    finally:
        outcomes.store(settings, context.run_id, target)
    yield from _with_row_counts(outputs, context.assets_def, settings, manifest)
    if reasons:
        raise dg.Failure(reasons, allow_retries=False)


def _arguments(
    context: dg.AssetExecutionContext, dbt: Dbt, manifest: Mapping[str, Any]
) -> list[str]:
    """Every selected asset and check by name: tests follow Dagster's selection, not dbt's."""
    checks = check_ids(context.assets_def)
    selected = [dbt_id(context.assets_def, key) for key in context.selected_asset_keys]
    selected += [checks[key] for key in context.selected_asset_check_keys]
    names = sorted("fqn:" + ".".join(manifest["nodes"][node]["fqn"]) for node in selected)
    refresh = ["--full-refresh"] if dbt.full_refresh else []
    return ["build", *refresh, "--indirect-selection", "empty", "--select", *names]


def _events(
    context: dg.AssetExecutionContext,
    message: Mapping[str, Any],
    manifest: Mapping[str, Any],
    target: Path,
) -> Iterable[Event]:
    if message["data"]["node_info"]["unique_id"].startswith("unit_test."):
        return _unit_test_results(context, message)
    event = DbtCoreCliEventMessage(raw_event=dict(message), event_history_metadata={})
    return event.to_default_asset_events(manifest, TRANSLATOR, context, target)


def _status(message: Mapping[str, Any]) -> str:
    """The status of a result; of a unit test it stands beside the node, not in it."""
    node_status = str(message["data"]["node_info"]["node_status"])
    return node_status if node_status != "None" else str(message["data"]["status"]).lower()


def _unit_test_results(
    context: dg.AssetExecutionContext, message: Mapping[str, Any]
) -> Iterator[dg.AssetCheckResult]:
    """The result of a unit test, for which dagster-dbt emits nothing."""
    wanted = UNIT_TEST_PREFIX + message["data"]["node_info"]["unique_id"]
    for key, unique_id in check_ids(context.assets_def).items():
        if unique_id == wanted and key in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=_status(message) == "pass",
                metadata={"kind": "dbt unit test"},
            )


def _failed(message: Mapping[str, Any]) -> dict[str, str]:
    """The name of a failed node by its id; nothing for any other."""
    node = message["data"]["node_info"]
    return {node["unique_id"]: node["node_name"]} if _status(message) in FAILED else {}


def _reasons(failed: Mapping[str, str], target: Path) -> Iterator[str]:
    """What dbt says of each failed node, in a line and without the stack of macros."""
    results = json.loads((target / "run_results.json").read_bytes())["results"]
    messages = {result["unique_id"]: result["message"] or "" for result in results}
    for unique_id, name in failed.items():
        message = messages.get(unique_id, "").split("> in macro")[0]
        yield f"{name}: {' '.join(message.split())}"


def _with_row_counts(
    outputs: Iterable[dg.Output[None]],
    assets_def: dg.AssetsDefinition,
    settings: Settings,
    manifest: Mapping[str, Any],
) -> Iterator[dg.Output[None]]:
    """The materialisations, those of tables with the number of rows they have now."""
    tables = {}
    for name, key in assets_def.keys_by_output_name.items():
        node = manifest["nodes"][dbt_id(assets_def, key)]
        tables[name] = f"{node['schema']}.{node['alias']}"
    built = [tables[output.output_name] for output in outputs]
    counts = row_counts(settings.warehouse_path, built)
    for output in outputs:
        rows = counts.get(tables[output.output_name])
        known = {} if rows is None else {"dagster/row_count": rows}
        yield dg.Output(None, output.output_name, metadata={**output.metadata, **known})
