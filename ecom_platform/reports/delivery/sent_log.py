"""What was sent: a small file per version, report, audience and recipient, beside the reports.

It is written before and after each attempt, so that one that a crash cut short is known as such.
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
    """A report on its way to one recipient.

    Attributes:
        state: `trying` when an attempt has no known end: it may have arrived.
        first_tried_at: naive UTC.
        told: the receipt, or why it failed.
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
    kept: ArchivedReport, channel: Literal["email", "slack"], to: str, now: datetime
) -> Delivery:
    """What is known of a delivery; a new one when nothing is."""
    parts = (kept.version, kept.report.name, kept.audience.name, channel, to)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    path = _path(kept, key)
    if path.is_file():
        return Delivery.model_validate_json(path.read_bytes())
    return Delivery(
        key=key,
        report=kept.report.name,
        audience=kept.audience.name,
        channel=channel,
        to=to,
        first_tried_at=now,
    )


def remember(kept: ArchivedReport, delivery: Delivery) -> None:
    """Keep what is known now, down to the disk."""
    path = _path(kept, delivery.key)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    with temporary.open("w") as handle:
        handle.write(delivery.model_dump_json(indent=2) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def _path(kept: ArchivedReport, key: str) -> Path:
    return kept.html.parent / FOLDER / f"{key}.json"
