"""The lines of a notification and their order, such as owner and money; the same in every channel.

Plain text only; the module of each channel adds markup, colours and limits.
"""

from ecom_platform.alerts.incidents.incident_sentences import format_duration
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.messages.value_formats import expected, moment, money, number


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


def _open_duration(notification: Notification) -> str:
    """How long the incident is or was open; empty for an incident that has just opened."""
    if notification.duration is None or notification.kind == "opened":
        return ""
    return format_duration(notification.duration)
