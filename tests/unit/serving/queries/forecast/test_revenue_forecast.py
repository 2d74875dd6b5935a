"""The days ahead, the days before them and the parts, on tables made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ecom_platform.serving.queries.forecast import revenue_forecast
from tests.support.pages.page_requests import JUNE
from tests.support.tables.analytic_tables import UNKNOWN, analytic_tables

TEA = {"dimension": "category", "dimension_value": "Tea"}
FIRST = date(2025, 7, 1)
NOTHING = "Nothing was sold in the last 56 days."


def _ahead(**row: Any) -> tuple[str, dict[str, Any]]:
    return "revenue_forecast", row


def _sold(**row: Any) -> tuple[str, dict[str, Any]]:
    return "agg_daily_sales", row


def test_days_ahead_are_those_of_the_total_or_of_the_part_chosen() -> None:
    connection = analytic_tables([_ahead(), _ahead(**TEA, expected_amount=4), _ahead(currency="X")])

    (total,) = revenue_forecast.forecast_days(connection, JUNE).days
    (tea,) = revenue_forecast.forecast_days(connection, replace(JUNE, category="Tea")).days

    assert (total.day, total.expected) == (FIRST, Decimal(10))
    assert tea.expected == Decimal(4)


def test_a_part_that_is_not_forecast_says_why() -> None:
    connection = analytic_tables([_ahead(**{**TEA, **UNKNOWN, "unavailable_reason": NOTHING})])

    found = revenue_forecast.forecast_days(connection, replace(JUNE, category="Tea"))

    assert (found.days, found.reason) == ((), NOTHING)
    mixed = revenue_forecast.forecast_days(connection, replace(JUNE, category="Tea", channel="Web"))
    assert "not several at once" in str(mixed.reason)


def test_days_before_are_booked_goods_of_the_feed_with_gaps_where_no_line_is() -> None:
    connection = analytic_tables(
        [
            _sold(order_date="2025-06-28", booked_amount=5),
            _sold(order_date="2025-06-28", booked_amount=2, category=None),
            _sold(order_date="2025-06-30", booked_amount=3),
            _sold(order_date="2025-06-29", booked_amount=9, line_kind="service"),
            _sold(order_date="2025-06-29", booked_amount=9, feed="market"),
            _sold(order_date="2025-06-29", booked_amount=9, currency="USD"),
            _sold(order_date="2025-07-01", booked_amount=9),
            _sold(order_date="2025-05-01", booked_amount=9),
        ]
    )

    found = revenue_forecast.past_days(connection, JUNE, "shop", FIRST, 56)

    assert [(one.day.day, one.booked) for one in found] == [
        (28, Decimal(7)),
        (29, None),
        (30, Decimal(3)),
    ]
    tea = revenue_forecast.past_days(connection, replace(JUNE, category="Tea"), "shop", FIRST, 56)
    assert tea[0].booked == Decimal(5)
    assert revenue_forecast.past_days(connection, JUNE, "nowhere", FIRST, 56) == []


def test_parts_are_summed_over_their_days_the_largest_feed_and_its_total_first() -> None:
    connection = analytic_tables(
        [
            _ahead(feed="small", expected_amount=1),
            _ahead(**TEA, expected_amount=3),
            _ahead(**TEA, expected_amount=4, forecast_date="2025-07-02"),
            _ahead(),
            _ahead(forecast_date="2025-07-02"),
            _ahead(currency="USD", expected_amount=999),
        ]
    )

    total, tea, small = revenue_forecast.part_forecasts(connection, JUNE)

    assert (total.feed, total.dimension, total.expected, total.days) == (
        "shop",
        "total",
        Decimal(20),
        2,
    )
    assert (tea.value, tea.expected, tea.model) == ("Tea", Decimal(7), "slow level")
    assert (tea.mase, tea.against_naive, tea.coverage_95) == (0.8, 0.7, 0.95)
    assert small.feed == "small"


def test_a_part_without_a_forecast_has_no_sum_but_a_reason() -> None:
    connection = analytic_tables([_ahead(**{**UNKNOWN, "unavailable_reason": NOTHING})])

    (found,) = revenue_forecast.part_forecasts(connection, JUNE)

    assert (found.expected, found.model, found.reason) == (None, None, NOTHING)
    assert not found.is_no_better_than_naive


def test_an_error_as_large_as_that_of_the_week_before_is_no_better() -> None:
    connection = analytic_tables([_ahead(error_against_naive=1.0)])

    assert revenue_forecast.part_forecasts(connection, JUNE)[0].is_no_better_than_naive


def test_parts_add_up_to_their_total_but_for_cents_of_rounding() -> None:
    connection = analytic_tables(
        [
            _ahead(),
            _ahead(**TEA, expected_amount=4),
            _ahead(**{**TEA, "dimension_value": "Cups"}, expected_amount=Decimal("6.01")),
        ]
    )
    total, cups, tea = revenue_forecast.part_forecasts(connection, JUNE)

    assert revenue_forecast.parts_add_up([cups, tea], total)
    assert not revenue_forecast.parts_add_up([cups], total)
    assert not revenue_forecast.parts_add_up([cups, tea], replace(total, expected=None))
