"""A notification as the JSON body of a webhook: type, id, time and all its data."""

import json
from datetime import UTC

from ecom_platform.alerts.messages.envelope import Message


def json_body(message: Message) -> str:
    """The JSON text, the same for every attempt.

    It has the keys `type` (such as `incident.opened` or `alerts.heartbeat`), `id`, `timestamp`
    (UTC) and `data`, the notification.
    """
    notification = message.notification
    subject = "incident" if notification.incident_id is not None else "alerts"
    return json.dumps(
        {
            "type": f"{subject}.{notification.kind}",
            "id": message.key,
            "timestamp": message.written_at.replace(tzinfo=UTC).isoformat(),
            "data": notification.to_content(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
