"""The fan chart has gaps and events."""

from datetime import date
from decimal import Decimal

from ecom_platform.serving.dashboard.forecast.forecast_fan import forecast_fan
from ecom_platform.serving.queries.forecast.revenue_forecast import ForecastDay, PastDay
from tests.support.pages.page_requests import page_request

TEN = Decimal(10)
AHEAD = ForecastDay("shop", date(2025, 7, 1), TEN, TEN - 2, TEN + 2, TEN - 4, TEN + 4, "A sale.")
BEFORE = [PastDay(date(2025, 6, 29), Decimal(9)), PastDay(date(2025, 6, 30), None)]


def test_a_day_without_an_order_line_is_a_gap_and_an_event_is_marked() -> None:
    data = forecast_fan(page_request(), BEFORE, [AHEAD])["data"]
    traces = {trace["name"]: trace for trace in data if "name" in trace}

    assert traces["Actual"]["y"] == [9.0, None]
    assert traces["Sale day or holiday"]["text"] == ["A sale."]
