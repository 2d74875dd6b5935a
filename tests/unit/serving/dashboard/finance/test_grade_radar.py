"""The radar of a grade draws only known components."""

from datetime import date
from decimal import Decimal

from ecom_platform.serving.dashboard.finance.grade_radar import grade_radar
from ecom_platform.serving.queries.finance.financial_performance import (
    Grade,
)
from tests.support.pages.page_requests import page_request

GRADE = Grade(
    "Web", "Tea", date(2025, 6, 10), Decimal(50), "high", None, 0.2, None, "rising", "B", None,
    70.0, (50.0, 60.0, 70.0, None, None, 80.0),
)  # fmt: skip


def test_a_radar_leaves_out_what_is_not_known() -> None:
    trace = grade_radar(page_request(), GRADE)["data"][0]

    assert trace["theta"] == ["Trend", "Target", "Few leaks", "Margin", "Trend"]
