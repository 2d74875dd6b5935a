"""A stage is a platform of its own: nothing leaks in from outside, and nothing out."""

from pathlib import Path

import pytest

from ecom_platform.errors import WarehouseError
from ecom_platform.fault_injection.fault import Delivery
from ecom_platform.fire_drill import nights
from ecom_platform.fire_drill.nights import Alarm, NightRunner
from ecom_platform.publishing.publish_version import publish
from ecom_platform.settings import Settings
from tests.support.files.deliveries import delivery
from tests.support.platform.small_platform import SmallPlatform


def _breaks_off(_settings: Settings) -> None:
    raise WarehouseError("the disk is full")


@pytest.fixture
def published(tmp_path: Path) -> NightRunner:
    """A stage with a published version."""
    platform = SmallPlatform(tmp_path / "one" / "data")
    platform.build()
    publish(platform.settings)
    return NightRunner(tmp_path / "one")


def test_a_stage_knows_no_store_and_no_routes_but_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOM_STORE_URL", "postgresql://elsewhere/platform")
    monkeypatch.setenv("ECOM_ALERTS", str(tmp_path / "alerts.yaml"))
    settings = NightRunner(tmp_path / "stage").settings
    assert settings.operational_store == f"sqlite:///{tmp_path}/stage/data/platform.db"
    assert settings.alerts_file == tmp_path / "stage" / "data" / "alerts.yaml"


def test_a_night_lays_files_beside_those_of_the_nights_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "run_night", _breaks_off)
    runner = NightRunner(tmp_path / "stage")
    runner.settings.landing_folder.mkdir(parents=True)
    for night in (1, 2):
        runner.night([delivery("order_lines", night)])
    assert len(list(runner.settings.landing_folder.iterdir())) == 2


def test_a_night_that_breaks_off_is_an_alarm_and_readers_keep_what_they_have(
    published: NightRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "run_night", _breaks_off)
    published.settings.landing_folder.mkdir()
    seen = published.night([])
    assert seen.alarms == {
        Alarm("platform.nightly", "run_ends_well (the disk is full)", "error"),
    }
    assert "marts.fct_orders" in seen.marts


def test_a_copy_shows_readers_the_same_and_goes_its_own_way(
    published: NightRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "run_night", _breaks_off)
    published.settings.landing_folder.mkdir()
    before = published.run().marts
    copy = NightRunner(tmp_path / "two")
    copy.copy_from(published)
    assert copy.run().marts == before
    platform = SmallPlatform(tmp_path / "two" / "data")
    platform.build(run_id="run-2", factor=3)
    publish(platform.settings)
    assert copy.run().marts != before
    assert published.run().marts == before
    copy.copy_from(published)
    assert copy.run().marts == before


def test_what_dbt_parsed_for_a_stage_stays_when_it_becomes_another(
    published: NightRunner, tmp_path: Path
) -> None:
    copy = NightRunner(tmp_path / "two")
    copy.settings.dbt_target.mkdir(parents=True)
    parsed = copy.settings.dbt_target / "partial_parse.msgpack"
    parsed.write_bytes(b"of this folder")
    (published.settings.dbt_target / "partial_parse.msgpack").write_bytes(b"of the other")
    copy.copy_from(published)
    assert parsed.read_bytes() == b"of this folder"
    assert (copy.settings.dbt_target / "manifest.json").is_file()


def test_nothing_of_an_earlier_injection_is_left(published: NightRunner, tmp_path: Path) -> None:
    copy = NightRunner(tmp_path / "two")
    for folder in (copy.settings.landing_folder, copy.settings.data / "leftover"):
        folder.mkdir(parents=True)
        (folder / "old.csv").write_text("a,b\n")
    copy.copy_from(published)
    assert list(copy.settings.landing_folder.iterdir()) == []
    assert not (copy.settings.data / "leftover").exists()


def test_a_delivery_of_no_file_is_a_night_all_the_same(
    published: NightRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "run_night", _breaks_off)
    published.settings.landing_folder.mkdir()
    whole = delivery("order_lines")
    published.night([Delivery(whole.feed, whole.night, whole.day, {})])
    assert list(published.settings.landing_folder.iterdir()) == []
