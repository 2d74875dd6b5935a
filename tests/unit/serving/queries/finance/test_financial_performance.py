"""The ladder, leaks, trend, margin and grades, on a summary made by hand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ecom_platform.serving.queries.finance import financial_performance
from tests.support.pages.page_requests import JUNE
from tests.support.tables.finance_tables import finance_tables

SOLD = {
    "booked_amount": 100,
    "cancelled_amount": 10,
    "pending_amount": 5,
    "returned_amount": 4,
    "lost_amount": 1,
    "kept_amount": 80,
}
ELSEWHERE: list[dict[str, Any]] = [
    {**SOLD, "currency": "USD"},
    {**SOLD, "line_kind": "service"},
    {**SOLD, "order_date": "2025-07-01"},
]


def _days(count: int, **row: Any) -> list[dict[str, Any]]:
    """A day's booking of 7.00 on each of the first days of June."""
    first = date(2025, 6, 1)
    return [
        {
            "order_date": str(first + timedelta(days=day)),
            "history_days": day + 1,
            "booked_amount": 7,
            **row,
        }
        for day in range(count)
    ]


def test_the_ladder_sums_goods_of_one_currency_and_its_steps_add_to_kept() -> None:
    found = financial_performance.ladder(finance_tables([SOLD, SOLD, *ELSEWHERE]), JUNE)

    assert found is not None
    assert (found.booked, found.kept, found.leaked) == (Decimal(200), Decimal(160), Decimal(30))
    steps = found.cancelled + found.pending + found.returned + found.lost
    assert found.booked - steps == found.kept


def test_a_lone_early_order_is_no_history_of_an_average() -> None:
    """An order in April made the first days of June averages over an empty May."""
    lone = {"order_date": "2025-04-01", "history_days": 0, "booked_amount": 7}
    found = financial_performance.trend(finance_tables([lone, *_days(8)]), JUNE)

    assert [day.average_7 for day in found] == [None] * 6 + [7.0, 7.0]
    assert {day.average_28 for day in found} == {None}


def test_no_line_has_no_ladder() -> None:
    assert financial_performance.ladder(finance_tables(ELSEWHERE), JUNE) is None


def test_leaks_are_the_worst_parts_first_and_leave_out_those_without_any() -> None:
    rows: list[dict[str, Any]] = [
        {**SOLD, "category": "Tea"},
        {**SOLD, "category": "Cups", "lost_amount": 20},
        {"category": "Jars", "booked_amount": 70, "kept_amount": 70},
    ]
    found = financial_performance.leaks(finance_tables([*rows, *ELSEWHERE]), JUNE, 9)

    assert [(leak.category, leak.leaked) for leak in found] == [
        ("Cups", Decimal(34)),
        ("Tea", Decimal(15)),
    ]


def test_an_average_is_not_known_until_the_history_covers_its_window() -> None:
    found = financial_performance.trend(finance_tables(_days(29)), JUNE)

    assert [day.average_7 for day in found[:8]] == [None] * 6 + [7.0, 7.0]
    assert [day.average_28 for day in found[26:]] == [None, 7.0, 7.0]


def test_days_without_sales_count_as_nothing() -> None:
    rows = [row for row in _days(8) if row["order_date"] != "2025-06-05"]
    found = financial_performance.trend(finance_tables(rows), JUNE)

    assert found[4].booked == 0
    assert found[7].average_7 == pytest.approx(6 * 7 / 7)


def test_the_trend_of_several_categories_is_of_their_sum_and_reaches_before_the_view() -> None:
    rows = [*_days(10), *_days(10, category="Cups"), *_days(10, currency="USD")]
    view = replace(JUNE, from_date=date(2025, 6, 9))

    found = financial_performance.trend(finance_tables(rows), view)

    assert [(day.day.day, day.booked, day.average_7) for day in found] == [
        (9, Decimal(14), 14.0),
        (10, Decimal(14), 14.0),
    ]


def test_a_part_that_sells_nothing_any_more_falls_to_nothing() -> None:
    rows = [*_days(7), *_days(14, category="Cups")]

    found = financial_performance.trend(finance_tables(rows), replace(JUNE, category="Tea"))

    assert found[-1].day == date(2025, 6, 14)
    assert (found[-1].booked, found[-1].average_7) == (Decimal(0), 0.0)


def test_nothing_sold_has_no_trend() -> None:
    assert financial_performance.trend(finance_tables([]), JUNE) == ()


def test_margins_count_only_where_a_cost_is_known() -> None:
    rows: list[dict[str, Any]] = [
        {"kept_amount": 100, "margin_amount": 30, "cost_amount": 60, "cost_coverage_share": 1.0},
        {"kept_amount": 300, "cost_coverage_share": 0.0, "margin_unavailable_reason": "No cost."},
    ]
    found = financial_performance.margins(finance_tables([*rows, *ELSEWHERE]), JUNE)

    assert found.total is not None
    assert found.total.margin == Decimal(30)
    assert found.total.share == pytest.approx(1 / 3)
    assert found.total.coverage == pytest.approx(0.25)
    assert [one.category for one in found.categories] == ["Tea"]


def test_no_cost_anywhere_has_no_margin_but_a_reason() -> None:
    rows = [{"kept_amount": 300, "margin_unavailable_reason": "No cost."}]
    found = financial_performance.margins(finance_tables(rows), JUNE)

    assert found.total is None
    assert found.reason == "No cost."


def test_a_grade_is_of_the_newest_day_within_the_view_and_the_largest_is_first() -> None:
    graded = {"booked_amount_average_28_days": 50, "risk_class": "low", "grade": "B"}
    rows = [
        {**graded, "order_date": "2025-06-10", "grade": "C"},
        {**graded, "order_date": "2025-06-11", "trend_component": 40.0},
        {**graded, "order_date": "2025-07-01", "grade": "F"},
        {**graded, "category": "Cups", "booked_amount_average_28_days": 90},
        {**graded, "category": "Jars", "currency": "USD"},
    ]
    found = financial_performance.grades(finance_tables(rows), JUNE, 9)

    assert [(one.category, one.grade, one.day.day) for one in found] == [
        ("Cups", "B", 10),
        ("Tea", "B", 11),
    ]
    assert found[1].components == (40.0, None, None, None, None, None)


def test_an_unknown_risk_tells_its_reason() -> None:
    rows = [{"average_unavailable_reason": "The history is too short."}, {"category": "Cups"}]
    found = {
        one.category: one for one in financial_performance.grades(finance_tables(rows), JUNE, 9)
    }

    assert found["Tea"].risk_reason == "The history is too short."
    assert found["Cups"].risk_reason == "Nothing is kept or pending from the last 28 days."
