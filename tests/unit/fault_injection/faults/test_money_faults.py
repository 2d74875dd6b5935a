"""Faults of money change the money they say, in as many rows as they say, and nothing else."""

from decimal import Decimal

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from ecom_platform.fault_injection.planting import number_of
from tests.support.files.deliveries import LINES, delivery, only_table
from tests.support.files.planted_changes import changed_columns, changed_rows, total

HEADERS = {"order_lines": "unit_price", "amazon_sale_report": "Amount"}


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("amounts_times_100", Decimal(100)),
        ("sign_flipped", Decimal(-1)),
        ("zero_prices", Decimal(0)),
    ],
)
@pytest.mark.parametrize("feed", HEADERS)
def test_all_money_becomes_a_multiple(name: str, factor: Decimal, feed: str) -> None:
    one, whole = fault_named(name), delivery(feed)
    planted = one.plant(whole, one.obvious)
    header = HEADERS[feed]
    before, after = total(whole, header), total(planted, header)
    assert before > 0
    assert after == before * factor


def test_a_hundredth_is_rounded_to_cents() -> None:
    one, whole = fault_named("amounts_divided_by_100"), delivery("amazon_sale_report")
    before = only_table(whole.files).column("Amount")
    after = only_table(one.plant(whole, one.obvious).files).column("Amount")
    assert after[before.index("339.00")] == "3.39"
    assert after[0] == before[0] == ""


@pytest.mark.parametrize(
    ("name", "feed", "columns"),
    [
        (
            "amounts_times_100",
            "order_lines",
            {"unit_price", "discount_amount", "tax_amount", "unit_cost"},
        ),
        ("amounts_times_100", "international_sale_report", {"RATE", "GROSS AMT"}),
        ("decimal_comma", "amazon_sale_report", {"Amount"}),
        ("currency_switched", "amazon_sale_report", {"currency"}),
        ("quantity_times_1000", "amazon_sale_report", {"Qty"}),
        ("discount_above_price", "order_lines", {"discount_amount"}),
        ("cost_above_price", "order_lines", {"unit_cost"}),
    ],
)
def test_nothing_but_the_money_changes(name: str, feed: str, columns: set[str]) -> None:
    one, whole = fault_named(name), delivery(feed)
    assert changed_columns(whole, one.plant(whole, one.obvious)) == columns


@pytest.mark.parametrize(("number", "rows"), [(0, 1), (1, 4), (2, LINES)])
def test_a_size_is_a_number_of_rows(number: int, rows: int) -> None:
    one, whole = fault_named("sign_flipped"), delivery("order_lines")
    assert changed_rows(whole, one.plant(whole, one.sizes[number])) == rows


def test_a_currency_is_labelled_as_another_one() -> None:
    one, whole = fault_named("currency_switched"), delivery("order_lines")
    assert set(only_table(one.plant(whole, one.obvious).files).column("currency")) == {"USD"}


def test_a_discount_is_twice_what_it_is_taken_from() -> None:
    one, whole = fault_named("discount_above_price"), delivery("order_lines")
    table = only_table(one.plant(whole, one.obvious).files)
    for price, pieces, discount in zip(
        *map(table.column, ("unit_price", "quantity", "discount_amount")), strict=True
    ):
        assert number_of(discount) == Decimal(price) * Decimal(pieces) * 2
