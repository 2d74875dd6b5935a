"""Run dbt inside this process.

One import and one parse serve a whole run, and no child process is left holding the warehouse when
a run is killed. What is built belongs in `dbt_assets.py`, how its events read in `translation.py`.
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
    """Where dbt keeps what it parsed."""
    return settings.dbt_project / "target"


class DbtError(PlatformError):
    """dbt could not do what it was asked; checks that failed are not meant."""


class Dbt:
    """dbt on the platform's project and warehouse.

    Attributes:
        full_refresh: whether builds start incremental tables from their beginning.
    """

    def __init__(self, settings: Settings, *, full_refresh: bool = False) -> None:
        self.full_refresh = full_refresh
        self._settings = settings

    def parse(self) -> Manifest:
        """Read the project, once in a process, and leave `manifest.json` in the target folder.

        The parsed project is code, not state: all data folders share it.

        Raises:
            DbtError: the project cannot be parsed.
        """
        if self._settings not in _PARSED:
            _PARSED[self._settings] = self._parsed()
            self._settings.dbt_target.mkdir(parents=True, exist_ok=True)
            shutil.copy(parsed_project(self._settings) / MANIFEST, self._settings.dbt_target)
        return _PARSED[self._settings]

    def _parsed(self) -> Manifest:
        target = parsed_project(self._settings)
        with run_lock(target):
            remove_outdated_parse(self._settings.dbt_project, target)
            # dbt parses everything afresh when the profile reads another path than last time
            name = self._settings.warehouse_path.name
            check_result = self._invoke(["parse", "--no-write-json"], target, warehouse=name)
            if isinstance(check_result.result, Manifest) and _is_outdated(target / MANIFEST):
                cast("Any", check_result.result).write(str(target / MANIFEST))
        if check_result.exception or not isinstance(check_result.result, Manifest):
            raise DbtError(
                f"The dbt project {self._settings.dbt_project} cannot be parsed: "
                f"{check_result.exception}"
            )
        return check_result.result

    def build(self, nodes: Collection[str], target: Path) -> Iterator[dict[str, Any]]:
        """Build exactly these nodes, yielding the result of each; `run_results.json` in `target`.

        Raises:
            DbtError: dbt stopped before it ran anything. Failed nodes only show in the results.
        """
        refresh = ["--full-refresh"] if self.full_refresh else []
        chosen = ["--indirect-selection", "empty", "--select", f"tag:{CHOSEN}"]
        # written for each build, dbt's manifest would cost more than its smaller builds
        arguments = ["build", *refresh, *chosen, "--no-write-json"]
        with _tagged(self.parse(), nodes):
            yield from self._stream(arguments, target)

    def freshness(self, target: Path) -> Iterator[dict[str, Any]]:
        """Ask for the age of every source, yielding each; `sources.json` in `target`.

        Raises:
            DbtError: dbt stopped before it ran anything.
        """
        return self._stream(["source", "freshness"], target)

    def _stream(self, arguments: Sequence[str], target: Path) -> Iterator[dict[str, Any]]:
        manifest = self.parse()
        shutil.rmtree(target, ignore_errors=True)  # old results must not be taken for new ones
        events: SimpleQueue[EventMsg | None] = SimpleQueue()
        check_results: list[dbtRunnerResult] = []

        def keep(event: EventMsg) -> None:
            if event.info.name in RESULTS:
                events.put(event)

        def run() -> None:
            warehouse = str(self._settings.warehouse_path)
            check_results.append(
                self._invoke(arguments, target, manifest, keep, warehouse=warehouse)
            )
            events.put(None)

        thread = Thread(target=run, name="dbt", daemon=True)
        thread.start()
        yield from map(msg_to_dict, iter(events.get, None))
        thread.join()
        if check_results[0].exception:
            raise DbtError(f"dbt {arguments[0]} stopped: {check_results[0].exception}")
        if isinstance(check_results[0].result, RunExecutionResult):
            check_results[0].result.write(str(target / RESULTS_FILE))

    def _invoke(
        self,
        arguments: Sequence[str],
        target: Path,
        manifest: Manifest | None = None,
        *callbacks: Callable[[EventMsg], None],
        warehouse: str,
    ) -> dbtRunnerResult:
        os.environ["DBT_WAREHOUSE_PATH"] = warehouse
        project = str(self._settings.dbt_project)
        places = {
            "--project-dir": project,
            "--profiles-dir": project,
            "--target-path": str(target),
            "--log-path": str(target),
        }
        options = [word for place in places.items() for word in place]
        runner, here = dbtRunner(manifest, list(callbacks)), Path.cwd()
        try:
            return runner.invoke([*arguments, *options, *QUIET])
        finally:
            os.chdir(here)  # dbt moves into its project


def _is_outdated(manifest: Path) -> bool:
    """Whether dbt found the project changed since: it keeps what it parsed only then."""
    parsed = manifest.with_name(PARTIAL_PARSE_FILE_NAME)
    return not manifest.is_file() or manifest.stat().st_mtime < parsed.stat().st_mtime


@contextmanager
def _tagged(manifest: Manifest, nodes: Collection[str]) -> Iterator[None]:
    """The nodes under one tag: dbt compares every name it selects with every node it knows."""
    chosen: list[list[str]] = [cast("Any", manifest.expect(node)).tags for node in nodes]
    for tags in chosen:
        tags.append(CHOSEN)
    try:
        yield
    finally:
        for tags in chosen:
            tags.remove(CHOSEN)
