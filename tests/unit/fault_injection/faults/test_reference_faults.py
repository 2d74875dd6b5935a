"""Faults of what describes the sales."""

from decimal import Decimal

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import delivery, only_table
from tests.support.files.planted_changes import changed_columns, changed_rows, total


@pytest.mark.parametrize(
    ("name", "feed", "columns"),
    [
        ("negative_stock", "stock_report", {"Stock"}),
        ("stock_all_zero", "stock_report", {"Stock"}),
        ("list_prices_doubled", "price_list", {"TP", "MRP Old", "Amazon MRP"}),
        ("rates_inverted", "fx_rates", {"rate"}),
        ("commission_as_share", "partners", {"commission_pct"}),
    ],
)
def test_nothing_but_the_numbers_changes(name: str, feed: str, columns: set[str]) -> None:
    one, whole = fault_named(name), delivery(feed)
    planted = one.plant(whole, one.obvious)
    assert changed_columns(whole, planted) == columns
    assert changed_rows(whole, planted) == len(only_table(whole.files).rows)


def test_stock_changes_its_sign_or_goes() -> None:
    whole = delivery("stock_report")
    assert total(whole, "Stock") == 210
    for name, after in (("negative_stock", -210), ("stock_all_zero", 0)):
        one = fault_named(name)
        assert total(one.plant(whole, one.obvious), "Stock") == after


@pytest.mark.parametrize(("size", "articles"), [(0, 18), (1, 10), (2, 2)])
def test_a_part_of_the_articles_is_left(size: int, articles: int) -> None:
    one, whole = fault_named("stock_report_cut"), delivery("stock_report")
    rows = only_table(one.plant(whole, one.sizes[size]).files).rows
    assert len(rows) == articles
    assert set(rows) <= set(only_table(whole.files).rows)


def test_prices_double_and_texts_stay() -> None:
    one, whole = fault_named("list_prices_doubled"), delivery("price_list")
    planted = one.plant(whole, one.obvious)
    assert total(planted, "TP") == 2 * total(whole, "TP")
    assert only_table(planted.files).column("MRP Old")[3] == "Nill"


def test_a_rate_becomes_its_inverse() -> None:
    one, whole = fault_named("rates_inverted"), delivery("fx_rates")
    (rate,) = only_table(one.plant(whole, one.obvious).files).column("rate")
    assert Decimal(rate) == Decimal("0.8")


def test_a_commission_becomes_a_share() -> None:
    one, whole = fault_named("commission_as_share"), delivery("partners")
    cells = only_table(one.plant(whole, one.obvious).files).column("commission_pct")
    assert cells[0] == "0.105"


def test_no_rates_come() -> None:
    one = fault_named("rates_missing")
    assert one.plant(delivery("fx_rates"), one.sizes[0]).files == {}
