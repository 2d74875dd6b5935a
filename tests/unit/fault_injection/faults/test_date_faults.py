"""Faults of time change dates and nothing else."""

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import LINES, delivery, only_table
from tests.support.files.planted_changes import changed_columns, changed_rows


@pytest.mark.parametrize(
    ("name", "feed", "column", "first"),
    [
        ("day_and_month_swapped", "amazon_sale_report", "Date", "17-06-25"),
        ("day_and_month_swapped", "order_lines", "ordered_at", "2025-17-06 00:30:00"),
        ("day_and_month_swapped", "international_sale_report", "DATE", "17-06-25"),
        ("dates_in_the_future", "order_lines", "ordered_at", "2026-06-17 00:30:00"),
        ("dates_in_the_far_past", "amazon_sale_report", "Date", "01-01-70"),
        ("time_zone_shift", "order_lines", "ordered_at", "2025-06-17 12:30:00"),
    ],
)
def test_dates_are_written_otherwise(name: str, feed: str, column: str, first: str) -> None:
    one, whole = fault_named(name), delivery(feed)
    planted = one.plant(whole, one.obvious)
    assert changed_columns(whole, planted) == {column}
    assert changed_rows(whole, planted) == LINES
    assert only_table(planted.files).column(column)[0] == first
