"""Turns check results into incidents, and their changes into messages in the outbox."""

import dagster as dg

from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.alerts.update_incidents import update_incidents
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings


@dg.sensor(minimum_interval_seconds=30)
def incidents(_context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Process every waiting evaluation, and write the messages that have become due."""
    settings = load_settings()
    count = update_incidents(open_store(settings), load_routes(settings), now())
    return dg.SkipReason(f"Evaluations processed: {count}.")
