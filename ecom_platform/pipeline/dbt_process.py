"""Run dbt as a separate process, for builds without an orchestrator.

The platform does not import dbt: it starts the dbt program of the same Python environment and
reads its log.
"""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ecom_platform.dbt_project import remove_outdated_parse
from ecom_platform.errors import WarehouseError
from ecom_platform.operations.store import open_store
from ecom_platform.pipeline.incremental_code import (
    outdated_tables,
    rebuild_sentence,
    record_built_code,
)
from ecom_platform.quality.gate.gate import has_failures
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import COMPILED, Manifest
from ecom_platform.settings import Settings
from ecom_platform.warehouse.run_lock import run_lock

Progress = Callable[[int, int, str], None]
Event = dict[str, dict[str, Any]]
_RESULT_EVENTS = {
    "LogModelResult",
    "LogSnapshotResult",
    "LogSeedResult",
    "LogTestResult",
    "LogNodeResult",
}


def current_manifest(settings: Settings) -> Manifest:
    """The manifest of the dbt project, which is parsed first if it has changed since the last time.

    Raises:
        WarehouseError: the project cannot be parsed.
    """
    remove_outdated_parse(settings.dbt_project, settings.dbt_target)
    path = settings.dbt_target / "manifest.json"
    if not path.is_file():
        messages = _error_messages(_run_dbt(settings, ["parse"]))
        if not path.is_file():
            raise WarehouseError(f"The dbt project cannot be parsed: {' '.join(messages)}")
    return Manifest.read(path)


def compile_models_if_failed(settings: Settings, run_id: str) -> None:
    """Compile every model when a failure of the run is to hold what is made of its columns.

    The models are compiled as for an empty warehouse: whole, as if they were built for the first
    time, and without waiting for the warehouse. They are compiled once for each change of the
    project. Where dbt cannot compile, no lineage is known, and a failure holds every table that
    reads the failed one.
    """
    with open_store(settings).transaction() as store:
        if not has_failures(store, run_id):
            return
    target = settings.dbt_target / COMPILED
    with run_lock(target):
        remove_outdated_parse(settings.dbt_project, target)
        if not (target / "manifest.json").is_file():
            warehouse = target / "empty.duckdb"
            arguments = ["compile", "--full-refresh", "--select", "resource_type:model"]
            deque(_run_dbt(settings, arguments, target, warehouse), maxlen=0)


def build(
    settings: Settings,
    run_id: str,
    *,
    without: Iterable[str] = (),
    full_refresh: bool = False,
    progress: Progress | None = None,
) -> None:
    """Build and test every table of the dbt project, and store the results for the gate.

    A failed model or test raises no error: its result is stored.

    Args:
        settings: where the project, the warehouse and the operational store are.
        run_id: the run that the results belong to.
        without: tables that are not built.
        full_refresh: whether incremental tables are rebuilt from scratch; they also are when one of
            them was built with other code or other vars.
        progress: called after each node, with its number, the number of nodes and a sentence.

    Raises:
        WarehouseError: dbt stopped before it built anything.
    """
    results = settings.dbt_target / "run_results.json"
    results.unlink(missing_ok=True)  # so that results of an earlier run are not taken for this one
    names = current_manifest(settings).names
    excluded = sorted(names[table] for table in without if table in names)
    manifest = json.loads((settings.dbt_target / "manifest.json").read_bytes())
    outdated = outdated_tables(settings, manifest, _ids_without(manifest, excluded))
    if outdated and progress:
        progress(0, 1, rebuild_sentence(outdated))
    arguments = ["build"]
    if full_refresh or outdated:
        arguments.append("--full-refresh")
    if excluded:
        arguments += ["--exclude", *excluded]
    messages = _error_messages(_events_reported_to(_run_dbt(settings, arguments), progress))
    if not results.is_file():
        raise WarehouseError(f"dbt stopped before it built anything: {' '.join(messages)}")
    result_store.save_dbt_results(settings, run_id, settings.dbt_target)
    record_built_code(settings, manifest, settings.dbt_target)


def _ids_without(manifest: Mapping[str, Any], excluded: Collection[str]) -> list[str]:
    """The ids of the nodes whose names are not excluded."""
    return [
        unique_id for unique_id, node in manifest["nodes"].items() if node["name"] not in excluded
    ]


def _events_reported_to(events: Iterable[Event], progress: Progress | None) -> Iterator[Event]:
    """The same events; each result of a node is reported to `progress` as it passes."""
    for event in events:
        info, data = event.get("info", {}), event.get("data", {})
        if progress and info.get("name") in _RESULT_EVENTS:
            progress(int(data.get("index", 0)), int(data.get("total", 0)), str(info.get("msg")))
        yield event


def _error_messages(events: Iterable[Event]) -> list[str]:
    """The messages of all events with the level `error`."""
    infos = (event.get("info", {}) for event in events)
    return [str(info.get("msg", "")) for info in infos if info.get("level") == "error"]


def _run_dbt(
    settings: Settings,
    arguments: list[str],
    target_folder: Path | None = None,
    warehouse: Path | None = None,
) -> Iterator[Event]:
    """Run a dbt command on the project; the events of its log, one by one as dbt writes them."""
    program = Path(sys.executable).with_name("dbt")
    project, target = str(settings.dbt_project), str(target_folder or settings.dbt_target)
    folders = [
        "--project-dir", project, "--profiles-dir", project,
        "--target-path", target, "--log-path", target,
    ]  # fmt: skip
    environment = {**os.environ, "DBT_WAREHOUSE_PATH": str(warehouse or settings.warehouse_path)}
    command = [str(program), "--log-format", "json", *arguments, *folders]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        for line in process.stdout or ():
            yield _parsed_event(line)


def _parsed_event(line: str) -> Event:
    """A line of dbt's log as an event; a line that is not JSON is an error, as dbt has crashed."""
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    return event if isinstance(event, dict) else {"info": {"level": "error", "msg": line.strip()}}
