"""Prepare Dagster's own folder below the data folder, and end runs that were killed.

The configuration itself is `dagster.yaml` at the root of the project.
"""

import shutil
import sys
from pathlib import Path

import dagster as dg

from ecom_platform.errors import PlatformError
from ecom_platform.settings import PROJECT_ROOT, Settings, load_settings
from ecom_platform.warehouse.run_lock import run_lock

UNDER_WAY = [
    dg.DagsterRunStatus.NOT_STARTED,  # a run is stored a moment before its start
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def prepared_home(settings: Settings) -> Path:
    """The folder, created if needed, with the project's `dagster.yaml` and Dagster's databases."""
    home = settings.dagster_home
    with run_lock(home):
        shutil.copyfile(PROJECT_ROOT / "dagster.yaml", home / "dagster.yaml")
        # The daemon and its code server would both create them, and trip over each other.
        dg.DagsterInstance.from_config(str(home)).dispose()
    return home


def end_dead_runs(instance: dg.DagsterInstance, settings: Settings) -> list[str]:
    """Mark runs whose process was killed as failed, and free their slots; returns their ids.

    Raises:
        WarehouseError: a running process holds the warehouse.
    """
    with run_lock(settings.warehouse_path.parent, patience_seconds=0):
        dead = instance.get_runs(dg.RunsFilter(statuses=UNDER_WAY))
        for run in dead:
            instance.report_run_failed(run, "The process of this run ended before the run did.")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


def main() -> int:
    """Prepare the folder and print its path; returns the exit code."""
    try:
        print(prepared_home(load_settings()))  # noqa: T201 - the answer is the output
    except PlatformError as error:
        print(error, file=sys.stderr)  # noqa: T201 - as above
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
