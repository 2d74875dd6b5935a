"""What was sent: a small file per version, report, audience and recipient, beside the reports.

The file is written before and after each attempt, so that an attempt that a crash interrupted is
known.
"""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ecom_platform.reports.report_archive import ArchivedReport

FOLDER = "sent"


class Delivery(BaseModel):
    """The delivery of a report to one recipient, as it is stored.

    Attributes:
        key: identifies version, report, audience, channel and recipient.
        audience: the name of the audience.
        to: an e-mail address or a Slack channel.
        first_tried_at: naive UTC.
        state: `trying` when the end of an attempt is unknown: the report may have arrived.
        told: the receipt of the channel, or why the delivery failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    report: str
    audience: str
    channel: Literal["email", "slack"]
    to: str
    first_tried_at: datetime
    state: Literal["new", "trying", "sent", "failed"] = "new"
    told: str = ""


def known_delivery(
    archived: ArchivedReport, channel: Literal["email", "slack"], to: str, now: datetime
) -> Delivery:
    """The stored delivery of a report to a recipient; a new one when it was never tried.

    Args:
        archived: the report.
        channel: `email` or `slack`.
        to: an e-mail address or a Slack channel.
        now: naive UTC, the first attempt of a new delivery.
    """
    parts = (archived.version, archived.report.name, archived.audience.name, channel, to)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    path = _path(archived, key)
    if path.is_file():
        return Delivery.model_validate_json(path.read_bytes())
    return Delivery(
        key=key,
        report=archived.report.name,
        audience=archived.audience.name,
        channel=channel,
        to=to,
        first_tried_at=now,
    )


def store_delivery(archived: ArchivedReport, delivery: Delivery) -> None:
    """Store the state of a delivery so that it survives a crash."""
    path = _path(archived, delivery.key)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    with temporary.open("w") as handle:
        handle.write(delivery.model_dump_json(indent=2) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def _path(archived: ArchivedReport, key: str) -> Path:
    return archived.html.parent / FOLDER / f"{key}.json"
