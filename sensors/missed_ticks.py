"""Checks that schedules and sensors tick when they should; a missed tick opens an incident.

A daemon that is down cannot report itself: people notice it by the missing heartbeat.
"""

from datetime import datetime, timedelta

import dagster as dg

from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.platform_health import record_health_checks, tick_health_result
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from sensors.instance_state import tick_states

DAEMON_WAS_DOWN = timedelta(minutes=10)


@dg.sensor(minimum_interval_seconds=60)
def ticks(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Record which schedules and sensors tick; the cursor is the time of this tick."""
    at = now()
    last = datetime.fromisoformat(context.cursor or "1970-01-01")
    context.update_cursor(at.isoformat())
    if at - last > DAEMON_WAS_DOWN:
        return dg.SkipReason("The daemon has just started: the others may not have ticked yet.")
    results = [tick_health_result(tick_state, at) for tick_state in tick_states(context)]
    record_health_checks(open_store(load_settings()), results, at)
    failing = sum(result.status == "fail" for result in results)
    return dg.SkipReason(f"{len(results)} checked, {failing} failing.")
