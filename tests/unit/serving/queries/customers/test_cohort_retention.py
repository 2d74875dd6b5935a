"""Whether cohorts come back and what they are worth, on tables written by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ecom_platform.serving.queries.customers import cohort_retention
from tests.support.tables.dashboard_tables import COHORT_VALUE, RETENTION
from tests.support.tables.hand_made_version import POUNDS, write_table

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
REASON = "Too few customers were known."


def _cell(cohort: date, month: int, active: int, **more: Any) -> dict[str, Any]:
    cell = {
        "feed": "shop",
        "currency": "GBP",
        "cohort_month": cohort,
        "months_since": month,
        "cohort_size": 10,
        "active_customers": active,
        "retention_share": active / 10,
        "is_censored": False,
        "is_left_censored": cohort == JANUARY,
        "is_small_cohort": False,
    }
    return {**cell, **more}


def _age(cohort: date, month: int, value: str | None, **more: Any) -> dict[str, Any]:
    age = {
        "feed": "shop",
        "currency": "GBP",
        "cohort_month": cohort,
        "months_since": month,
        "cohort_size": 10,
        "is_left_censored": cohort == JANUARY,
        "is_censored": False,
        "cumulative_value": value,
    }
    return {**age, **more}


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    cells = [
        _cell(JANUARY, 0, 10),
        _cell(JANUARY, 1, 9),
        _cell(FEBRUARY, 0, 10),
        _cell(FEBRUARY, 1, 4),
        _cell(MARCH, 0, 10),
        _cell(MARCH, 1, 1, is_censored=True),
        _cell(FEBRUARY, 1, 8, feed="other"),
        _cell(FEBRUARY, 1, 8, currency="EUR"),
    ]
    write_table(opened, cohort_retention.RETENTION, RETENTION, cells)
    ahead = {
        "is_censored": True,
        "lower_cumulative_value": "6.00",
        "upper_cumulative_value": "9.00",
    }
    ages = [
        _age(JANUARY, 1, "99.00"),
        _age(FEBRUARY, 0, "5.00"),
        _age(FEBRUARY, 1, "6.00"),
        _age(FEBRUARY, 2, "7.00", **ahead),
        _age(MARCH, 0, "5.00"),
        _age(MARCH, 1, "6.00", **ahead),
    ]
    write_table(opened, cohort_retention.VALUE, COHORT_VALUE, ages)
    return opened


def test_cells_begin_in_the_month_after_the_first_and_say_what_is_censored(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    cells = cohort_retention.retention_cells(connection, POUNDS, "shop")
    assert [(one.cohort, one.months_since, one.active, one.share) for one in cells] == [
        (JANUARY, 1, 9, 0.9),
        (FEBRUARY, 1, 4, 0.4),
        (MARCH, 1, 1, 0.1),
    ]
    assert [one.is_left_censored for one in cells] == [True, False, False]
    assert [one.is_censored for one in cells] == [False, False, True]


def test_who_came_back_is_counted_over_whole_cohorts_and_complete_months_only(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert cohort_retention.next_month_retention(
        connection, POUNDS, "shop"
    ) == cohort_retention.NextMonthRetention(10, 4, 0.4)


def test_without_a_complete_month_nothing_is_said_of_coming_back(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert cohort_retention.next_month_retention(connection, POUNDS, "nobody") is None


def test_curves_are_of_whole_cohorts_older_than_a_month(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    (curve,) = cohort_retention.value_curves(connection, POUNDS, "shop")
    assert (curve.cohort, curve.size, curve.reason) == (FEBRUARY, 10, None)
    assert curve.ages[-1] == cohort_retention.ValueAge(
        2, Decimal("7.00"), Decimal("6.00"), Decimal("9.00"), is_forecast=True
    )


def test_a_curve_without_a_forecast_carries_the_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = [
        _age(FEBRUARY, 1, "6.00"),
        _age(FEBRUARY, 2, None, is_censored=True, value_unavailable_reason=REASON),
    ]
    write_table(connection, cohort_retention.VALUE, COHORT_VALUE, rows)
    (curve,) = cohort_retention.value_curves(connection, POUNDS, "shop")
    assert [age.months_since for age in curve.ages] == [1]
    assert curve.reason == REASON


def test_a_curve_carries_its_cost_and_the_age_that_earns_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    paid = {"acquisition_cost": "6.50", "payback_months": 2}
    rows = [_age(FEBRUARY, age, value, **paid) for age, value in ((1, "6.00"), (2, "7.00"))]
    write_table(connection, cohort_retention.VALUE, COHORT_VALUE, rows)
    (curve,) = cohort_retention.value_curves(connection, POUNDS, "shop")
    assert curve.payback == cohort_retention.Payback(Decimal("6.50"), 2, None)
    assert curve.paid_back == curve.ages[1]


def test_a_curve_without_a_payback_carries_the_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = [_age(FEBRUARY, 1, "6.00", payback_unavailable_reason=REASON)]
    write_table(connection, cohort_retention.VALUE, COHORT_VALUE, rows)
    (curve,) = cohort_retention.value_curves(connection, POUNDS, "shop")
    assert curve.payback == cohort_retention.Payback(None, None, REASON)
    assert curve.paid_back is None


def test_of_many_cohorts_a_few_from_the_oldest_to_the_newest_are_drawn(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    months = [date(2025, month, 1) for month in range(1, 11)]
    write_table(
        connection,
        cohort_retention.VALUE,
        COHORT_VALUE,
        [_age(month, 1, "6.00") for month in months],
    )
    found = cohort_retention.value_curves(connection, POUNDS, "shop", most=4)
    assert [curve.cohort.month for curve in found] == [1, 4, 7, 10]
