"""The words of a notice that are the same in every channel.

Plain text only; marks, colours and limits belong to the channels.
"""

from datetime import datetime
from decimal import Decimal

from ecom_platform.alerts.incidents.descriptions import lasted
from ecom_platform.alerts.messages.notification import Notification

KINDS = {
    "opened": "New incident",
    "updated": "Update",
    "escalated": "Escalated: nobody has acknowledged this",
    "repeated": "Still open",
    "resolved": "Resolved",
    "digest": "Daily digest",
    "heartbeat": "Daily report",
    "test": "Test",
    "report": "Report",
}
SEVERITIES = {"info": "", "warn": "warning", "error": "error", "critical": "critical"}


def headline(notice: Notification) -> str:
    """What kind of message it is, in a few words."""
    severity = SEVERITIES[notice.severity]
    return f"{KINDS[notice.kind]} ({severity})" if severity else KINDS[notice.kind]


def facts(notice: Notification) -> list[tuple[str, str]]:
    """Label and value of everything the notice knows, the most important first."""
    about = f"{notice.check} ({notice.dimension})" if notice.dimension else notice.check
    known = [
        ("At stake", money(notice.amount, notice.currency)),
        ("Measured", number(notice.value)),
        ("Expected", expected(notice.expected_low, notice.expected_high)),
        ("Wrong since", notice.since.isoformat() if notice.since else ""),
        ("Lasted" if notice.kind == "resolved" else "Open for", _open_for(notice)),
        ("Table", notice.table),
        ("Check", about),
        ("Owner", notice.owner),
        ("Opened", moment(notice.opened_at)),
        ("Resolved", moment(notice.resolved_at)),
    ]
    return [(label, value) for label, value in (*known, *notice.facts) if value]


def paragraphs(notice: Notification) -> list[tuple[str, str]]:
    """Heading and text of the sentences that stand below the facts."""
    told = [
        ("Affected", notice.affected),
        ("Likely cause", notice.likely_cause),
        ("Readers keep the last good content of", ", ".join(notice.downstream)),
    ]
    return [(heading, text) for heading, text in told if text]


def failures_heading(notice: Notification, total: int) -> str:
    """What stands above the sentences of `Notification.failures`."""
    if notice.kind == "digest":
        return f"{total:,} {'warning' if total == 1 else 'warnings'}"
    if notice.kind == "heartbeat":
        return f"{total:,} open {'incident' if total == 1 else 'incidents'}"
    return f"{total:,} more {'check fails' if total == 1 else 'checks fail'} behind this"


def number(value: float | None) -> str:
    """A measured number, as exact as a person wants it."""
    if value is None:
        return ""
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.4g}"


def expected(low: float | None, high: float | None) -> str:
    """The range in words."""
    if low is None:
        return f"at most {number(high)}" if high is not None else ""
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency."""
    return f"{amount:,.2f} {currency}".strip() if amount is not None else ""


def moment(time: datetime | None) -> str:
    """A moment, to the minute."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""


def _open_for(notice: Notification) -> str:
    if notice.duration is None or notice.kind == "opened":
        return ""
    return lasted(notice.duration)
