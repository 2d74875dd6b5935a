"""The headline of a notification: its kind and its severity, the same in every channel."""

from ecom_platform.alerts.messages.notification import Notification

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
