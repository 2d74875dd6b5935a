"""Run dbt inside this process.

A whole run needs only one import and one parse, and a killed run leaves no child process that holds
the warehouse. What is built is in `dbt_assets.py`; how Dagster shows it, in `translation.py`.
"""

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, cast

from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.constants import PARTIAL_PARSE_FILE_NAME
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg
from dbt_common.events.functions import msg_to_dict

from ecom_platform.dbt_project import remove_outdated_parse
from ecom_platform.errors import PlatformError
from ecom_platform.settings import Settings
from ecom_platform.warehouse.run_lock import run_lock

QUIET = ("--log-level", "none", "--log-level-file", "info", "--no-print", "--no-use-colors")
RESULTS = {
    "LogModelResult",
    "LogSnapshotResult",
    "LogSeedResult",
    "LogTestResult",
    "LogFreshnessResult",
}
MANIFEST = "manifest.json"
RESULTS_FILE = "run_results.json"
CHOSEN = "chosen-for-this-build"
_PARSED: dict[Settings, Manifest] = {}


def parsed_project(settings: Settings) -> Path:
    """The folder in which dbt keeps the parsed project."""
    return settings.dbt_project / "target"


class DbtError(PlatformError):
    """dbt could not run; a failed check is not an error."""


class Dbt:
    """dbt on the platform's project and warehouse.

    Attributes:
        full_refresh: whether builds rebuild incremental tables from their beginning.
    """

    def __init__(self, settings: Settings, *, full_refresh: bool = False) -> None:
        self.full_refresh = full_refresh
        self._settings = settings

    def parse(self) -> Manifest:
        """The manifest of the project, parsed once per process.

        `manifest.json` is also copied into the target folder of the settings. The parsed project
        depends on code only, so all data folders share it.

        Raises:
            DbtError: the project cannot be parsed.
        """
        if self._settings not in _PARSED:
            _PARSED[self._settings] = self._parse_project()
            self._settings.dbt_target.mkdir(parents=True, exist_ok=True)
            shutil.copy(parsed_project(self._settings) / MANIFEST, self._settings.dbt_target)
        return _PARSED[self._settings]

    def _parse_project(self) -> Manifest:
        """Parse the project and write `manifest.json` if it is older than the parse result."""
        target = parsed_project(self._settings)
        with run_lock(target):
            remove_outdated_parse(self._settings.dbt_project, target)
            # dbt parses everything again if the profile has another path than last time,
            # so parsing always uses the bare file name.
            name = self._settings.warehouse_path.name
            result = self._invoke(["parse", "--no-write-json"], target, warehouse=name)
            if isinstance(result.result, Manifest) and _is_outdated(target / MANIFEST):
                cast("Any", result.result).write(str(target / MANIFEST))
        if result.exception or not isinstance(result.result, Manifest):
            raise DbtError(
                f"The dbt project {self._settings.dbt_project} cannot be parsed: {result.exception}"
            )
        return result.result

    def build(
        self, nodes: Collection[str], target: Path, *, full_refresh: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Build exactly these nodes; yields dbt's event with the result of each node.

        Args:
            nodes: by their unique ids in dbt; without any, nothing runs and no result is left.
            target: the folder for `run_results.json`.
            full_refresh: whether this build rebuilds incremental tables from their beginning, even
                if builds usually do not.

        Raises:
            DbtError: dbt stopped before it ran anything. A failed node is a result, not an error.
        """
        if not nodes:
            shutil.rmtree(target, ignore_errors=True)  # or an earlier step's results would count
            return
        refresh = ["--full-refresh"] if self.full_refresh or full_refresh else []
        chosen = ["--indirect-selection", "empty", "--select", f"tag:{CHOSEN}"]
        # writing dbt's manifest takes longer than a small build
        arguments = ["build", *refresh, *chosen, "--no-write-json"]
        with _tagged(self.parse(), nodes):
            yield from self._results_of_command(arguments, target)

    def freshness(self, target: Path) -> Iterator[dict[str, Any]]:
        """Measure the age of every source; yields dbt's event with the result of each source.

        Args:
            target: the folder for `sources.json`.

        Raises:
            DbtError: dbt stopped before it ran anything.
        """
        return self._results_of_command(["source", "freshness"], target)

    def _results_of_command(
        self, arguments: Sequence[str], target: Path
    ) -> Iterator[dict[str, Any]]:
        """Run a dbt command in a thread; yields its results as they come, then writes them.

        Raises:
            DbtError: dbt stopped with an exception.
        """
        manifest = self.parse()
        shutil.rmtree(target, ignore_errors=True)  # a stopped run must not leave old results
        events: SimpleQueue[EventMsg | None] = SimpleQueue()
        results: list[dbtRunnerResult] = []

        def queue_result(event: EventMsg) -> None:
            if event.info.name in RESULTS:
                events.put(event)

        def run_dbt() -> None:
            warehouse = str(self._settings.warehouse_path)
            results.append(
                self._invoke(arguments, target, manifest, queue_result, warehouse=warehouse)
            )
            events.put(None)  # ends the loop that reads the queue

        thread = Thread(target=run_dbt, name="dbt", daemon=True)
        thread.start()
        yield from map(msg_to_dict, iter(events.get, None))
        thread.join()
        if results[0].exception:
            raise DbtError(f"dbt {arguments[0]} stopped: {results[0].exception}")
        if isinstance(results[0].result, RunExecutionResult):
            results[0].result.write(str(target / RESULTS_FILE))

    def _invoke(
        self,
        arguments: Sequence[str],
        target: Path,
        manifest: Manifest | None = None,
        *callbacks: Callable[[EventMsg], None],
        warehouse: str,
    ) -> dbtRunnerResult:
        """Run a dbt command on the project; it writes into `target` and calls back for events."""
        os.environ["DBT_WAREHOUSE_PATH"] = warehouse
        project = str(self._settings.dbt_project)
        folders = {
            "--project-dir": project,
            "--profiles-dir": project,
            "--target-path": str(target),
            "--log-path": str(target),
        }
        options = [word for folder in folders.items() for word in folder]
        runner, working_folder = dbtRunner(manifest, list(callbacks)), Path.cwd()
        try:
            return runner.invoke([*arguments, *options, *QUIET])
        finally:
            os.chdir(working_folder)  # dbt changes into its project


def _is_outdated(manifest: Path) -> bool:
    """Whether dbt has parsed the project since `manifest.json` was written."""
    parsed = manifest.with_name(PARTIAL_PARSE_FILE_NAME)
    return not manifest.is_file() or manifest.stat().st_mtime < parsed.stat().st_mtime


@contextmanager
def _tagged(manifest: Manifest, nodes: Collection[str]) -> Iterator[None]:
    """Give the nodes one tag by which dbt selects them, as long as the block runs.

    Selection by name would be slow, because dbt compares each name with every node.
    """
    tag_lists: list[list[str]] = [cast("Any", manifest.expect(node)).tags for node in nodes]
    for tags in tag_lists:
        tags.append(CHOSEN)
    try:
        yield
    finally:
        for tags in tag_lists:
            tags.remove(CHOSEN)
