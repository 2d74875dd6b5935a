"""The bars of check runs and the list of what did not pass."""

import json
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from ecom_platform.serving.dashboard.quality.check_runs_cards import checks_per_run
from ecom_platform.serving.queries.quality.check_history import CheckedRun
from ecom_platform.settings import Settings
from tests.support.alerts.checked_runs import add_run
from tests.support.alerts.incidents import failed, passed
from tests.support.pages.page_requests import page_request
from tests.support.pages.quality_pages import quality_page


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an empty data folder."""
    return Settings(data=tmp_path)


def test_what_did_not_pass_in_the_run_of_the_link_is_listed(settings: Settings) -> None:
    add_run(settings, 1, [failed("bad", message="Three rows are below zero.")])
    add_run(settings, 2, [passed("good")])

    assert "Every one of 1 checks passed." in quality_page(settings)
    assert "bad on raw.orders. " in quality_page(settings, run="run-1")
    assert "In 1 of the last 2 runs every check passed." in quality_page(settings)


def test_bars_of_runs_lead_to_what_did_not_pass_in_them() -> None:
    runs = [CheckedRun("run-1", datetime(2025, 6, 1, 3), 600, 2, 1)]
    figure = checks_per_run(page_request(), runs)

    assert "NaN" not in json.dumps(orjson.loads(orjson.dumps(figure)))
    assert [trace["y"] for trace in figure["data"]] == [[600.0], [2.0], [1.0]]
    assert all("run=run-1" in trace["customdata"][0] for trace in figure["data"])
    for axis in ("xaxis", "yaxis", "yaxis2"):
        assert figure["layout"][axis]["title"]["text"]
