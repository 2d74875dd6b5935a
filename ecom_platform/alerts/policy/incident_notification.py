"""How an incident is told: the notice of a moment in its life.

When it is told belongs in `alerts/update_incidents.py` and `escalation.py`, to whom in
`alerts/delivery/outbox.py`.
"""

from datetime import datetime

from ecom_platform.alerts.incidents import descriptions
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.messages.notification import (
    NoticeSeverity,
    Notification,
    NotificationKind,
)
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.matchers import Subject

MOST_LISTED = 100  # a message that lists more is not read; the count says how many there are
READERS_LAYERS = ("marts", "provenance", "analytics")
OBSERVATION = "watch-"  # begins the id of what watchers judge


def told_severity(incident: Incident, routes: Routes) -> NoticeSeverity:
    """How severe people are told it is: as its checks say, lifted by the money at stake."""
    return routes.lifted(incident.severity, *incident.money)


def subject(incident: Incident, routes: Routes) -> Subject:
    """The sides of the incident by which it is routed and silenced."""
    return Subject(
        severity=told_severity(incident, routes),
        table=incident.cause.table,
        check=incident.cause.check,
        tag=incident.cause.kind,
        owner=incident.owner,
        dimensions=tuple(value for one in incident.failing for value in one.dimensions),
    )


def notice(
    kind: NotificationKind,
    incident: Incident,
    routes: Routes,
    now: datetime,
    news: tuple[str, ...] = (),
) -> Notification:
    """What is told of the incident now."""
    is_over = incident.resolved_at is not None
    listed = [one for one in incident.listed if one.is_failing or is_over]
    amount, currency = incident.money
    duration = (incident.resolved_at or now) - incident.opened_at
    title = incident.cause.sentence
    if incident.resolved_at:
        title = f"Over after {descriptions.lasted(duration)}: {incident.detail.ending}"
    detail = incident.detail
    return Notification(
        kind=kind,
        severity="info" if is_over else told_severity(incident, routes),
        title=title,
        news=news,
        incident_id=incident.incident_id,
        table=incident.cause.table,
        check=incident.cause.check,
        dimension=", ".join(incident.cause.dimensions),
        owner=incident.owner,
        since=incident.since_day,
        value=detail.value,
        expected_low=detail.expected_low,
        expected_high=detail.expected_high,
        amount=amount,
        currency=currency,
        likely_cause="" if is_over else detail.likely_cause,
        downstream=tuple(sorted(detail.held, key=_readers_first)),
        failures=tuple(one.sentence for one in listed[:MOST_LISTED]),
        failure_count=len(listed),
        series=detail.series,
        run_id=incident.last_run_id,
        run_url=run_url(routes, incident.last_run_id),
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        duration=duration,
        affected=descriptions.affected(incident) if is_over else "",
        acknowledge=f"ecom ack {incident.incident_id}" if incident.state == "firing" else "",
    )


def run_url(routes: Routes, run_id: str) -> str:
    """The run in Dagster's UI; empty for an observation, which is no run."""
    is_run = bool(run_id) and not run_id.startswith(OBSERVATION)
    return f"{routes.ui_url}/runs/{run_id}" if is_run else ""


def _readers_first(table: str) -> tuple[bool, str]:
    return table.partition(".")[0] not in READERS_LAYERS, table
