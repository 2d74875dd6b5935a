"""Faults of keys change one column and nothing else."""

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import LINES, delivery, only_table
from tests.support.files.planted_changes import changed_columns, changed_rows


@pytest.mark.parametrize(
    ("name", "column", "cell"),
    [
        ("nulls_in_key", "order_id", ""),
        ("customer_ids_lost", "customer_id", ""),
        ("sku_case_changed", "sku", "hal-5"),
        ("sku_padded", "sku", "  HAL-5 "),
        ("sku_prefixed", "sku", "NEW-HAL-5"),
    ],
)
def test_a_key_is_written_otherwise(name: str, column: str, cell: str) -> None:
    one, whole = fault_named(name), delivery("order_lines")
    planted = one.plant(whole, one.obvious)
    assert changed_columns(whole, planted) == {column}
    assert changed_rows(whole, planted) == LINES
    assert only_table(planted.files).column(column)[5] == cell


def test_articles_of_nobody_are_new_and_as_many_as_before() -> None:
    one, whole = fault_named("orphan_products"), delivery("order_lines")
    before = set(only_table(whole.files).column("sku"))
    after = set(only_table(one.plant(whole, one.obvious).files).column("sku"))
    assert not before & after
