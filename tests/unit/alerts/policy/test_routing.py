"""Where an incident goes: declared channels only, and the fallback beside a broken one."""

from dataclasses import replace
from typing import Any

import pytest

from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.alerts.policy.routing import DispatchContext
from tests.support.alerts.incidents import NIGHT, routes

CAUSE = Failure("print", "rule.raw.orders.a", "a", "raw.orders", "rule", "error", "a failed", NIGHT)
INCIDENT = Incident(CAUSE, NIGHT, "run-1", "run-1", severity="error")


def _context(**given: Any) -> DispatchContext:
    connection: Any = None  # routing reads nothing
    return DispatchContext(connection, routes(**given), NIGHT)


def _about(channel: str) -> Incident:
    """An incident of a channel that cannot deliver."""
    return replace(INCIDENT, cause=replace(CAUSE, check="delivers", table=f"platform.{channel}"))


@pytest.mark.parametrize(
    ("fallback", "incident", "channels"),
    [
        ("", INCIDENT, ("data-quality",)),
        ("on-call", INCIDENT, ("data-quality",)),
        ("on-call", _about("data-quality"), ("on-call",)),
        ("", _about("data-quality"), ()),
        ("data-quality", _about("data-quality"), ("on-call",)),
    ],
    ids=["no fallback", "not needed", "about its channel", "nowhere", "about the fallback"],
)
def test_an_incident_about_a_channel_never_goes_there(
    fallback: str, incident: Incident, channels: tuple[str, ...]
) -> None:
    assert _context(fallback=fallback).routing(incident).channels == channels


def test_the_fallback_joins_while_a_channel_is_broken() -> None:
    context = _context(fallback="on-call")
    broken = context.after(_about("data-quality"))
    assert broken.routing(INCIDENT).channels == ("data-quality", "on-call")
    mended = broken.after(_about("data-quality").resolved(NIGHT, "It delivers again."))
    assert mended.routing(INCIDENT).channels == ("data-quality",)


def test_without_a_route_nobody_is_notified() -> None:
    routing = _context(routes=[]).routing(INCIDENT)
    assert (routing.route, routing.channels) == (None, ())
