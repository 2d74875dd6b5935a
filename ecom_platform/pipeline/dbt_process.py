"""Run dbt as a process of its own, for whoever builds without an orchestrator.

The library imports no dbt: it starts the program that is installed beside it and reads its log.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ecom_platform.dbt_project import remove_outdated_parse
from ecom_platform.errors import WarehouseError
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.settings import Settings

Progress = Callable[[int, int, str], None]
Event = dict[str, dict[str, Any]]
_RESULTS = {
    "LogModelResult",
    "LogSnapshotResult",
    "LogSeedResult",
    "LogTestResult",
    "LogNodeResult",
}


def current_manifest(settings: Settings) -> Manifest:
    """What dbt knows of its project, parsed when it has not been since its last change.

    Raises:
        WarehouseError: the project cannot be parsed.
    """
    remove_outdated_parse(settings.dbt_project, settings.dbt_target)
    path = settings.dbt_target / "manifest.json"
    if not path.is_file():
        messages = _problems(_events(settings, ["parse"]))
        if not path.is_file():
            raise WarehouseError(f"The dbt project cannot be parsed: {' '.join(messages)}")
    return Manifest.read(path)


def build(
    settings: Settings,
    run_id: str,
    *,
    without: Iterable[str] = (),
    full_refresh: bool = False,
    progress: Progress | None = None,
) -> None:
    """Build and check everything dbt knows but the tables of `without`; keep what it found out.

    Failed models and checks are outcomes, not errors: the gate judges them.

    Raises:
        WarehouseError: dbt stopped before it built anything.
    """
    results = settings.dbt_target / "run_results.json"
    results.unlink(missing_ok=True)  # nobody may take old ones for ours
    names = current_manifest(settings).names
    left_out = sorted(names[table] for table in without if table in names)
    arguments = ["build", *(["--full-refresh"] if full_refresh else [])]
    arguments += ["--exclude", *left_out] if left_out else []
    messages = _problems(_told(_events(settings, arguments), progress))
    if not results.is_file():
        raise WarehouseError(f"dbt stopped before it built anything: {' '.join(messages)}")
    result_store.keep_dbt_results(settings, run_id, settings.dbt_target)


def _told(events: Iterable[Event], progress: Progress | None) -> Iterator[Event]:
    for event in events:
        info, data = event.get("info", {}), event.get("data", {})
        if progress and info.get("name") in _RESULTS:
            progress(int(data.get("index", 0)), int(data.get("total", 0)), str(info.get("msg")))
        yield event


def _problems(events: Iterable[Event]) -> list[str]:
    infos = (event.get("info", {}) for event in events)
    return [str(info.get("msg", "")) for info in infos if info.get("level") == "error"]


def _events(settings: Settings, arguments: list[str]) -> Iterator[Event]:
    program = Path(sys.executable).with_name("dbt")
    project, target = str(settings.dbt_project), str(settings.dbt_target)
    places = [
        "--project-dir", project, "--profiles-dir", project,
        "--target-path", target, "--log-path", target,
    ]  # fmt: skip
    environment = {**os.environ, "DBT_WAREHOUSE_PATH": str(settings.warehouse_path)}
    command = [str(program), "--log-format", "json", *arguments, *places]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        for line in process.stdout or ():
            yield _event(line)


def _event(line: str) -> Event:
    """A line of dbt's log; what is not JSON is dbt falling over, and counts as an error."""
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    return event if isinstance(event, dict) else {"info": {"level": "error", "msg": line.strip()}}
