"""The parts of a notification in words, the same in every channel.

Plain text only; the module of each channel adds markup, colours and limits.
"""

from datetime import datetime
from decimal import Decimal

from ecom_platform.alerts.incidents.descriptions import format_duration
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.currencies import amount_text

KINDS = {
    "opened": "New incident",
    "updated": "Update",
    "escalated": "Escalated: nobody has acknowledged this",
    "repeated": "Still open",
    "resolved": "Resolved",
    "digest": "Daily digest",
    "heartbeat": "Daily heartbeat",
    "test": "Test",
    "report": "Report",
}
SEVERITIES = {"info": "", "warn": "warning", "error": "error", "critical": "critical"}


def headline(notification: Notification) -> str:
    """The kind of message and its severity, such as `New incident (error)`."""
    severity = SEVERITIES[notification.severity]
    return f"{KINDS[notification.kind]} ({severity})" if severity else KINDS[notification.kind]


def facts(notification: Notification) -> list[tuple[str, str]]:
    """Label and value of every known fact, the most important first."""
    check = notification.check
    if notification.dimension:
        check = f"{check} ({notification.dimension})"
    candidates = [
        ("At stake", money(notification.amount, notification.currency)),
        ("Measured", number(notification.value)),
        ("Expected", expected(notification.expected_low, notification.expected_high)),
        ("Wrong since", notification.since.isoformat() if notification.since else ""),
        ("Lasted" if notification.kind == "resolved" else "Open for", _open_duration(notification)),
        ("Table", notification.table),
        ("Check", check),
        ("Owner", notification.owner),
        ("Opened", moment(notification.opened_at)),
        ("Resolved", moment(notification.resolved_at)),
    ]
    return [(label, value) for label, value in (*candidates, *notification.facts) if value]


def paragraphs(notification: Notification) -> list[tuple[str, str]]:
    """Heading and text of each paragraph below the facts."""
    candidates = [
        ("Affected", notification.affected),
        ("Likely cause", notification.likely_cause),
        ("Held back (readers keep the last good content)", ", ".join(notification.downstream)),
    ]
    return [(heading, text) for heading, text in candidates if text]


def failures_heading(notification: Notification, total: int) -> str:
    """The heading of the list `Notification.failures`.

    Args:
        notification: decides what the list is about.
        total: the number of failures, also those that the list leaves out.
    """
    if notification.kind == "digest":
        return f"{total:,} {'warning' if total == 1 else 'warnings'}"
    if notification.kind == "heartbeat":
        return f"{total:,} open {'incident' if total == 1 else 'incidents'}"
    return f"{total:,} more {'check fails' if total == 1 else 'checks fail'} in this incident"


def number(value: float | None) -> str:
    """A measurement for people: no decimals from 1,000 on, else four significant digits.

    >>> number(1234.5), number(0.123456), number(None)
    ('1,234', '0.1235', '')
    """
    if value is None:
        return ""
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.4g}"


def expected(low: float | None, high: float | None) -> str:
    """The expected range; a bound that is None is open.

    >>> expected(90, 120), expected(None, 120), expected(90, None)
    ('90 to 120', 'at most 120', 'at least 90')
    """
    if low is None:
        return f"at most {number(high)}" if high is not None else ""
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def money(amount: Decimal | None, currency: str) -> str:
    """An amount in the units of its currency; empty without an amount."""
    return "" if amount is None else amount_text(amount, currency)


def moment(time: datetime | None) -> str:
    """A naive UTC time, to the minute."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def _open_duration(notification: Notification) -> str:
    """How long the incident is or was open; empty for an incident that has just opened."""
    if notification.duration is None or notification.kind == "opened":
        return ""
    return format_duration(notification.duration)
