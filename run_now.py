"""Runs the nightly job in this process and shows its progress; `make run` starts this script.

The exit code is 0 when the run published a version or confirmed the current one.
"""

import sys

from rich.console import Console

from dagster_instance.dagster_home import end_dead_runs, prepared_home
from dagster_instance.event_log import instance_at
from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.alerts.update_incidents import update_incidents
from ecom_platform.errors import PlatformError
from ecom_platform.operations.store import open_store
from ecom_platform.publishing.version_folder import current_version
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from ecom_platform.system_errors import sentence_of

PROGRESS_ONLY: dict[str, object] = {"loggers": {"progress": {}}}


def run_nightly() -> bool:
    """Run the nightly job and update incidents; True if the run succeeded, including publishing.

    Dagster's sensors or `ecom alerts deliver` send the messages later.

    Raises:
        PlatformError: the run cannot start, for example because another run holds the warehouse.
    """
    settings = load_settings()
    with open_store(settings).transaction():
        current_version(settings.published)  # a run of an hour must not end at a damaged pointer
    with instance_at(prepared_home(settings)) as instance:
        end_dead_runs(instance, settings)
        from definitions import defs  # noqa: PLC0415 - parses the dbt project, after the lock check

        job = defs.resolve_job_def("nightly")
        result = job.execute_in_process(
            instance=instance, run_config=PROGRESS_ONLY, raise_on_error=False
        )
    update_incidents(open_store(settings), load_routes(settings), now())
    return result.success


def main() -> int:
    """Run the job and print an error as a sentence; returns the exit code."""
    console = Console(stderr=True, soft_wrap=True)
    try:
        if run_nightly():
            return 0
    except PlatformError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    except OSError as error:
        console.print(sentence_of(error), style="red", markup=False)
        return 1
    console.print("[red]Nothing was published: readers keep the last good version.[/red]")
    return 1


if __name__ == "__main__":
    sys.exit(main())
