"""A forecast that did badly in the back-test has a warning."""

import gzip
from dataclasses import replace
from typing import Any

from ecom_platform.serving.dashboard.forecast.forecast_page import FORECAST
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from tests.support.pages.page_requests import page_request
from tests.support.tables.analytic_tables import ALL, analytic_tables


def _page(*rows: dict[str, Any], **parameters: str) -> str:
    request = page_request(analytic_tables([("revenue_forecast", row) for row in rows]), tables=ALL)
    return _text(replace(request, parameters=parameters))


def _text(request: Any) -> str:
    return gzip.decompress(gzipped_json({"page": list(FORECAST.render(request))})).decode()


def test_a_forecast_no_better_than_naive_and_a_band_too_narrow_give_warnings() -> None:
    shown = _page({"error_against_naive": 1.2, "coverage_95": 0.6})

    assert "no better than repeating the week before: its error was 120% of the error" in shown
    assert "contained only 60% of the tested days" in shown
