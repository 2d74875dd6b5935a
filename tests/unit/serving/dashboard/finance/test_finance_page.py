"""The figures of Finance have units and links, and a reason replaces a figure without data."""

import gzip
import json
from datetime import date
from decimal import Decimal

import orjson
import pytest

from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.finance.category_margin import category_margin
from ecom_platform.serving.dashboard.finance.finance_page import FINANCE_PAGE
from ecom_platform.serving.dashboard.finance.grade_radar import grade_radar
from ecom_platform.serving.dashboard.finance.revenue_ladder import revenue_ladder
from ecom_platform.serving.dashboard.finance.revenue_leakage import revenue_leakage
from ecom_platform.serving.dashboard.finance.revenue_trend import revenue_trend
from ecom_platform.serving.dashboard.finance.risk_heat_map import risk_heat_map
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.queries.finance.financial_performance import (
    FINANCE,
    CategoryMargin,
    Grade,
    Ladder,
    Leak,
    TrendDay,
)
from tests.support.pages.page_requests import page_request
from tests.support.tables.finance_tables import finance_tables

LADDER = Ladder(*map(Decimal, ("100", "10", "5", "4", "1", "80")))
LEAK = Leak("Web", "Tea", Decimal(100), Decimal(10), Decimal(4), Decimal(1))
GRADE = Grade(
    "Web", "Tea", date(2025, 6, 10), Decimal(50), "high", None, 0.2, None, "rising", "B", None,
    70.0, (50.0, 60.0, 70.0, None, None, 80.0),
)  # fmt: skip


def _shown(page_of: list[dict[str, object]]) -> str:
    """The whole page as text."""
    connection = finance_tables(page_of)
    connection.execute(
        """
        create table marts.agg_daily_sales as select order_date, channel, category, currency,
            line_kind, booked_amount, kept_amount, cancelled_amount, pending_amount,
            returned_amount, lost_amount, null::varchar as partner_id, 1 as quantity
        from marts.mart_financial_performance_summary
        """
    )
    request = page_request(connection, tables=(FINANCE, "marts.agg_daily_sales"))
    return gzip.decompress(gzipped_json({"page": list(FINANCE_PAGE.render(request))})).decode()


@pytest.mark.parametrize(
    "figure",
    [
        revenue_ladder(page_request(), LADDER),
        revenue_leakage(page_request(), [LEAK]),
        revenue_trend(page_request(), [TrendDay(date(2025, 6, 1), Decimal(1), None, None)]),
        category_margin(page_request(), [CategoryMargin("Tea", Decimal(9), Decimal(3), 0.5, 1.0)]),
        risk_heat_map(page_request(), [GRADE]),
        grade_radar(page_request(), GRADE),
    ],
    ids=["waterfall", "leaks", "trend", "margins", "risks", "radar"],
)
def test_every_point_has_a_link_and_no_number_is_nan(figure: Figure) -> None:
    text = json.dumps(orjson.loads(orjson.dumps(figure, default=str)))

    assert "NaN" not in text
    for trace in figure["data"]:
        flat = [link for row in trace["customdata"] for link in ([row] if row[0] == "/" else row)]
        assert flat
        assert all(link.startswith("/") for link in flat)
    if "polar" not in figure["layout"]:
        assert figure["layout"]["xaxis"]["title"]["text"]


def test_the_page_gives_the_ladder_and_why_there_is_no_margin_risk_or_grade() -> None:
    text = _shown(
        [
            {
                "booked_amount": 100,
                "cancelled_amount": 20,
                "kept_amount": 80,
                "margin_unavailable_reason": "No list states a cost.",
                "average_unavailable_reason": "The history is too short.",
                "grade_unavailable_reason": "Too few components are known.",
            }
        ]
    )

    assert "Of €100.00 booked, €80.00 was kept: 80.0%." in text
    assert "No list states a cost." in text
    assert "The history is too short." in text
    assert "Too few components are known." in text


def test_states_that_are_never_reported_are_not_said_to_be_zero() -> None:
    row: dict[str, object] = {"booked_amount": 100, "kept_amount": 100}
    cancelled: dict[str, object] = {**row, "order_date": "2025-01-01", "cancelled_amount": 5}
    never = "No order line was ever reported as returned or lost: that is unknown, not zero."

    assert f"No money of goods was cancelled in these days. {never}" in _shown([row, cancelled])
    none = _shown([row])
    assert "No order line was ever reported as cancelled or returned or lost" in none
    assert "No money of goods was" not in none


def test_a_leak_has_no_bar_for_a_state_that_is_never_reported() -> None:
    figure = revenue_leakage(page_request(), [LEAK], frozenset({"returned"}))

    assert [trace["name"] for trace in figure["data"]] == ["Cancelled", "Lost"]


def test_a_view_without_lines_says_so() -> None:
    assert "No goods were ordered between these days" in _shown([])
