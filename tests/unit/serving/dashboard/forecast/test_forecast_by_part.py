"""The parts of a forecast: their links, their sum, and parts without a forecast."""

import gzip
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ecom_platform.serving.dashboard.forecast.forecast_by_part import forecast_by_part
from ecom_platform.serving.dashboard.forecast.forecast_page import FORECAST
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.queries.forecast.revenue_forecast import PartForecast
from tests.support.pages.page_requests import page_request
from tests.support.tables.analytic_tables import ALL, UNKNOWN, analytic_tables

PART = PartForecast("shop", "category", "Tea", 28, Decimal(10), "slow level", 0.8, 0.7, 0.95, None)
TEA = {"dimension": "category", "dimension_value": "Tea"}


def _page(*rows: dict[str, Any], **parameters: str) -> str:
    request = page_request(analytic_tables([("revenue_forecast", row) for row in rows]), tables=ALL)
    return _text(replace(request, parameters=parameters))


def _text(request: Any) -> str:
    return gzip.decompress(gzipped_json({"page": list(FORECAST.render(request))})).decode()


def test_a_bar_leads_to_its_part_or_to_the_rows_where_no_filter_knows_it() -> None:
    (trace,) = forecast_by_part(page_request(), [PART, replace(PART, value="all others")])["data"]

    assert trace["customdata"][1].startswith("/forecast?")
    assert "category=Tea" in trace["customdata"][1]
    assert trace["customdata"][0].startswith("/rows/forecast?")


def test_parts_that_do_not_add_up_are_reported() -> None:
    assert "do not add up to the total of €10.00" in _page({}, {**TEA, "expected_amount": 4})


def test_a_part_without_a_forecast_shows_its_reason_and_no_number() -> None:
    reason = "Nothing was sold in the last 56 days."
    shown = _page({}, TEA, {**TEA, **UNKNOWN, "dimension_value": "Jars",
                            "unavailable_reason": reason})  # fmt: skip

    assert f"Without a forecast: Jars. {reason}" in shown
