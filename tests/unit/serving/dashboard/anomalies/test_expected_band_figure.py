"""The band of ordinary days has a gap where days were not checked."""

from dataclasses import replace
from datetime import date

from ecom_platform.serving.dashboard.anomalies.expected_band_figure import expected_band
from ecom_platform.serving.queries.anomalies.flagged_days import (
    EvaluatedDay,
    Series,
)
from tests.support.pages.page_requests import page_request

DAY = date(2025, 6, 10)
SERIES = Series("shop", "revenue", "category", "Tea")
FLAG = EvaluatedDay(DAY, 120.0, 90.0, 50.0, 110.0, is_flagged=True, reason=None)
UNKNOWN = EvaluatedDay(
    date(2025, 6, 9), 80.0, None, None, None, is_flagged=False, reason="Too young."
)


def test_the_band_stops_where_days_were_not_checked_and_begins_again() -> None:
    later = replace(FLAG, day=date(2025, 6, 12), is_flagged=False)
    between = replace(UNKNOWN, day=date(2025, 6, 11))
    figure = expected_band(page_request(), SERIES, [FLAG, between, later], None)

    bands = [trace for trace in figure["data"] if trace.get("fill")]
    assert [band["x"] for band in bands] == [["2025-06-10"], ["2025-06-12"]]
    assert [band["showlegend"] for band in bands] == [True, False]
