"""Numbers, ranges and amounts read as a person writes them."""

from decimal import Decimal

import pytest

from ecom_platform.alerts.messages import value_formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.0, "0"),
        (7.0, "7"),
        (0.912345, "0.9123"),
        (123.456, "123.5"),
        (1234567.89, "1,234,568"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_is_as_exact_as_a_person_wants_it(value: float | None, text: str) -> None:
    assert value_formats.number(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, ""),
        (1.0, None, "at least 1"),
        (None, 2.5, "at most 2.5"),
        (1.0, 2.5, "1 to 2.5"),
        (0.0, 0.0, "0"),
    ],
)
def test_a_range_names_its_bounds(low: float | None, high: float | None, text: str) -> None:
    assert value_formats.expected(low, high) == text


def test_money_keeps_its_cents() -> None:
    assert value_formats.money(Decimal("-1234567.8"), "INR") == "-1,234,567.80 INR"
    assert value_formats.money(Decimal(5), "") == "5.00"
