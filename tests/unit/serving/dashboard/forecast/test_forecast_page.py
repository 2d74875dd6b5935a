"""The page of the forecast: its figures, sums, doubts and reasons."""

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from ecom_platform.serving.dashboard.figures.style import Figure
from ecom_platform.serving.dashboard.forecast.forecast_by_part import forecast_by_part
from ecom_platform.serving.dashboard.forecast.forecast_fan import forecast_fan
from ecom_platform.serving.dashboard.forecast.forecast_page import FORECAST
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.queries.forecast.days_ahead import DayAhead, DayBefore, Part
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.analytic_tables import ALL, UNKNOWN, analytic_tables

TEN = Decimal(10)
AHEAD = DayAhead("shop", date(2025, 7, 1), TEN, TEN - 2, TEN + 2, TEN - 4, TEN + 4, "A sale.")
BEFORE = [DayBefore(date(2025, 6, 29), Decimal(9)), DayBefore(date(2025, 6, 30), None)]
PART = Part("shop", "category", "Tea", 28, Decimal(10), "slow level", 0.8, 0.7, 0.95, None)
TEA = {"dimension": "category", "dimension_value": "Tea"}


def _page(*rows: dict[str, Any], **parameters: str) -> str:
    request = page_request(analytic_tables([("revenue_forecast", row) for row in rows]), tables=ALL)
    return _text(replace(request, parameters=parameters))


def _text(request: Any) -> str:
    return gzip.decompress(gzipped_json({"page": list(FORECAST.render(request))})).decode()


@pytest.mark.parametrize(
    "figure",
    [
        forecast_fan(page_request(), BEFORE, [AHEAD]),
        forecast_by_part(page_request(), [PART, replace(PART, value="all others")]),
    ],
    ids=["fan", "parts"],
)
def test_points_have_links_axes_have_titles_and_no_number_is_nan(figure: Figure) -> None:
    assert "NaN" not in json.dumps(orjson.loads(orjson.dumps(figure, default=str)))
    assert figure["layout"]["xaxis"]["title"]["text"]
    for trace in figure["data"]:
        if "line" not in trace or trace["line"]["width"]:
            assert all(link.startswith("/") for link in trace["customdata"])


def test_a_day_without_an_order_line_is_a_gap_and_an_event_is_marked() -> None:
    data = forecast_fan(page_request(), BEFORE, [AHEAD])["data"]
    traces = {trace["name"]: trace for trace in data if "name" in trace}

    assert traces["Actual"]["y"] == [9.0, None]
    assert traces["Sale day or holiday"]["text"] == ["A sale."]


def test_a_bar_leads_to_its_part_or_to_the_rows_where_no_filter_knows_it() -> None:
    (trace,) = forecast_by_part(page_request(), [PART, replace(PART, value="all others")])["data"]

    assert trace["customdata"][1].startswith("/forecast?")
    assert "category=Tea" in trace["customdata"][1]
    assert trace["customdata"][0].startswith("/rows/forecast?")


def test_sums_are_written_and_parts_add_up_to_their_total() -> None:
    shown = _page({}, {"forecast_date": "2025-07-02"}, TEA, {**TEA, "forecast_date": "2025-07-02"})

    assert "€20.00 are expected in 2 days" in shown
    assert "The 1 part adds up to the total of €20.00." in shown
    assert "was better than repeating the week before" in shown


def test_parts_that_do_not_add_up_are_reported() -> None:
    assert "do not add up to the total of €10.00" in _page({}, {**TEA, "expected_amount": 4})


def test_a_forecast_no_better_than_naive_and_a_band_too_narrow_give_warnings() -> None:
    shown = _page({"error_against_naive": 1.2, "coverage_95": 0.6})

    assert "no better than repeating the week before: its error was 120% of the error" in shown
    assert "contained only 60% of the tested days" in shown


def test_a_part_without_a_forecast_shows_its_reason_and_no_number() -> None:
    reason = "Nothing was sold in the last 56 days."
    shown = _page({}, TEA, {**TEA, **UNKNOWN, "dimension_value": "Jars",
                            "unavailable_reason": reason})  # fmt: skip

    assert f"Without a forecast: Jars. {reason}" in shown


def test_without_any_forecast_the_page_says_why() -> None:
    mixed = replace(page_request(analytic_tables([]), tables=ALL),
                    view=replace(JUNE, category="Tea", channel="Web"))  # fmt: skip

    assert "not several at once" in _text(mixed)
    assert "No forecast was made" in _page()
    assert "is not part of this version" in _text(page_request())
