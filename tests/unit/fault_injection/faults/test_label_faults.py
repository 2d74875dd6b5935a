"""Faults of words change the words they say and nothing else."""

from collections import Counter

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import LINES, delivery, only_table
from tests.support.files.planted_changes import changed_columns, changed_rows


def _values(name: str, feed: str, header: str, size: int = -1) -> Counter[str]:
    one = fault_named(name)
    planted = one.plant(delivery(feed), one.sizes[size])
    return Counter(only_table(planted.files).column(header))


@pytest.mark.parametrize(
    ("name", "feed", "column"),
    [
        ("status_word_renamed", "order_lines", "status"),
        ("status_word_unknown", "amazon_sale_report", "Status"),
        ("all_lines_one_status", "amazon_sale_report", "Status"),
        ("cancellations_jump", "order_lines", "status"),
        ("returns_jump", "order_lines", "status"),
        ("partner_ids_swapped", "order_lines", "partner_id"),
        ("business_flag_flipped", "amazon_sale_report", "B2B"),
    ],
)
def test_nothing_but_the_labels_changes(name: str, feed: str, column: str) -> None:
    one, whole = fault_named(name), delivery(feed)
    assert changed_columns(whole, one.plant(whole, one.obvious)) == {column}


def test_the_most_frequent_state_is_renamed_everywhere() -> None:
    words = _values("status_word_renamed", "order_lines", "status")
    assert words == {"Order delivered": 24, "shipped": 12, "cancelled": 4}


def test_the_rarest_state_is_the_smallest_size() -> None:
    words = _values("status_word_renamed", "order_lines", "status", 0)
    assert words == {"delivered": 24, "shipped": 12, "Order cancelled": 4}


def test_every_line_has_one_state() -> None:
    assert _values("all_lines_one_status", "order_lines", "status") == {"delivered": LINES}


@pytest.mark.parametrize(("size", "lines"), [(0, 8), (1, 12), (2, 20)])
def test_the_share_of_cancelled_lines_is_that_of_the_size(size: int, lines: int) -> None:
    words = _values("cancellations_jump", "amazon_sale_report", "Status", size)
    assert words["Cancelled"] == lines


def test_partners_trade_places_and_none_is_lost() -> None:
    one, whole = fault_named("partner_ids_swapped"), delivery("order_lines")
    before = Counter(only_table(whole.files).column("partner_id"))
    after = _values("partner_ids_swapped", "order_lines", "partner_id")
    assert sorted(before.values()) == sorted(after.values())
    assert changed_rows(whole, one.plant(whole, one.obvious)) == LINES


def test_flags_turn_round() -> None:
    words = _values("business_flag_flipped", "amazon_sale_report", "B2B")
    assert words == {"True": LINES - 1, "False": 1}
