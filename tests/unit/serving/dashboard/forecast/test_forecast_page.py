"""The page of the forecast: its figures, sums, doubts and reasons."""

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.forecast.forecast_by_part import forecast_by_part
from ecom_platform.serving.dashboard.forecast.forecast_fan import forecast_fan
from ecom_platform.serving.dashboard.forecast.forecast_page import FORECAST
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.queries.forecast.revenue_forecast import (
    ForecastDay,
    PartForecast,
    PastDay,
)
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.analytic_tables import ALL, analytic_tables

TEN = Decimal(10)
AHEAD = ForecastDay("shop", date(2025, 7, 1), TEN, TEN - 2, TEN + 2, TEN - 4, TEN + 4, "A sale.")
BEFORE = [PastDay(date(2025, 6, 29), Decimal(9)), PastDay(date(2025, 6, 30), None)]
PART = PartForecast("shop", "category", "Tea", 28, Decimal(10), "slow level", 0.8, 0.7, 0.95, None)
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


def test_the_page_gives_the_total_and_parts_add_up_to_it() -> None:
    shown = _page({}, {"forecast_date": "2025-07-02"}, TEA, {**TEA, "forecast_date": "2025-07-02"})

    assert "€20.00 are expected in 2 days" in shown
    assert "The 1 part adds up to the total of €20.00." in shown
    assert "was better than repeating the week before" in shown


def test_without_any_forecast_the_page_says_why() -> None:
    mixed = replace(page_request(analytic_tables([]), tables=ALL),
                    view=replace(JUNE, category="Tea", channel="Web"))  # fmt: skip

    assert "not several at once" in _text(mixed)
    assert "No forecast was made" in _page()
    assert "is not part of this version" in _text(page_request())
