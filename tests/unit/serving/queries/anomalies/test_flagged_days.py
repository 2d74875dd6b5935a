"""Flagged days, their calendar and one series, on tables made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ecom_platform.serving.queries.anomalies import flagged_days
from ecom_platform.serving.queries.anomalies.flagged_days import Series
from tests.support.pages.page_requests import JUNE
from tests.support.tables.analytic_tables import FLAGGED, analytic_tables

DAY = date(2025, 6, 10)
TOTAL = Series("shop", "revenue", "total", "")
TEA = {"dimension": "category", "dimension_value": "Tea"}


def _evaluated(**row: Any) -> tuple[str, dict[str, Any]]:
    return "sales_anomalies", row


def test_the_calendar_counts_series_and_adds_only_the_largest_stake_of_each_feed() -> None:
    connection = analytic_tables(
        [
            _evaluated(**FLAGGED),
            _evaluated(**{**FLAGGED, **TEA, "amount_at_stake": -30}),
            _evaluated(**{**FLAGGED, "feed": "market", "amount_at_stake": 5}),
            _evaluated(measure="orders"),
            _evaluated(**{**FLAGGED, "currency": "USD", "amount_at_stake": 900}),
            ("dim_dates", {}),
        ]
    )

    (day,) = flagged_days.calendar(connection, JUNE)

    assert (day.day, day.flagged, day.stake) == (DAY, 3, Decimal(35))
    assert (day.event, day.is_sale_day, day.is_holiday) == ("Demo sale", True, False)


def test_a_day_without_a_known_stake_or_event_says_so_and_a_quiet_day_has_no_flag() -> None:
    connection = analytic_tables(
        [
            _evaluated(**{**FLAGGED, "amount_at_stake": None}),
            _evaluated(order_date="2025-03-11"),
        ]
    )

    quiet, flagged = flagged_days.calendar(connection, JUNE)

    assert (quiet.day, quiet.flagged, quiet.stake) == (date(2025, 3, 11), 0, None)
    assert (flagged.flagged, flagged.stake, flagged.event) == (1, None, None)


def test_flagged_days_are_those_of_the_view_the_newest_first() -> None:
    connection = analytic_tables(
        [
            _evaluated(**FLAGGED, order_date="2025-06-02"),
            _evaluated(**FLAGGED, order_date="2025-06-20"),
            _evaluated(**FLAGGED, order_date="2025-05-31"),
            _evaluated(**FLAGGED, currency="USD"),
            _evaluated(),
        ]
    )

    found = flagged_days.flagged_days(connection, JUNE)

    assert [one.day for one in found] == [date(2025, 6, 20), date(2025, 6, 2)]
    outside = date(2025, 5, 31)
    assert [one.day for one in flagged_days.flagged_days(connection, JUNE, outside)] == [outside]


def test_a_chosen_category_leaves_its_series_and_two_filters_leave_none() -> None:
    connection = analytic_tables([_evaluated(**FLAGGED), _evaluated(**{**FLAGGED, **TEA})])
    tea = replace(JUNE, category="Tea")

    assert [one.series.value for one in flagged_days.flagged_days(connection, tea)] == ["Tea"]
    assert flagged_days.flagged_total(connection, tea).flags == 1
    assert flagged_days.flagged_days(connection, replace(tea, channel="Web")) == []


def test_the_total_counts_flags_days_and_money_of_each_feed_and_day_once() -> None:
    connection = analytic_tables(
        [
            _evaluated(**FLAGGED),
            _evaluated(**{**FLAGGED, "measure": "orders", "amount_at_stake": -40}),
            _evaluated(**FLAGGED, order_date="2025-06-11"),
        ]
    )

    found = flagged_days.flagged_total(connection, JUNE)

    assert (found.flags, found.days, found.stake) == (3, 2, Decimal(50))


def test_nothing_flagged_is_no_money_but_an_unknown_stake_is_unknown() -> None:
    quiet = flagged_days.flagged_total(analytic_tables([_evaluated()]), JUNE)
    unknown = flagged_days.flagged_total(
        analytic_tables([_evaluated(**{**FLAGGED, "amount_at_stake": None})]), JUNE
    )

    assert (quiet.flags, quiet.stake) == (0, Decimal(0))
    assert (unknown.flags, unknown.stake) == (1, None)


def test_most_at_stake_is_the_largest_amount_and_of_equals_the_revenue() -> None:
    connection = analytic_tables(
        [
            _evaluated(**{**FLAGGED, "measure": "orders"}),
            _evaluated(**FLAGGED),
            _evaluated(**{**FLAGGED, **TEA, "amount_at_stake": None}),
        ]
    )

    first = flagged_days.most_at_stake(flagged_days.flagged_days(connection, JUNE))

    assert first is not None
    assert first.series == TOTAL
    assert flagged_days.most_at_stake([]) is None


def test_the_largest_series_is_the_revenue_of_the_feed_that_sold_most() -> None:
    connection = analytic_tables(
        [
            _evaluated(),
            _evaluated(feed="market", actual=500),
            _evaluated(feed="market", measure="units", actual=9000),
            _evaluated(feed="dollars", actual=9000, currency="USD"),
        ]
    )

    found = flagged_days.largest_series(connection, JUNE)

    assert found == Series("market", "revenue", "total", "")
    assert flagged_days.largest_series(analytic_tables([]), JUNE) is None


def test_a_series_has_all_its_days_with_the_reason_of_those_not_evaluated() -> None:
    reason = "The series is too young."
    connection = analytic_tables(
        [
            _evaluated(),
            _evaluated(
                order_date="2025-03-01", expected=None, lower=None, upper=None,
                unavailable_reason=reason,
            ),
            _evaluated(measure="orders"),
        ]
    )  # fmt: skip

    young, evaluated = flagged_days.series_days(connection, JUNE, TOTAL)

    assert (young.expected, young.reason, young.is_flagged) == (None, reason, False)
    assert (evaluated.actual, evaluated.expected, evaluated.reason) == (100, 90, None)
    assert flagged_days.known_series(connection, JUNE) == [replace(TOTAL, measure="orders"), TOTAL]
