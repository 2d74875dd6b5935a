"""Schedules and sensors that should tick and do not become incidents.

When the daemon itself is down nobody is left to notice here: then the heartbeat does not come.
"""

from datetime import datetime, timedelta

import dagster as dg

from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.platform_health import record_health_checks, tick_health_result
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from sensors.instance_state import tickings

DAEMON_WAS_DOWN = timedelta(minutes=10)


@dg.sensor(minimum_interval_seconds=60)
def ticks(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Note which schedules and sensors do their work; the cursor is the time of this tick."""
    at = now()
    last = datetime.fromisoformat(context.cursor or "1970-01-01")
    context.update_cursor(at.isoformat())
    if at - last > DAEMON_WAS_DOWN:
        return dg.SkipReason("The daemon has just been started: the others may not have ticked.")
    found = [tick_health_result(one, at) for one in tickings(context)]
    record_health_checks(open_store(load_settings()), found, at)
    failing = sum(one.status == "fail" for one in found)
    return dg.SkipReason(f"{len(found)} watched, {failing} in trouble.")
