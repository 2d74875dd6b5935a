"""Dagster's real daemon on a data folder, with sensors switched on as the UI switches them on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.definitions.selector import InstigatorSelector
from dagster._core.definitions.sensor_definition import SensorType
from dagster._core.remote_origin import RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
)
from dagster._core.workspace.load_target import WorkspaceFileTarget

ROOT = Path(__file__).resolve().parents[3]
REPOSITORY = "__repository__"


@dataclass
class Daemon:
    """The daemon and its code server; use it as a context. `environment` holds the settings."""

    home: Path
    environment: Mapping[str, str]
    _process: "subprocess.Popen[bytes] | None" = None
    _log: Path = field(init=False)

    def __post_init__(self) -> None:
        self._log = self.home / "daemon.log"

    def __enter__(self) -> "Daemon":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it as `make ui` does, without the UI."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(Path(sys.executable).with_name("dagster-daemon")),
                    "run",
                    "-w",
                    "workspace.yaml",
                ],
                cwd=ROOT,
                env={**os.environ, **self.environment, "DAGSTER_HOME": str(self.home)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it -9, with the code server it started."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def switch_on(self, sensors: Sequence[str]) -> None:
        """Switch sensors on, from now."""
        (location,) = WorkspaceFileTarget([str(ROOT / "workspace.yaml")]).create_origins()
        now = datetime.now(UTC).timestamp()
        with dg.DagsterInstance.from_config(str(self.home)) as instance:
            for name in sensors:
                origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, REPOSITORY), name)
                selector = InstigatorSelector(
                    location_name=location.location_name, repository_name=REPOSITORY, name=name
                )
                state = InstigatorState(
                    origin,
                    InstigatorType.SENSOR,
                    InstigatorStatus.RUNNING,
                    SensorInstigatorData(
                        min_interval=30,
                        last_sensor_start_timestamp=now,
                        sensor_type=SensorType.STANDARD,
                    ),
                )
                assert state.selector_id == selector.get_id()
                instance.add_instigator_state(state)

    def log(self) -> str:
        """The output of the daemon so far."""
        return self._log.read_text()


def wait_until(holds: Callable[[], object], seconds: float, why: Callable[[], str]) -> None:
    """Wait until a condition holds; fail with the text of `why` if it does not."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, why()
        time.sleep(0.25)
