"""Run dbt inside this process.

One import and one parse serve a whole run, and no child process is left holding the warehouse when
a run is killed. What is built belongs in `layers.py`, how its events read in `translation.py`.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg
from dbt_common.events.functions import msg_to_dict

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
            # dbt parses everything afresh when the profile reads another path than last time
            outcome = self._invoke(["parse"], target, warehouse=self._settings.warehouse_path.name)
        if outcome.exception or not isinstance(outcome.result, Manifest):
            raise DbtError(
                f"The dbt project {self._settings.dbt_project} cannot be parsed: "
                f"{outcome.exception}"
            )
        return outcome.result

    def stream(self, arguments: Sequence[str], target: Path) -> Iterator[dict[str, Any]]:
        """Run a command, yielding the result of each node as it ends; artifacts go to `target`.

        Raises:
            DbtError: dbt stopped before it ran anything. Failed nodes only show in the results.
        """
        manifest = self.parse()
        shutil.rmtree(target, ignore_errors=True)  # old results must not be taken for new ones
        events: SimpleQueue[EventMsg | None] = SimpleQueue()
        outcomes: list[dbtRunnerResult] = []

        def keep(event: EventMsg) -> None:
            if event.info.name in RESULTS:
                events.put(event)

        def run() -> None:
            warehouse = str(self._settings.warehouse_path)
            outcomes.append(self._invoke(arguments, target, manifest, keep, warehouse=warehouse))
            events.put(None)

        thread = Thread(target=run, name="dbt", daemon=True)
        thread.start()
        yield from map(msg_to_dict, iter(events.get, None))
        thread.join()
        if outcomes[0].exception:
            raise DbtError(f"dbt {arguments[0]} stopped: {outcomes[0].exception}")

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
