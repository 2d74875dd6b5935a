"""A notice as the JSON of a webhook: its type, its id, its time, and everything it says."""

import json
from datetime import UTC

from ecom_platform.alerts.messages.envelope import Message


def body(letter: Message) -> str:
    """The JSON text, the same for every attempt."""
    notice = letter.notice
    subject = "incident" if notice.incident_id is not None else "alerts"
    return json.dumps(
        {
            "type": f"{subject}.{notice.kind}",
            "id": letter.key,
            "timestamp": letter.written_at.replace(tzinfo=UTC).isoformat(),
            "data": notice.to_content(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
