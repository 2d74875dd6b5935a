"""The card of the last fire drill."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecom_platform.fault_injection.drill_record import DrillRecord, FaultRecord, write_record
from ecom_platform.settings import Settings
from tests.support.pages.quality_pages import quality_page

FAULT = FaultRecord(
    fault="sign_flipped",
    severity="error",
    feed="order_lines",
    size="all rows",
    is_caught=False,
    night=None,
    told_as="",
    checks=(),
    leaked=("marts.fct_order_items",),
)
DRILL = DrillRecord(
    company="the demo company",
    ended_at=datetime(2025, 6, 29, 6, 40, tzinfo=UTC),
    git_hash="0123456789abcdef",
    is_met=False,
    sentence="The goal is missed.",
    faults=(FAULT,),
    false_alarms=(),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an empty data folder."""
    return Settings(data=tmp_path)


def test_the_last_drill_is_shown_with_what_it_missed(settings: Settings) -> None:
    write_record(settings.fire_drill_file, DRILL)
    shown = quality_page(settings)

    assert "The goal is missed." in shown
    assert "29 Jun 2025, 06:40:00 UTC with code 0123456789." in shown
    assert (
        "Sign flipped (all rows, Order lines): was missed; shown in marts.fct_order_items." in shown
    )


def test_a_damaged_drill_is_a_sentence(settings: Settings) -> None:
    settings.fire_drill_file.write_text("{")

    assert "cannot be read. Run 'ecom drill' to write it again." in quality_page(settings)
