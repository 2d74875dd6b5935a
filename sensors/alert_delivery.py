"""Delivers the outbox; the only sensor that calls Slack, mail servers and webhooks."""

import dagster as dg

from ecom_platform.alerts.channels.open_channels import open_channels
from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.alerts.delivery.delivery_worker import deliver
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings


@dg.sensor(minimum_interval_seconds=30)
def alert_delivery(_context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Deliver the messages that are due; a failed one stays in the outbox for the next tick."""
    settings = load_settings()
    channels = open_channels(settings, load_routes(settings).channels)
    return dg.SkipReason(str(deliver(open_store(settings), channels, now())))
