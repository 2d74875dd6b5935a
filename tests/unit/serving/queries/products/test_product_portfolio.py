"""Questions about products, their stock and their list prices, on a table written by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ecom_platform.serving.queries.grouped_rows import FeedSize
from ecom_platform.serving.queries.products import (
    price_parity,
    product_portfolio,
    stock,
)
from tests.support.tables.dashboard_tables import PRODUCTS
from tests.support.tables.hand_made_version import POUNDS, write_table

EUROS = replace(POUNDS, currency="EUR")
NOT_KEPT = "Nothing kept in the previous 28 days."
NOT_LISTED = "No price list names the product."


def _product(product_id: str, **values: Any) -> dict[str, Any]:
    return {
        "feed": "shop",
        "currency": "GBP",
        "product_id": product_id,
        "category": "mugs",
        "line_count": 3,
        "is_stock_row": False,
        "is_stock_date_unknown": False,
        **values,
    }


def _stocked(product_id: str, pieces: int, risk: str, **values: Any) -> dict[str, Any]:
    stocked = {"is_stock_row": True, "stock_quantity": pieces, "oversell_risk": risk}
    return _product(product_id, **stocked, **values)


def _priced(product_id: str, low: int, high: int, **values: Any) -> dict[str, Any]:
    prices = {"lowest_list_price": low, "highest_list_price": high, "list_price_spread": high - low}
    return _product(product_id, **prices, **values)


def _with(*rows: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    write_table(opened, product_portfolio.TABLE, PRODUCTS, rows)
    return opened


@pytest.fixture
def sold() -> duckdb.DuckDBPyConnection:
    star = {"growth_share": 0.5, "recent_share_of_revenue": 0.6, "growth_share_class": "star"}
    return _with(
        _product("a", kept_amount=80, abc_class="A", lifecycle_stage="growth", **star),
        _product(
            "b",
            kept_amount=20,
            abc_class="B",
            recent_share_of_revenue=0.4,
            growth_unavailable_reason=NOT_KEPT,
            lifecycle_unavailable_reason="No curve yet.",
        ),
        _product("c", kept_amount=0, line_count=0),
        _product("d", kept_amount=500, category="tea", feed="till"),
        _product("e", kept_amount=900, currency="EUR"),
    )


def test_feeds_that_sold_come_with_the_largest_first(sold: duckdb.DuckDBPyConnection) -> None:
    found = product_portfolio.feeds_with_products(sold, POUNDS)
    assert found == [FeedSize("till", Decimal(500)), FeedSize("shop", Decimal(100))]


def test_a_category_leaves_the_feeds_that_sell_it(sold: duckdb.DuckDBPyConnection) -> None:
    found = product_portfolio.feeds_with_products(sold, replace(POUNDS, category="mugs"))
    assert [one.feed for one in found] == ["shop"]


def test_few_products_carry_the_revenue(sold: duckdb.DuckDBPyConnection) -> None:
    found = product_portfolio.concentration(sold, POUNDS, "shop")
    assert found == product_portfolio.Concentration(leading=1, sold=2, share=0.8)


def test_a_product_without_growth_is_not_placed_and_its_reason_is_counted(
    sold: duckdb.DuckDBPyConnection,
) -> None:
    found = product_portfolio.portfolio(sold, POUNDS, "shop", 300)
    assert [one.product_id for one in found.products] == ["a"]
    assert (found.placed, found.total, found.reasons) == (1, 2, ((NOT_KEPT, 1),))


def test_stages_are_of_products_sold_and_say_why_there_is_none(
    sold: duckdb.DuckDBPyConnection,
) -> None:
    groups = product_portfolio.lifecycle_stages(sold, POUNDS, "shop")
    assert [(one.name, one.reason, one.amount_share) for one in groups] == [
        ("growth", None, 0.8),
        (None, "No curve yet.", 0.2),
    ]


def test_stock_is_counted_once_though_several_feeds_sell_the_product() -> None:
    connection = _with(
        _stocked("a", 5, "high"),
        _product("a", feed="till", stock_quantity=5, oversell_risk="high"),
        _stocked("b", 15, "low", feed="till"),
    )
    groups = stock.risks(connection, POUNDS)
    assert [(one.name, one.count, one.amount) for one in groups] == [
        ("low", 1, Decimal(15)),
        ("high", 1, Decimal(5)),
    ]
    assert stock.pieces_of(groups) == Decimal(20)


def test_stock_stands_under_one_currency_and_can_be_found_there() -> None:
    connection = _with(_stocked("a", 5, "low", currency="EUR"), _product("a"))
    assert stock.risks(connection, POUNDS) == []
    assert stock.currencies_with_stock(connection) == ["EUR"]
    assert len(stock.risks(connection, EUROS)) == 1


def test_dead_stock_is_listed_by_pieces_and_what_is_unknown_is_counted() -> None:
    connection = _with(
        _stocked("a", 5, "none", is_dead_stock=True, last_sale_date=date(2026, 1, 2)),
        _stocked("b", 9, "none", is_dead_stock=True),
        _stocked("c", 7, "low", is_dead_stock=False),
        _stocked("d", 1, "low", dead_stock_unavailable_reason="Too short a history."),
    )
    found = stock.dead_stock(connection, POUNDS)
    assert [(one.product_id, one.last_sale_date) for one in found.largest] == [
        ("b", None),
        ("a", date(2026, 1, 2)),
    ]
    assert (found.products, found.pieces) == (2, 14)
    assert (found.unknown, found.unknown_reason) == (1, "Too short a history.")


def test_an_undated_stock_list_is_mentioned() -> None:
    connection = _with(_stocked("a", 5, "low", is_stock_date_unknown=True))
    assert stock.stock_day(connection, POUNDS) == stock.StockDay(1, 1, None)


def test_each_style_is_listed_once_with_its_widest_spread() -> None:
    connection = _with(
        _priced("a/S", 100, 110, style="a"),
        _priced("a/M", 100, 130, style="a"),
        _priced("a/M", 100, 130, style="a", feed="till"),
        _priced("b", 50, 55),
        _priced("c", 70, 70),
        _product("d", list_price_unavailable_reason=NOT_LISTED),
    )
    found = price_parity.price_parity(connection, POUNDS)
    assert [(one.name, one.column, one.spread, one.products) for one in found.largest] == [
        ("a", "style", Decimal(30), 2),
        ("b", "product_id", Decimal(5), 1),
    ]
    assert (found.differing, found.compared, found.reason) == (3, 4, NOT_LISTED)


def test_without_a_price_list_the_reason_is_shown() -> None:
    connection = _with(_product("d", list_price_unavailable_reason=NOT_LISTED))
    found = price_parity.price_parity(connection, POUNDS)
    assert (found.largest, found.compared, found.reason) == ((), 0, NOT_LISTED)
