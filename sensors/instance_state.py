"""Reads from Dagster's instance how runs ended and when schedules and sensors ticked.

`ecom_platform.quality.results.platform_health` decides what it means.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorTick,
    SensorInstigatorData,
    TickStatus,
)
from dagster_shared.error import SerializableErrorInfo

from ecom_platform.quality.results.platform_health import TickState
from schedules.next_run import next_due

ENDED = [TickStatus.SUCCESS, TickStatus.SKIPPED, TickStatus.FAILURE]
_CLASS = re.compile(r"^[\w.]+: ")  # Dagster puts the class of an error before its message
SENSOR_TICKS = 3  # failed ticks in a row that count: a sensor ticks again within a minute
SCHEDULE_TICKS = 1


def names_switched_on(instance: dg.DagsterInstance) -> set[str]:
    """The names of the schedules and sensors that are switched on."""
    return {state.name for state in instance.all_instigator_state() if state.is_running}


def failure_sentence(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """The innermost error of a run, in one sentence; empty for a run that did not fail."""
    if run.status != dg.DagsterRunStatus.FAILURE:
        return ""
    for kind in (dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE):
        for record in instance.get_records_for_run(run.run_id, of_type=kind, limit=1).records:
            event = record.event_log_entry.dagster_event
            if event:
                return f"Run {run.run_id[:8]} ended with: {_event_error(event)}"
    return f"Run {run.run_id[:8]} ended without a reason."


def tick_states(context: dg.SensorEvaluationContext) -> Iterator[TickState]:
    """The state of every schedule and sensor that was ever switched on, except the calling sensor.

    Yields:
        The name, when the next tick is due (naive UTC; None if switched off), and the errors of
        the last ticks.
    """
    repository = context.repository_def
    assert repository
    schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
    intervals = {
        sensor.name: timedelta(seconds=sensor.minimum_interval_seconds or 30)
        for sensor in repository.sensor_defs
        if sensor.name != context.sensor_name
    }
    for name, state in _newest_states(context.instance).items():
        count = SCHEDULE_TICKS if name in schedules else SENSOR_TICKS
        ended = context.instance.get_ticks(
            state.instigator_origin_id, state.selector_id, limit=count, statuses=ENDED
        )
        since = max([_switched_on_at(state), *(_utc(tick.timestamp) for tick in ended)])
        errors = tuple(map(_tick_error, ended)) if len(ended) == count else ()
        if name in schedules:
            due_at = next_due(schedules[name], since)
        elif name in intervals:
            due_at = since + intervals[name]
        else:
            continue
        yield TickState(name, due_at if state.is_running else None, errors)


def _newest_states(instance: dg.DagsterInstance) -> dict[str, InstigatorState]:
    """The latest state of each name; a project folder that was moved leaves old states behind."""
    states = instance.all_instigator_state()
    ordered = sorted(states, key=lambda state: (state.is_running, _switched_on_at(state)))
    return {state.name: state for state in ordered}


def _switched_on_at(state: InstigatorState) -> datetime:
    """When a schedule or sensor was last switched on, naive UTC; 1970 if that is not known."""
    data = state.instigator_data
    if isinstance(data, SensorInstigatorData):
        return _utc(data.last_sensor_start_timestamp or 0)
    return _utc(data.start_timestamp or 0) if data else _utc(0)


def _tick_error(tick: InstigatorTick) -> str:
    return (
        _innermost_message(tick.error) if tick.status == TickStatus.FAILURE and tick.error else ""
    )


def _event_error(event: dg.DagsterEvent) -> str:
    error = getattr(event.event_specific_data, "error", None)
    return _innermost_message(error) if error else event.message or "no reason is known."


def _innermost_message(error: SerializableErrorInfo) -> str:
    """The message of the exception that Dagster wrapped in its own."""
    while error.cause:
        error = error.cause
    return _CLASS.sub("", error.message.strip())


def _utc(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC).replace(tzinfo=None)
