"""Starts a run for new files, as soon as they are completely written."""

import dagster as dg

from ecom_platform.ingestion.files.settling import settled_state
from ecom_platform.settings import load_settings
from jobs.nightly_job import NIGHTLY


@dg.sensor(job=NIGHTLY, minimum_interval_seconds=60)
def new_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Start the job `nightly` once for each state of the landing folder."""
    state = settled_state(load_settings())
    if state is None:
        return dg.SkipReason("A file is still being written, or there is no file.")
    if state == context.cursor:
        return dg.SkipReason("No file is new or changed.")
    return dg.SensorResult([dg.RunRequest(run_key=state)], cursor=state)
