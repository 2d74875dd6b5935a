"""Checks that schedules and sensors tick when they should; a missed tick opens an incident.

A daemon that is down cannot report itself: people notice it by the missing heartbeat.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorTick,
    SensorInstigatorData,
    TickStatus,
)

from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.platform_health import (
    TickState,
    record_health_checks,
    tick_health_result,
)
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from schedules.next_run import next_due
from sensors.error_messages import innermost_message

ENDED = [TickStatus.SUCCESS, TickStatus.SKIPPED, TickStatus.FAILURE]
SENSOR_TICKS = 3  # failed ticks in a row that count: a sensor ticks again within a minute
SCHEDULE_TICKS = 1
GRACE = timedelta(minutes=15)  # by which a tick may be late
DAEMON_WAS_DOWN = timedelta(minutes=10)


@dg.sensor(minimum_interval_seconds=60)
def ticks(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Record which schedules and sensors tick; the cursor is the time of this tick."""
    at = now()
    last = datetime.fromisoformat(context.cursor or "1970-01-01")
    context.update_cursor(at.isoformat())
    if at - last > DAEMON_WAS_DOWN:
        return dg.SkipReason("The daemon has just started: the others may not have ticked yet.")
    results = [tick_health_result(tick_state, at, GRACE) for tick_state in _tick_states(context)]
    record_health_checks(open_store(load_settings()), results, at)
    failing = sum(result.status == "fail" for result in results)
    return dg.SkipReason(f"{len(results)} checked, {failing} failing.")


def _tick_states(context: dg.SensorEvaluationContext) -> Iterator[TickState]:
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
    return innermost_message(tick.error) if tick.status == TickStatus.FAILURE and tick.error else ""


def _utc(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC).replace(tzinfo=None)
