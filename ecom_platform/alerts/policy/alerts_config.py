"""Who is told what, and when: the alerts file, read and proven whole before anything is sent.

What a channel needs to be known is in `alerts/channels/channel_config.py`; how a mistake in the
file becomes a sentence, in `alerts_config_errors.py`. Secrets are settings and never stand in the
file.
"""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ecom_platform.alerts.channels.channel_config import DeclaredChannel
from ecom_platform.alerts.messages.notification import NoticeSeverity
from ecom_platform.alerts.policy.alerts_config_errors import (
    missing_secrets,
    read_yaml,
    sentences,
    unknown_channels,
)
from ecom_platform.alerts.policy.matchers import Match, Subject, Words
from ecom_platform.errors import AlertError
from ecom_platform.settings import Settings

_LIFTED: dict[NoticeSeverity, NoticeSeverity] = {"warn": "error", "error": "critical"}


def _clock(value: Any) -> Any:
    """YAML reads an unquoted 22:00 as a number of minutes."""
    return f"{value // 60:02}:{value % 60:02}" if isinstance(value, int) else value


Clock = Annotated[time, BeforeValidator(_clock)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Escalation(_Part):
    """Who is told when nobody acknowledged an incident in time."""

    after_hours: float = Field(gt=0)
    to: Words


class QuietHours(_Part):
    """When warnings wait; local time, also over midnight."""

    start: Clock = Field(alias="from")
    end: Clock = Field(alias="to")

    def due(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When a warning that arises now is told; naive UTC like `now`."""
        local = now.replace(tzinfo=UTC).astimezone(zone)
        clock = local.time()
        is_overnight = self.start > self.end
        if is_overnight:
            is_quiet = clock >= self.start or clock < self.end
        else:
            is_quiet = self.start <= clock < self.end
        if not is_quiet:
            return now
        day = local.date() + timedelta(days=is_overnight and clock >= self.start)
        return datetime.combine(day, self.end, zone).astimezone(UTC).replace(tzinfo=None)


class Route(_Part):
    """Where an incident that fits goes."""

    match: Match = Match()
    to: Words
    escalate: Escalation | None = None
    repeat_hours: float | None = Field(default=None, gt=0)
    quiet_hours: QuietHours | None = None


class Budget(_Part):
    """How many warnings are told singly within seven days; the others wait for a daily digest."""

    warnings_per_week: int = Field(ge=0)


class Heartbeat(_Part):
    """The daily sign of life."""

    at: Clock = time(8)
    to: Words


class AlertsFile(_Part):
    """What may stand in the alerts file."""

    channels: dict[str, DeclaredChannel] = {}
    routes: tuple[Route, ...] = ()
    budget: Budget | None = None
    heartbeat: Heartbeat | None = None
    fallback: str = ""
    critical_amounts: dict[str, Annotated[Decimal, Field(gt=0)]] = {}

    def named_channels(self) -> list[tuple[str, str]]:
        """Every channel that is named somewhere, as (place, channel)."""
        named = [("fallback", self.fallback)] if self.fallback else []
        if self.heartbeat:
            named += [("heartbeat.to", name) for name in self.heartbeat.to]
        for number, route in enumerate(self.routes):
            named += [(f"routes[{number}].to", name) for name in route.to]
            if route.escalate:
                place = f"routes[{number}].escalate.to"
                named += [(place, name) for name in route.escalate.to]
        return named


class Routes(AlertsFile):
    """The alerts file, and the settings that messages need."""

    timezone: str = "UTC"
    ui_url: str = "http://localhost:3000"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of quiet hours and of the heartbeat."""
        return ZoneInfo(self.timezone)

    def route_for(self, subject: Subject) -> Route | None:
        """The first route that fits."""
        return next((route for route in self.routes if route.match.fits(subject)), None)

    def lifted(
        self, severity: NoticeSeverity, amount: Decimal | None, currency: str
    ) -> NoticeSeverity:
        """The severity people are told: a step higher where very much money is at stake."""
        critical = self.critical_amounts.get(currency)
        if critical is None or amount is None or abs(amount) < critical:
            return severity
        return _LIFTED[severity]


def load_routes(settings: Settings) -> Routes:
    """The routes of these settings; without a file there are no channels, and nobody is told.

    Raises:
        AlertError: the file cannot be read or used, names a channel it does not declare, or
            declares one whose secret is missing from the settings. All mistakes are told at once.
    """
    path = settings.alerts_file
    around = {"timezone": settings.timezone, "ui_url": settings.ui_url.rstrip("/")}
    if not path.is_file():
        if settings.alerts:
            raise AlertError(f"The alerts file {path} that ECOM_ALERTS names does not exist.")
        return Routes.model_validate(around)
    content = read_yaml(path)
    try:
        declared = AlertsFile.model_validate(content)
    except ValidationError as error:
        raise AlertError(f"The alerts file {path} cannot be used. {sentences(error)}") from error
    mistakes = [
        *unknown_channels(declared.named_channels(), declared.channels),
        *missing_secrets(declared.channels, settings),
    ]
    if mistakes:
        raise AlertError(f"The alerts file {path} cannot be used. {' '.join(mistakes)}")
    return Routes.model_validate({**dict(declared), **around})
