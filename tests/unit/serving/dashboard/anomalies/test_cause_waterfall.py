"""The waterfall of causes leads from the expected to the actual value."""

from datetime import date

from ecom_platform.serving.dashboard.anomalies.cause_waterfall import cause_waterfall
from ecom_platform.serving.queries.anomalies.anomaly_causes import Cause, FlaggedDayCauses
from ecom_platform.serving.queries.anomalies.flagged_days import (
    Series,
)
from tests.support.pages.page_requests import page_request

DAY = date(2025, 6, 10)
SERIES = Series("shop", "revenue", "category", "Tea")
CAUSE = Cause("Web x Tea of a very long name", 20.0, None, None, 0.67)
FOUND = FlaggedDayCauses(90.0, 120.0, (CAUSE,), 10.0, None, None, None)


def test_the_steps_of_the_waterfall_reach_from_expected_to_actual() -> None:
    (trace,) = cause_waterfall(page_request(), SERIES, DAY, FOUND)["data"]

    assert trace["base"] == [0.0, 90.0, 110.0, 0.0]
    assert trace["x"] == [90.0, 20.0, 10.0, 120.0]
