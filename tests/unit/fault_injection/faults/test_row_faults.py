"""Faults of rows leave, add or repeat as many as they say, and change none of the others."""

from collections import Counter

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import LINES, delivery, only_table
from tests.support.files.planted_changes import changed_columns, total


@pytest.mark.parametrize(("size", "kept"), [(0, 36), (1, 20), (2, 8)])
def test_rows_are_missing_and_the_others_are_as_they_were(size: int, kept: int) -> None:
    one, whole = fault_named("rows_dropped"), delivery("order_lines")
    rows = only_table(one.plant(whole, one.sizes[size]).files).rows
    assert len(rows) == kept
    assert set(rows) <= set(only_table(whole.files).rows)


def test_every_line_is_there_twice_under_two_orders() -> None:
    one, whole = fault_named("duplicate_lines_with_new_ids"), delivery("order_lines")
    planted = one.plant(whole, one.obvious)
    rows = only_table(planted.files).rows
    assert rows[:LINES] == only_table(whole.files).rows
    assert Counter(row[1:] for row in rows[LINES:]) == Counter(row[1:] for row in rows[:LINES])
    assert len({row[0] for row in rows}) == 2 * LINES
    assert total(planted, "unit_price") == 2 * total(whole, "unit_price")


def test_more_trade_is_that_of_the_day_before_on_this_day() -> None:
    one, whole = fault_named("volume_doubled"), delivery("order_lines")
    planted = only_table(one.plant(whole, one.obvious).files)
    assert len(planted.rows) == 2 * LINES
    assert {cell[:10] for cell in planted.column("ordered_at")} == {"2025-06-17"}
    assert len(set(planted.column("order_id"))) == 2 * LINES


def test_one_category_sells_ten_times_as_much_and_the_others_as_before() -> None:
    one, whole = fault_named("category_multiplied"), delivery("amazon_sale_report")
    before = Counter(only_table(whole.files).column("Category"))
    after = Counter(only_table(one.plant(whole, one.obvious).files).column("Category"))
    assert before == {"Set": 26, "Top": 14}
    assert after == {"Set": 260, "Top": 14}


def test_new_orders_carry_ids_of_the_day_before() -> None:
    one, whole = fault_named("order_ids_reused"), delivery("order_lines")
    planted = one.plant(whole, one.obvious)
    assert changed_columns(whole, planted) == {"order_id"}
    used = set(only_table(whole.earlier[-1]).column("order_id"))
    assert set(only_table(planted.files).column("order_id")) == used


def test_an_old_day_comes_again_with_a_tenth_of_the_money() -> None:
    one, whole = fault_named("old_day_restated"), delivery("amazon_sale_report")
    rows = only_table(one.plant(whole, one.obvious).files).rows
    assert rows[LINES:] == only_table(whole.files).rows
    former = only_table(whole.earlier[-2])
    assert [row[1] for row in rows[:LINES]] == former.column("Order ID")
    after = [row[former.position("Amount")] for row in rows[:LINES]]
    assert former.column("Amount")[:2] == ["", "301.00"]
    assert after[:2] == ["", "30.1"]


def test_an_old_day_of_the_ledger_comes_again_with_rows_missing() -> None:
    one, whole = fault_named("old_day_restated"), delivery("international_sale_report")
    rows = only_table(one.plant(whole, one.obvious).files).rows
    assert len(rows) == LINES + LINES // 10
