"""The heat map of risks keeps unknown ones apart."""

from datetime import date
from decimal import Decimal

from ecom_platform.serving.dashboard.finance.risk_heat_map import risk_heat_map
from ecom_platform.serving.queries.finance.financial_performance import (
    Grade,
)
from tests.support.pages.page_requests import page_request

GRADE = Grade(
    "Web", "Tea", date(2025, 6, 10), Decimal(50), "high", None, 0.2, None, "rising", "B", None,
    70.0, (50.0, 60.0, 70.0, None, None, 80.0),
)  # fmt: skip
UNKNOWN = Grade(
    "Shop", "Cups", date(2025, 6, 10), None, None, "Too young.", None, "Too young.", None, None,
    "Too young.", None, (None,) * 6,
)  # fmt: skip


def test_a_risk_is_coloured_and_lettered_and_an_unknown_one_is_grey_with_its_reason() -> None:
    known, unknown = risk_heat_map(page_request(), [GRADE, UNKNOWN])["data"]

    assert known["text"] == [["H", ""], ["", ""]]
    assert known["z"] == [[2.0, None], [None, None]]
    assert unknown["text"] == [["", ""], ["", "?"]]
    assert "Too young." in unknown["hovertext"][1][1]
