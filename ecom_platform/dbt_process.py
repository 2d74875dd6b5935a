"""Run dbt as a process of its own, for whoever builds without an orchestrator.

The library imports no dbt: it starts the program that is installed beside it and reads its log.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from ecom_platform.errors import WarehouseError
from ecom_platform.quality import outcomes
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


def build(
    settings: Settings, *, full_refresh: bool = False, progress: Progress | None = None
) -> str:
    """Build and check everything dbt knows; the id of this build's run.

    Failed models and checks are outcomes, not errors: the gate judges them.

    Raises:
        WarehouseError: nothing is ingested yet, or dbt stopped before it built anything.
    """
    if not settings.warehouse_path.is_file():
        raise WarehouseError("Nothing is ingested yet. Run 'ecom ingest' first.")
    run_id = str(uuid4())
    results = settings.dbt_target / "run_results.json"
    results.unlink(missing_ok=True)  # nobody may take old ones for ours
    outcomes.begin(settings, run_id)
    arguments = ["build", *(["--full-refresh"] if full_refresh else [])]
    messages = []
    for event in _events(settings, arguments):
        info, data = event.get("info", {}), event.get("data", {})
        if info.get("level") == "error":
            messages.append(str(info.get("msg", "")))
        if progress and info.get("name") in _RESULTS:
            progress(int(data.get("index", 0)), int(data.get("total", 0)), str(info.get("msg")))
    if not results.is_file():
        raise WarehouseError(f"dbt stopped before it built anything: {' '.join(messages)}")
    outcomes.store(settings, run_id, settings.dbt_target)
    return run_id


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
