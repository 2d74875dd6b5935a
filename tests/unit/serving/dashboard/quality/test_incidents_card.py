"""The card of incidents gives money and durations, counted from the version."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ecom_platform.serving.dashboard.quality.incidents_card import format_duration
from ecom_platform.settings import Settings
from tests.support.alerts.checked_runs import add_incident
from tests.support.pages.quality_pages import quality_page


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an empty data folder."""
    return Settings(data=tmp_path)


def test_incidents_give_money_and_durations_counted_from_the_version(settings: Settings) -> None:
    add_incident(settings, "bad", 2, severity="error", acknowledged_by="Kim")
    add_incident(settings, "over", 5, ended_days_ago=4)
    shown = quality_page(settings)

    assert "bad failed. €12.50 at stake." in shown
    assert "2 days before this version was published, acknowledged by Kim" in shown
    assert "over after 1 day" in shown


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        (timedelta(seconds=20), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=10), "5 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=-1), "0 minutes"),
    ],
)
def test_a_duration_is_given_in_its_largest_unit(span: timedelta, sentence: str) -> None:
    assert format_duration(span) == sentence


def test_an_incident_newer_than_the_version_says_so(settings: Settings) -> None:
    add_incident(settings, "bad", -1, since_day=date(2025, 7, 1))

    assert "after this version was published" in quality_page(settings)
