"""The page of data quality: its verdict, its incidents and check runs, and the last fire drill."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from ecom_platform.fault_injection.drill_record import DrillRecord, FaultRecord, write_record
from ecom_platform.publishing.manifest import FeedFact, HeldFact, TableContent, VersionManifest
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.dashboard.quality.check_runs_cards import checks_per_run
from ecom_platform.serving.dashboard.quality.incidents_card import format_duration
from ecom_platform.serving.dashboard.quality.quality_page import QUALITY
from ecom_platform.serving.queries.quality.check_history import CheckedRun
from ecom_platform.serving.version_follower import OpenVersion
from ecom_platform.settings import Settings
from tests.support.alerts.checked_runs import MADE, add_incident, add_run
from tests.support.alerts.incidents import failed, passed
from tests.support.pages.page_requests import page_request

MANIFEST = VersionManifest(
    version="v1",
    created_at=MADE.replace(tzinfo=UTC),
    run_id="run-9",
    git_hash="abc",
    content="c",
    bytes=1_500_000,
    tables={"marts.fct_order_items": TableContent(rows=7, checksum="c")},
    empty_tables={},
    feeds=[
        FeedFact(
            feed="shop",
            rows=7,
            quarantined_rows=2,
            quarantined_amount=Decimal("3.50"),
            repeated_rows=1,
            repeated_amount=Decimal(1),
            as_of_date="2025-06-30",
        )
    ],
    files=[],
    checks={"passed": 5, "warned": 0, "failed": 0},
    failed_checks=[],
)
HELD = HeldFact(
    since=datetime(2025, 6, 29, tzinfo=UTC),
    because="a key stands twice.",
    cause="marts.fct_order_items",
    content_of="v0",
)
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


def _page(settings: Settings, manifest: VersionManifest = MANIFEST, **parameters: str) -> str:
    """The whole page as text."""
    version: Any = OpenVersion(manifest, duckdb.connect())
    request = replace(page_request(), version=version, settings=settings, parameters=parameters)
    return gzip.decompress(gzipped_json({"page": list(QUALITY.render(request))})).decode()


def test_a_version_without_a_failed_check_can_be_trusted(settings: Settings) -> None:
    shown = _page(settings)

    assert "Every one of 1 tables is current" in shown
    assert "/rows/quarantine?" in shown
    assert "3.50" in shown


def test_a_held_table_is_named_first_with_its_date_and_reason(settings: Settings) -> None:
    shown = _page(settings, MANIFEST.model_copy(update={"held": {HELD.cause: HELD}}))

    assert "Not all of it" in shown
    assert "held since 2025-06-29 00:00 UTC and shows version v0" in shown


def test_a_feed_that_lags_is_named(settings: Settings) -> None:
    late = MANIFEST.feeds[0].model_copy(update={"feed": "market", "as_of_date": "2025-06-20"})
    shown = _page(settings, MANIFEST.model_copy(update={"feeds": [*MANIFEST.feeds, late]}))

    assert "Market ends on 20 Jun 2025, 10 days before the newest feed." in shown


def test_an_empty_store_and_no_drill_are_sentences(settings: Settings) -> None:
    shown = _page(settings)

    assert "No run has been checked yet." in shown
    assert "No incident is open." in shown
    assert "No fire drill has been run here yet; run 'ecom drill'." in shown


def test_a_store_that_cannot_be_opened_leaves_the_rest_of_the_page(settings: Settings) -> None:
    (settings.data / "platform.db").write_text("no database at all, whatever it is called" * 30)
    shown = _page(settings)

    assert "The operational store" in shown
    assert "not known" in shown
    assert "Every one of 1 tables is current" in shown


def test_incidents_give_money_and_durations_counted_from_the_version(settings: Settings) -> None:
    add_incident(settings, "bad", 2, severity="error", acknowledged_by="Kim")
    add_incident(settings, "over", 5, ended_days_ago=4)
    shown = _page(settings)

    assert "bad failed. €12.50 at stake." in shown
    assert "2 days before this version was published, acknowledged by Kim" in shown
    assert "over after 1 day" in shown


def test_what_did_not_pass_in_the_run_of_the_link_is_listed(settings: Settings) -> None:
    add_run(settings, 1, [failed("bad", message="Three rows are below zero.")])
    add_run(settings, 2, [passed("good")])

    assert "Every one of 1 checks passed." in _page(settings)
    assert "bad on raw.orders. " in _page(settings, run="run-1")
    assert "In 1 of the last 2 runs every check passed." in _page(settings)


def test_the_last_drill_is_shown_with_what_it_missed(settings: Settings) -> None:
    write_record(settings.fire_drill_file, DRILL)
    shown = _page(settings)

    assert "The goal is missed." in shown
    assert "29 Jun 2025, 06:40:00 UTC with code 0123456789." in shown
    assert (
        "Sign flipped (all rows, Order lines): was missed; shown in marts.fct_order_items." in shown
    )


def test_a_damaged_drill_is_a_sentence(settings: Settings) -> None:
    settings.fire_drill_file.write_text("{")

    assert "cannot be read. 'ecom drill' writes it anew." in _page(settings)


def test_bars_of_runs_lead_to_what_did_not_pass_in_them() -> None:
    runs = [CheckedRun("run-1", datetime(2025, 6, 1, 3), 600, 2, 1)]
    figure = checks_per_run(page_request(), runs)

    assert "NaN" not in json.dumps(orjson.loads(orjson.dumps(figure)))
    assert [trace["y"] for trace in figure["data"]] == [[600.0], [2.0], [1.0]]
    assert all("run=run-1" in trace["customdata"][0] for trace in figure["data"])
    for axis in ("xaxis", "yaxis", "yaxis2"):
        assert figure["layout"][axis]["title"]["text"]


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

    assert "after this version was published" in _page(settings)
