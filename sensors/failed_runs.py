"""Records how each run ended: a failed run opens an incident, the next good run resolves it.

Dagster's own run-failure sensors are not used, because they skip a run if they raise an error.
"""

from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.storage.tags import WILL_RETRY_TAG

from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.platform_health import record_run_end
from ecom_platform.settings import load_settings
from sensors.error_messages import innermost_message

ENDS = [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS]
LATE = timedelta(minutes=5)  # Dagster may store the end of a run after that of a later run
LOOK_BACK = timedelta(days=1)  # how old runs may be when the sensor is switched on


@dg.sensor(minimum_interval_seconds=30)
def failed_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Record once how each run ended; the cursor is the time of the latest end."""
    store = open_store(load_settings())
    last, day_ago = context.cursor, datetime.now(UTC) - LOOK_BACK
    since = datetime.fromisoformat(last) - LATE if last else day_ago
    ended = context.instance.get_run_records(
        dg.RunsFilter(statuses=ENDS, updated_after=since),
        order_by="update_timestamp",
        ascending=True,
    )
    for record in ended:
        run = record.dagster_run
        if run.tags.get(WILL_RETRY_TAG) != "true":
            at = record.update_timestamp.astimezone(UTC).replace(tzinfo=None)
            record_run_end(
                store, run.job_name, run.run_id, _failure_sentence(context.instance, run), at
            )
    if ended:
        context.update_cursor(ended[-1].update_timestamp.isoformat())
    return dg.SkipReason(f"{len(ended)} runs ended.")


def _failure_sentence(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """The innermost error of a run, in one sentence; empty for a run that did not fail."""
    if run.status != dg.DagsterRunStatus.FAILURE:
        return ""
    for kind in (dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE):
        for record in instance.get_records_for_run(run.run_id, of_type=kind, limit=1).records:
            event = record.event_log_entry.dagster_event
            if event:
                return f"Run {run.run_id[:8]} ended with: {_event_error(event)}"
    return f"Run {run.run_id[:8]} ended without a reason."


def _event_error(event: dg.DagsterEvent) -> str:
    error = getattr(event.event_specific_data, "error", None)
    return innermost_message(error) if error else event.message or "no reason is known."
