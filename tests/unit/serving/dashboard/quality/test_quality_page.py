"""The page of data quality: its verdict, its incidents and check runs, and the last fire drill."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecom_platform.publishing.manifest import HeldFact
from ecom_platform.settings import Settings
from tests.support.pages.quality_pages import MANIFEST, quality_page

HELD = HeldFact(
    since=datetime(2025, 6, 29, tzinfo=UTC),
    because="a key stands twice.",
    cause="marts.fct_order_items",
    content_of="v0",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an empty data folder."""
    return Settings(data=tmp_path)


def test_a_version_without_a_failed_check_can_be_trusted(settings: Settings) -> None:
    shown = quality_page(settings)

    assert "Every one of 1 tables is current" in shown
    assert "/rows/quarantine?" in shown
    assert "3.50" in shown


def test_a_held_table_is_named_first_with_its_date_and_reason(settings: Settings) -> None:
    shown = quality_page(settings, MANIFEST.model_copy(update={"held": {HELD.cause: HELD}}))

    assert "Not all of them" in shown
    assert "held since 2025-06-29 00:00 UTC and shows version v0" in shown


def test_a_feed_that_lags_is_named(settings: Settings) -> None:
    late = MANIFEST.feeds[0].model_copy(update={"feed": "market", "as_of_date": "2025-06-20"})
    shown = quality_page(settings, MANIFEST.model_copy(update={"feeds": [*MANIFEST.feeds, late]}))

    assert "Market ends on 20 Jun 2025, 10 days before the newest feed." in shown


def test_an_empty_store_and_no_drill_are_sentences(settings: Settings) -> None:
    shown = quality_page(settings)

    assert "No run has been checked yet." in shown
    assert "No incident is open." in shown
    assert "No fire drill has been run here yet; run 'ecom drill'." in shown


def test_a_store_that_cannot_be_opened_leaves_the_rest_of_the_page(settings: Settings) -> None:
    (settings.data / "platform.db").write_text("no database at all, whatever it is called" * 30)
    shown = quality_page(settings)

    assert "The operational store" in shown
    assert "not known" in shown
    assert "Every one of 1 tables is current" in shown
