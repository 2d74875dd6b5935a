"""Every declared feed is complete: a sample that loads, and a staging model that reads it."""

import shutil

import pytest

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import PROJECT_ROOT, Settings

SAMPLES = PROJECT_ROOT / "data" / "samples"
FEEDS = list(all_feeds().values())


def _name(feed: FeedSpec) -> str:
    return feed.name


@pytest.mark.parametrize("feed", FEEDS, ids=_name)
def test_the_sample_of_a_feed_is_recognised_and_loads_whole(
    feed: FeedSpec, settings: Settings
) -> None:
    shutil.copy(SAMPLES / f"{feed.name}.csv", settings.landing_folder / "any name.csv")
    (report,) = load_landing(settings).files
    assert (report.feed, report.status, report.quarantined_count) == (feed.name, "loaded", 0)
    counted = report.header_count + report.blank_count + report.loaded_count
    assert report.record_count == counted
    assert report.loaded_count > 0


@pytest.mark.parametrize("feed", FEEDS, ids=_name)
def test_a_feed_has_a_staging_model_that_reads_it(feed: FeedSpec) -> None:
    models = (PROJECT_ROOT / "dbt_models" / "models" / "staging" / feed.name).glob("*.sql")
    assert any(f"source('raw', '{feed.name}')" in model.read_text() for model in models)


@pytest.mark.parametrize("feed", FEEDS, ids=_name)
def test_the_key_that_identifies_a_record_is_declared(feed: FeedSpec) -> None:
    columns = {column.name for column in feed.columns} | {"layout"}
    assert bool(feed.deduplication_key) != (feed.restates == "file")
    assert set(feed.deduplication_key) <= columns
    assert (feed.role == "transactions") <= (feed.date_column in columns)
