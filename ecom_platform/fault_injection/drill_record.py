"""The result of the last whole fire drill, kept as a small file for those who show it.

Only the value and its file. What a drill is and how it is scored belongs in `ecom_platform.drill`.
"""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.fault import Severity


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FaultRecord(_Frozen):
    """What became of one fault class at the size a person would call obvious.

    Attributes:
        night: in which night it was noticed; None when it never was.
        checks: the checks that noticed, the first causes first.
        leaked: published tables that showed it to readers.
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
    """A whole drill: when, with which code, on whose files, and with what result."""

    company: str
    ended_at: datetime
    git_hash: str | None
    is_met: bool
    sentence: str
    faults: tuple[FaultRecord, ...]
    false_alarms: tuple[str, ...]


def write_record(path: Path, record: DrillRecord) -> None:
    """Replace what is kept there; a reader sees the old or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)


def read_record(path: Path) -> DrillRecord | None:
    """What is kept there; None when no drill was run yet.

    Raises:
        QualityError: the file is damaged.
    """
    if not path.is_file():
        return None
    try:
        return DrillRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise QualityError(
            f"The result of the last fire drill, {path}, cannot be read. 'ecom drill' writes it "
            "anew."
        ) from error
