"""Writes the daily heartbeat: a missing heartbeat means that the platform is down."""

import dagster as dg

from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.alerts.policy.heartbeat import write_heartbeat
from ecom_platform.operations.store import open_store
from ecom_platform.publishing.version_folder import current_version
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from schedules.cron_schedules import NIGHTLY_SCHEDULE
from schedules.next_run import next_due


@dg.sensor(minimum_interval_seconds=60)
def heartbeat(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Write today's heartbeat to the outbox if its time has come."""
    settings, at = load_settings(), now()
    is_on = NIGHTLY_SCHEDULE.name in _names_switched_on(context.instance)
    is_written = write_heartbeat(
        open_store(settings),
        load_routes(settings),
        at,
        version=current_version(settings.published) or "",
        next_run=next_due(NIGHTLY_SCHEDULE, at) if is_on else None,
    )
    return dg.SkipReason(
        "Written." if is_written else "It is not due yet, or it is written already."
    )


def _names_switched_on(instance: dg.DagsterInstance) -> set[str]:
    """The names of the schedules and sensors that are switched on."""
    return {state.name for state in instance.all_instigator_state() if state.is_running}
