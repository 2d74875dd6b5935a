"""Faults of columns: what is renamed, lost or moved, and that the cells stay what they were."""

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import LINES, delivery, only_table
from tests.support.files.planted_changes import changed_columns, changed_rows


@pytest.mark.parametrize(("size", "renamed"), [(0, 1), (1, 3), (2, 16)])
def test_headers_are_renamed_and_cells_are_not(size: int, renamed: int) -> None:
    one, whole = fault_named("header_renamed"), delivery("amazon_sale_report")
    before = only_table(whole.files)
    after = only_table(one.plant(whole, one.sizes[size]).files)
    assert after.rows == before.rows
    assert sum(a != b for a, b in zip(before.header, after.header, strict=True)) == renamed


def test_a_column_is_gone_and_the_others_are_as_they_were() -> None:
    one, whole = fault_named("column_dropped"), delivery("order_lines")
    before = only_table(whole.files)
    after = only_table(one.plant(whole, one.obvious).files)
    assert set(before.header) - set(after.header) == {"unit_price"}
    assert all(after.column(header) == before.column(header) for header in after.header)


def test_half_of_the_amounts_are_blank() -> None:
    one, whole = fault_named("column_blank"), delivery("amazon_sale_report")
    planted = one.plant(whole, one.sizes[1])
    assert changed_columns(whole, planted) == {"Amount"}
    filled = [sum(map(bool, only_table(d.files).column("Amount"))) for d in (whole, planted)]
    assert filled == [36, 18]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_columns_stand_elsewhere_with_their_cells(size: int) -> None:
    one, whole = fault_named("columns_reordered"), delivery("order_lines")
    before = only_table(whole.files)
    after = only_table(one.plant(whole, one.sizes[size]).files)
    assert after.header != before.header
    assert all(after.column(header) == before.column(header) for header in before.header)


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("amount_and_quantity_swapped", "Amount", "Qty"),
        ("text_columns_swapped", "Category", "Size"),
    ],
)
def test_cells_of_two_columns_trade_places(name: str, left: str, right: str) -> None:
    one, whole = fault_named(name), delivery("amazon_sale_report")
    planted = one.plant(whole, one.obvious)
    assert changed_columns(whole, planted) == {left, right}
    assert only_table(planted.files).column(left) == only_table(whole.files).column(right)
    assert changed_rows(whole, one.plant(whole, one.sizes[1])) == LINES // 10
