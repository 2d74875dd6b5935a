"""Which incidents readers see: all open ones, and those resolved in the last days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident


@dataclass(frozen=True)
class IncidentHistory:
    """Incidents as readers see them.

    Attributes:
        open_incidents: errors first, then the oldest.
        resolved: those that ended not long before the version was made, the newest first.
    """

    open_incidents: tuple[Incident, ...] = ()
    resolved: tuple[Incident, ...] = ()


def read_incident_history(
    store: Connection, made_at: datetime, resolved_days: int
) -> IncidentHistory:
    """All open incidents, and those resolved in the days before `made_at` (naive UTC)."""
    incidents = incident_store.digest_candidates(store, made_at - timedelta(days=resolved_days))
    return IncidentHistory(
        open_incidents=_open_incidents_errors_first(incidents),
        resolved=_resolved_incidents_newest_first(incidents),
    )


def _open_incidents_errors_first(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """The open incidents, errors first, then the oldest."""
    still_open = [incident for incident in incidents if incident.is_open]
    still_open.sort(key=lambda incident: (incident.severity != "error", incident.opened_at))
    return tuple(still_open)


def _resolved_incidents_newest_first(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """The resolved incidents, the newest first."""
    resolved = [incident for incident in incidents if not incident.is_open]
    resolved.sort(key=lambda incident: incident.resolved_at or incident.opened_at, reverse=True)
    return tuple(resolved)
