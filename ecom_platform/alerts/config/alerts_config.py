"""The alerts file: who is notified of what, and when; validated as a whole before it is used.

What a key causes is in the module of `alerts/policy` with its name. The keys of each kind of
channel are in `alerts/channels/channel_config.py`, the error messages for the file in
`alerts_config_errors.py`. Secrets are settings and never part of the file.
"""

from datetime import time
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ecom_platform.alerts.channels.channel_config import DeclaredChannel
from ecom_platform.alerts.config.alerts_config_errors import (
    error_sentences,
    missing_secrets,
    read_yaml,
    unknown_channels,
)
from ecom_platform.alerts.config.matchers import Match, Names, Subject
from ecom_platform.errors import AlertError
from ecom_platform.settings import Settings


def _clock_text(value: Any) -> Any:
    """A time of day as text: YAML reads an unquoted 22:00 as a number of minutes."""
    return f"{value // 60:02}:{value % 60:02}" if isinstance(value, int) else value


Clock = Annotated[time, BeforeValidator(_clock_text)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Escalation(_Section):
    """The channels that are notified when nobody acknowledges an incident in time."""

    after_hours: float = Field(gt=0)
    to: Names


class QuietHours(_Section):
    """The local times between which warnings wait; the end may be on the next day."""

    start: Clock = Field(alias="from")
    end: Clock = Field(alias="to")


class Route(_Section):
    """Where matching incidents go."""

    match: Match = Match()
    to: Names
    escalate: Escalation | None = None
    repeat_hours: float | None = Field(default=None, gt=0)
    quiet_hours: QuietHours | None = None


class Budget(_Section):
    """How many warnings within seven days get their own message; the others wait for a digest."""

    warnings_per_week: int = Field(ge=0)


class Heartbeat(_Section):
    """The local time and the channels of the daily heartbeat."""

    at: Clock = time(8)
    to: Names


class AlertsFile(_Section):
    """The content of the alerts file."""

    channels: dict[str, DeclaredChannel] = {}
    routes: tuple[Route, ...] = ()
    budget: Budget | None = None
    heartbeat: Heartbeat | None = None
    fallback: str = ""
    critical_amounts: dict[str, Annotated[Decimal, Field(gt=0)]] = {}

    def named_channels(self) -> list[tuple[str, str]]:
        """Each use of a channel: the key and the channel, such as `("fallback", "on-call")`."""
        named = [("fallback", self.fallback)] if self.fallback else []
        if self.heartbeat:
            named += [("heartbeat.to", name) for name in self.heartbeat.to]
        for number, route in enumerate(self.routes):
            named += [(f"routes[{number}].to", name) for name in route.to]
            if route.escalate:
                key = f"routes[{number}].escalate.to"
                named += [(key, name) for name in route.escalate.to]
        return named


class Routes(AlertsFile):
    """The alerts file, with the settings that routing and messages need."""

    timezone: str = "UTC"
    ui_url: str = "http://localhost:3000"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of quiet hours and of the heartbeat."""
        return ZoneInfo(self.timezone)

    def route_for(self, subject: Subject) -> Route | None:
        """The first route that matches; None when none does."""
        return next((route for route in self.routes if route.match.matches(subject)), None)


def load_routes(settings: Settings) -> Routes:
    """The routes of the alerts file; without a file there are no channels and no routes.

    Raises:
        AlertError: the file cannot be read or used, names a channel it does not declare, or
            declares one whose secret is missing from the settings. The message lists all mistakes.
    """
    path = settings.alerts_file
    from_settings = {"timezone": settings.timezone, "ui_url": settings.ui_url.rstrip("/")}
    if not path.is_file():
        if settings.alerts:
            raise AlertError(f"The alerts file {path} that ECOM_ALERTS names does not exist.")
        return Routes.model_validate(from_settings)
    content = read_yaml(path)
    try:
        declared = AlertsFile.model_validate(content)
    except ValidationError as error:
        raise AlertError(
            f"The alerts file {path} cannot be used. {error_sentences(error)}"
        ) from error
    mistakes = [
        *unknown_channels(declared.named_channels(), declared.channels),
        *missing_secrets(declared.channels, settings),
    ]
    if mistakes:
        raise AlertError(f"The alerts file {path} cannot be used. {' '.join(mistakes)}")
    return Routes.model_validate({**dict(declared), **from_settings})
