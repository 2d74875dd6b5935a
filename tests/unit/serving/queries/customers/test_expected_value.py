"""What customers are expected to bring, on a table written by hand."""

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ecom_platform.serving.queries.customers import expected_value
from tests.support.tables.dashboard_tables import LIFETIME
from tests.support.tables.hand_made_version import POUNDS, write_table

TOO_FEW = "Too few customers were known."


def _customer(value: Any, risk: str | None, **more: Any) -> dict[str, Any]:
    return {
        "feed": "shop",
        "currency": "GBP",
        "expected_value_365_days": value,
        "churn_risk": risk,
        "tested_days": 90,
        **more,
    }


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    unknown = {"unavailable_reason": TOO_FEW, "value_unavailable_reason": TOO_FEW}
    rows = [
        _customer("0.40", "high"),
        _customer("19.60", "low"),
        _customer("20.00", "low"),
        _customer("160.00", "low"),
        _customer(None, None, **unknown),
        _customer("999.00", "low", currency="EUR"),
        _customer(None, None, feed="small", **unknown),
    ]
    write_table(opened, expected_value.TABLE, LIFETIME, rows)
    return opened


def test_classes_begin_at_one_two_and_five_times_a_power_of_ten(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = expected_value.value_classes(connection, POUNDS, "shop")
    assert [(int(one.low), int(one.high), one.count, one.amount) for one in found] == [
        (0, 1, 1, Decimal("0.40")),
        (10, 20, 1, Decimal("19.60")),
        (20, 50, 1, Decimal("20.00")),
        (100, 200, 1, Decimal("160.00")),
    ]
    assert [one.count_share for one in found] == [0.25] * 4
    assert [one.amount_share for one in found] == pytest.approx([0.002, 0.098, 0.1, 0.8])


def test_the_sum_and_the_middle_are_of_customers_with_a_value(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert expected_value.expected_value(
        connection, POUNDS, "shop"
    ) == expected_value.ExpectedValue(
        amount=Decimal("200.00"),
        median=Decimal("19.80"),
        customers=4,
        tested_days=90,
        reason=TOO_FEW,
    )


def test_a_feed_without_a_forecast_says_why(connection: duckdb.DuckDBPyConnection) -> None:
    found = expected_value.expected_value(connection, POUNDS, "small")
    assert (found.amount, found.customers, found.reason) == (None, 0, TOO_FEW)
    assert expected_value.value_classes(connection, POUNDS, "small") == []


def test_customers_without_a_risk_stand_beside_the_others_with_the_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    groups = expected_value.churn_risks(connection, POUNDS, "shop")
    assert [(one.name, one.reason, one.count, one.amount) for one in groups] == [
        ("low", None, 3, Decimal("199.60")),
        ("high", None, 1, Decimal("0.40")),
        (None, TOO_FEW, 1, None),
    ]
