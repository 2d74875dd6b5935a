"""The record of a drill is read as it was written, or the error says why not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.drill_record import (
    DrillRecord,
    FaultRecord,
    read_record,
    write_record,
)

ROW = FaultRecord(
    fault="sign_flipped",
    severity="error",
    feed="order_lines",
    size="all rows",
    is_caught=True,
    night=1,
    told_as="error",
    checks=("amounts_are_positive on raw.order_lines",),
    leaked=(),
)
RECORD = DrillRecord(
    company="a shop",
    ended_at=datetime(2026, 3, 1, 6, 30, tzinfo=UTC),
    git_hash="abc",
    is_met=True,
    sentence="The goal is met.",
    faults=(ROW,),
    false_alarms=(),
)


def test_nothing_is_kept_before_the_first_drill(tmp_path: Path) -> None:
    assert read_record(tmp_path / "fire_drill.json") is None


def test_what_was_written_is_read_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "data" / "fire_drill.json"
    write_record(path, RECORD)
    assert read_record(path) == RECORD
    assert list(path.parent.iterdir()) == [path]


def test_a_damaged_file_is_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "fire_drill.json"
    path.write_text("{")
    with pytest.raises(QualityError, match="Run 'ecom drill' to write it again"):
        read_record(path)
