"""What a drill starts from: files without a fault, or a clear refusal."""

from pathlib import Path

import pytest

from ecom_platform.errors import QualityError, WarehouseError
from ecom_platform.fire_drill import nights
from ecom_platform.fire_drill.baseline_night import Baseline, prepare_baseline
from ecom_platform.fire_drill.nights import Alarm, NightResult
from ecom_platform.settings import Settings
from tests.support.files.order_files import order_line, order_lines_file

KNOWN = Alarm("raw.x", "few_rows", "warn")
NEW = Alarm("raw.y", "few_words", "warn")


def test_a_false_alarm_rings_without_a_fault_and_did_not_ring_before(tmp_path: Path) -> None:
    clean = tuple(NightResult(alarms, {}) for alarms in (frozenset([KNOWN]), frozenset([NEW])))
    baseline = Baseline(tmp_path, (), NightResult(frozenset([KNOWN]), {}), clean)
    assert baseline.false_alarms == [NEW]
    assert baseline.alarms_without_fault(2) == {NEW}


def test_files_that_fail_already_are_no_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_settings: Settings) -> None:
        raise WarehouseError("the disk is full")

    monkeypatch.setattr(nights, "run_night", fails)
    landing = tmp_path / "landing"
    landing.mkdir()
    days = [f"2024-03-{day:02d}" for day in range(1, 25)]
    lines = [order_line(f"O-{number}", day=day) for number, day in enumerate(days)]
    (landing / "shop.csv").write_text(order_lines_file(*lines))
    with pytest.raises(QualityError, match=r"run_ends_well .* already fails \(1 such checks\)"):
        prepare_baseline(landing, tmp_path / "drill")
