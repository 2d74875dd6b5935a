"""The result of the last complete fire drill, stored as a small file that the dashboard reads.

Drills are run and scored in `ecom_platform.fire_drill`.
"""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.fault import Severity


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FaultRecord(_Frozen):
    """The result of one fault class at its obvious size.

    Attributes:
        night: in which night a check noticed it; None when no check did.
        told_as: `error` or `warn`, the highest severity of the checks that noticed it.
        checks: the checks that noticed it, raw tables first.
        leaked: published tables that showed wrong rows to readers.
    """

    fault: str
    severity: Severity
    feed: str
    size: str
    is_caught: bool
    night: int | None
    told_as: str
    checks: tuple[str, ...]
    leaked: tuple[str, ...]


class DrillRecord(_Frozen):
    """A complete drill: when, with which code, on whose files, and with what result."""

    company: str
    ended_at: datetime
    git_hash: str | None
    is_met: bool
    sentence: str
    faults: tuple[FaultRecord, ...]
    false_alarms: tuple[str, ...]


def write_record(path: Path, record: DrillRecord) -> None:
    """Write the record to `path`; a reader sees the old or the new record, never a part of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)


def read_record(path: Path) -> DrillRecord | None:
    """The record at `path`; None when no drill has been run yet.

    Raises:
        QualityError: the file is damaged.
    """
    if not path.is_file():
        return None
    try:
        return DrillRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise QualityError(
            f"The result of the last fire drill, {path}, cannot be read. Run 'ecom drill' to "
            "write it again."
        ) from error
