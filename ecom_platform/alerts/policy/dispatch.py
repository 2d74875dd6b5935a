"""Whether people are told of what happened to an incident, now, and in which channels.

A pure reading of routes, silences, budget and quiet hours, followed by rows in the outbox. What
happened is decided in `alerts/incidents/lifecycle.py`; what time alone brings, in `escalation.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents.incident import Change, Incident
from ecom_platform.alerts.incidents.root_cause import NO_TABLE
from ecom_platform.alerts.messages.notification import NotificationKind
from ecom_platform.alerts.policy import digest
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.incident_notification import notice, subject, told_severity
from ecom_platform.alerts.policy.silences import Silence, is_silenced

DELIVERS = "delivers"  # the check of `platform.<channel>`


@dataclass(frozen=True)
class Desk:
    """What is needed to decide who is told: one transaction, at one moment.

    Attributes:
        broken: the channels that could not deliver when they were last heard of.
    """

    connection: Connection
    routes: Routes
    now: datetime
    silences: Sequence[Silence]
    broken: frozenset[str] = frozenset()

    def is_silenced(self, incident: Incident) -> bool:
        """Whether nobody is to be told of the incident now."""
        return is_silenced(subject(incident, self.routes), self.silences)

    def channels(self, incident: Incident) -> list[str]:
        """Where the incident goes: its route, and the fallback where a channel is broken."""
        route = self.routes.route_for(subject(incident, self.routes))
        return self.with_fallback(list(route.to) if route else [], incident)

    def with_fallback(self, channels: list[str], incident: Incident) -> list[str]:
        """These channels; a broken one has the fallback beside it, and none tells of itself."""
        itself = broken_channel(incident)
        wanted = [one for one in channels if one in self.routes.channels and one != itself]
        fallback = self.routes.fallback
        if itself and itself == fallback and not wanted:
            return sorted(set(self.routes.channels) - {itself})
        if fallback and fallback != itself and (itself or self.broken & set(wanted)):
            return sorted({*wanted, fallback})
        return wanted

    def due(self, incident: Incident) -> datetime:
        """When it may be told: at once, but for warnings in quiet hours."""
        route = self.routes.route_for(subject(incident, self.routes))
        is_warning = told_severity(incident, self.routes) == "warn"
        if route is None or route.quiet_hours is None or not is_warning:
            return self.now
        return route.quiet_hours.due(self.now, self.routes.zone)

    def write(
        self,
        kind: NotificationKind,
        incident: Incident,
        channels: Sequence[str],
        news: tuple[str, ...] = (),
    ) -> None:
        """Put a notice about the incident into the outbox."""
        key = f"incident/{incident.incident_id}/{kind}"
        if kind not in {"opened", "resolved"}:
            key = f"{key}/{outbox.messages_of(self.connection, incident.incident_id)}"
        outbox.write(
            self.connection,
            key,
            notice(kind, incident, self.routes, self.now, news),
            channels,
            now=self.now,
            due_at=self.due(incident),
        )


def broken_channel(incident: Incident) -> str:
    """The channel the incident says cannot deliver; empty for all others."""
    if incident.cause.check == DELIVERS and incident.cause.table.startswith(NO_TABLE):
        return incident.cause.table.removeprefix(NO_TABLE)
    return ""


def tell(desk: Desk, change: Change) -> Incident:
    """Tell what a judgement did to an incident; the incident with a note of what was told."""
    incident = change.after
    if not incident.is_open:
        return _tell_the_end(desk, incident)
    if incident.notified_at is None:
        return tell_opening(desk, incident)
    if change.news and change.before and not desk.is_silenced(incident):
        _tell_news(desk, change.before, incident, change.news)
        if change.before.state != incident.state:
            return replace(incident, notified_at=desk.now, repeated_at=desk.now)
    return incident


def tell_opening(desk: Desk, incident: Incident) -> Incident:
    """Tell that there is an incident, unless it is silenced, over the budget or nobody's."""
    channels = desk.channels(incident)
    if desk.is_silenced(incident) or not channels:
        return incident
    if told_severity(incident, desk.routes) == "warn" and _waits_for_digest(desk, incident):
        waiting = replace(incident.detail, digest=incident.detail.digest or "waiting")
        return replace(incident, detail=waiting)
    desk.write("opened", incident, channels)
    told = replace(incident.detail, digest="")
    return replace(incident, notified_at=desk.now, repeated_at=desk.now, detail=told)


def tell_in_thread(
    desk: Desk, kind: NotificationKind, incident: Incident, news: tuple[str, ...] = ()
) -> None:
    """Tell more of an incident wherever people were told of it."""
    told = sorted(outbox.told_channels(desk.connection, incident.incident_id))
    desk.write(kind, incident, desk.with_fallback(told, incident), news)


def _waits_for_digest(desk: Desk, incident: Incident) -> bool:
    is_bundled = bool(incident.detail.digest)
    return is_bundled or digest.is_used_up(desk.connection, desk.routes, desk.now)


def _tell_news(desk: Desk, before: Incident, after: Incident, news: tuple[str, ...]) -> None:
    """Tell an update; where it became more severe, also those who are told of errors only."""
    if told_severity(before, desk.routes) != told_severity(after, desk.routes):
        number = after.incident_id
        outbox.hasten(desk.connection, number, desk.due(after))
        channels = desk.channels(after)
        outbox.open_in_more_channels(desk.connection, number, channels, desk.due(after))
    tell_in_thread(desk, "updated", after, news)


def _tell_the_end(desk: Desk, incident: Incident) -> Incident:
    if incident.notified_at is not None:
        tell_in_thread(desk, "resolved", incident)
    elif incident.detail.digest == "told":
        return replace(incident, detail=replace(incident.detail, digest="over"))
    return incident
