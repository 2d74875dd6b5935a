"""Where an incident goes at this moment: severity, route, silence, broken channels.

This module only decides; `dispatch.py` writes to the outbox.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from sqlalchemy import Connection

from ecom_platform.alerts.config.alerts_config import Route, Routes
from ecom_platform.alerts.config.matchers import Subject
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.incidents.run_evaluation import HEALTH_TABLE_PREFIX
from ecom_platform.alerts.messages.notification import NotificationSeverity
from ecom_platform.alerts.policy.quiet_hours import due_time
from ecom_platform.alerts.policy.silences import Silence, active_silences, is_silenced

_ONE_STEP_UP: dict[NotificationSeverity, NotificationSeverity] = {
    "warn": "error",
    "error": "critical",
}
DELIVERS = "delivers"  # the check of `platform.<channel>`


@dataclass(frozen=True)
class Routing:
    """How people are notified of one incident at this moment.

    Attributes:
        severity: the severity of its checks, raised if much money is at stake.
        route: the first route that matches; None when no route does.
        channels: where a new notification goes; empty when nobody is notified.
        is_silenced: whether a silence is in force.
        due_at: when a message may be delivered: now, or for a warning after the quiet hours.
    """

    severity: NotificationSeverity
    route: Route | None
    channels: tuple[str, ...]
    is_silenced: bool
    due_at: datetime


@dataclass(frozen=True)
class DispatchContext:
    """Everything needed to decide who is notified: one transaction, at one moment.

    Attributes:
        now: naive UTC.
        silences: the silences in force.
        broken_channels: the channels that cannot deliver at the moment.
    """

    connection: Connection
    routes: Routes
    now: datetime
    silences: Sequence[Silence] = ()
    broken_channels: frozenset[str] = frozenset()

    @classmethod
    def read(cls, connection: Connection, routes: Routes, now: datetime) -> Self:
        """The context at this moment, with silences and broken channels from the store."""
        open_now = incident_store.open_incidents(connection)
        broken = {broken_channel(incident) for incident in open_now}
        return cls(
            connection=connection,
            routes=routes,
            now=now,
            silences=active_silences(connection, now),
            broken_channels=frozenset(broken - {""}),  # without incidents about other things
        )

    def after(self, incident: Incident) -> Self:
        """The context for the next incidents, in case this one is about a channel."""
        channel = broken_channel(incident)
        if not channel:
            return self
        if incident.is_open:
            return replace(self, broken_channels=self.broken_channels | {channel})
        return replace(self, broken_channels=self.broken_channels - {channel})

    def routing(self, incident: Incident) -> Routing:
        """How people are notified of the incident at this moment."""
        severity = effective_severity(incident, self.routes)
        subject = subject_of(incident, severity)
        route = self.routes.route_for(subject)
        quiet_hours = route.quiet_hours if route else None
        return Routing(
            severity=severity,
            route=route,
            channels=self.with_fallback(route.to if route else (), incident),
            is_silenced=is_silenced(subject, self.silences),
            due_at=due_time(quiet_hours, severity, self.now, self.routes.zone),
        )

    def with_fallback(self, channels: Sequence[str], incident: Incident) -> tuple[str, ...]:
        """Those of these channels that are declared, and the fallback if one of them is broken.

        An incident about a broken channel never goes to that channel. If that channel is the
        fallback itself and no other is left, the incident goes to all other channels.
        """
        own_channel = broken_channel(incident)
        fallback = self.routes.fallback
        usable = [name for name in channels if name in self.routes.channels and name != own_channel]
        if own_channel and own_channel == fallback and not usable:
            return tuple(sorted(set(self.routes.channels) - {own_channel}))
        needs_fallback = bool(own_channel or self.broken_channels & set(usable))
        if fallback and fallback != own_channel and needs_fallback:
            return tuple(sorted({*usable, fallback}))
        return tuple(usable)


def broken_channel(incident: Incident) -> str:
    """The channel that cannot deliver according to the incident; empty for all other incidents."""
    if incident.cause.check == DELIVERS and incident.cause.table.startswith(HEALTH_TABLE_PREFIX):
        return incident.cause.table.removeprefix(HEALTH_TABLE_PREFIX)
    return ""


def effective_severity(incident: Incident, routes: Routes) -> NotificationSeverity:
    """The severity that people see: that of the checks, raised if much money is at stake."""
    amount, currency = incident.money_at_stake
    critical = routes.critical_amounts.get(currency)
    if critical is None or amount is None or abs(amount) < critical:
        return incident.severity
    return _ONE_STEP_UP[incident.severity]


def subject_of(incident: Incident, severity: NotificationSeverity) -> Subject:
    """The properties of an incident that routes and silences match."""
    return Subject(
        severity=severity,
        table=incident.cause.table,
        check=incident.cause.check,
        tag=incident.cause.kind,
        owner=incident.owner,
        dimensions=tuple(value for member in incident.failing for value in member.dimensions),
    )
