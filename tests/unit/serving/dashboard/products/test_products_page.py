"""The page of products over a table written by hand: figures where there can be, else reasons."""

from typing import Any

import duckdb

from ecom_platform.serving.dashboard.page import Content
from ecom_platform.serving.dashboard.products.product_portfolio_figure import MOST_GROWTH
from ecom_platform.serving.dashboard.products.products_page import PRODUCTS
from ecom_platform.serving.queries.products import product_portfolio
from tests.support.pages.rendered import figures_of, links_of, text_of
from tests.support.tables.dashboard_tables import PRODUCTS as COLUMNS
from tests.support.tables.hand_made_version import page_request, write_table


def _product(product_id: str, **values: Any) -> dict[str, Any]:
    known = {
        "feed": "shop",
        "currency": "GBP",
        "product_id": product_id,
        "line_count": 3,
        "kept_amount": 50,
        "recent_share_of_revenue": 0.5,
        "growth_share": 0.1,
        "growth_share_class": "star",
        "lifecycle_stage": "growth",
        "investment_priority": "invest",
        "is_stock_row": True,
        "stock_quantity": 9,
        "is_stock_date_unknown": False,
        "is_dead_stock": False,
        "oversell_risk": "low",
        "lowest_list_price": 5,
        "highest_list_price": 6,
        "list_price_spread": 1,
    }
    return {**known, **values}


def _page(*rows: dict[str, Any], empty: dict[str, str] | None = None) -> Content:
    connection = duckdb.connect()
    write_table(connection, product_portfolio.TABLE, COLUMNS, rows)
    return PRODUCTS.render(page_request(connection, tables=[product_portfolio.TABLE], empty=empty))


def test_every_figure_has_titled_axes_and_points_that_lead_to_rows() -> None:
    figures = figures_of(_page(_product("a")))
    assert set(figures) == {"portfolio", "todo", "stages", "cover", "parity"}
    for name, figure in figures.items():
        assert figure["layout"]["xaxis"]["title"]["text"], name
        assert links_of(figure), name
        assert all(link.startswith("/rows/products") for link in links_of(figure)), name


def test_a_growth_beyond_the_edge_is_drawn_at_it_and_mentioned() -> None:
    content = _page(_product("a", growth_share=9.0))
    (stars,) = figures_of(content)["portfolio"]["data"]
    assert stars["y"] == [MOST_GROWTH]
    assert "+900.0%" in stars["hovertext"][0]
    assert "1 grew by more than 300% and are drawn at the upper edge." in text_of(content)


def test_products_without_growth_are_counted_with_the_reason() -> None:
    unknown = _product("b", growth_share=None, growth_unavailable_reason="Nothing kept before.")
    text = text_of(_page(_product("a"), unknown))
    assert "Growth is not known for 1 product: Nothing kept before." in text


def test_groups_without_a_name_have_bars_of_their_own() -> None:
    rows = [
        _product(name, lifecycle_stage=None, lifecycle_unavailable_reason=reason)
        for name, reason in (("a", "Too few units."), ("b", "Too young."))
    ]
    bars = figures_of(_page(*rows))["stages"]["data"][0]
    assert sorted(bars["y"]) == ["not known", "not known (2)"]


def test_an_undated_stock_list_is_mentioned() -> None:
    content = _page(_product("a", is_stock_date_unknown=True, is_dead_stock=True))
    assert "for long: 9 pieces of 1 product." in text_of(content)
    assert "has no date" in text_of(content)


def test_without_a_stock_list_the_delivered_reason_is_shown() -> None:
    row = _product("a", is_stock_row=False, stock_quantity=None, oversell_risk=None)
    reason = "No stock report has been delivered."
    content = _page(row, empty={"marts.fct_stock_levels": reason})
    assert "cover" not in figures_of(content)
    assert reason in text_of(content)


def test_stock_counted_under_another_currency_says_which() -> None:
    content = _page(_product("a", is_stock_row=False), _product("a", currency="EUR"))
    assert "is counted once, under EUR." in text_of(content)


def test_equal_list_prices_give_a_sentence_without_an_empty_figure() -> None:
    content = _page(_product("a", highest_list_price=5, list_price_spread=0))
    assert "parity" not in figures_of(content)
    assert "are the same on every marketplace" in text_of(content)


def test_where_nothing_was_sold_the_page_says_so() -> None:
    assert "No product was sold in GBP under these filters." in text_of(_page())


def test_a_held_table_says_why_nothing_is_shown() -> None:
    content = PRODUCTS.render(page_request(duckdb.connect()))
    assert f"{product_portfolio.TABLE} is not part of this version." in text_of(content)
