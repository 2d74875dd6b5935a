"""Where one part of a feed goes silent, it is the same one every night, and only that one."""

from collections import Counter

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import delivery, only_table


@pytest.mark.parametrize("night", [1, 2, 3])
def test_the_largest_partner_is_silent_every_night(night: int) -> None:
    one, whole = fault_named("partner_silent"), delivery("order_lines", night)
    left = Counter(only_table(one.plant(whole, one.obvious).files).column("partner_id"))
    assert left == {"SEL-0": 12, "SEL-2": 11, "SEL-3": 5}


def test_a_small_market_is_a_small_fault() -> None:
    one, whole = fault_named("market_silent"), delivery("order_lines")
    left = Counter(only_table(one.plant(whole, one.sizes[0]).files).column("ship_country"))
    assert left == {"DE": 30}


def test_without_its_only_channel_nothing_but_the_header_is_left() -> None:
    one, whole = fault_named("channel_silent"), delivery("amazon_sale_report")
    table = only_table(one.plant(whole, one.obvious).files)
    assert table.rows == ()
    assert table.header == only_table(whole.files).header
