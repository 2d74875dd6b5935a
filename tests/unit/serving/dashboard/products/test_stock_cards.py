"""The cards of stock: undated lists, missing lists, other currencies."""

from tests.support.pages.product_pages import product, products_page
from tests.support.pages.rendered import figures_of, text_of


def test_an_undated_stock_list_is_mentioned() -> None:
    content = products_page(product("a", is_stock_date_unknown=True, is_dead_stock=True))
    assert "for a long time: 9 pieces of 1 product." in text_of(content)
    assert "has no date" in text_of(content)


def test_without_a_stock_list_the_delivered_reason_is_shown() -> None:
    row = product("a", is_stock_row=False, stock_quantity=None, oversell_risk=None)
    reason = "No stock report has been delivered."
    content = products_page(row, empty={"marts.fct_stock_levels": reason})
    assert "cover" not in figures_of(content)
    assert reason in text_of(content)


def test_stock_counted_under_another_currency_says_which() -> None:
    content = products_page(product("a", is_stock_row=False), product("a", currency="EUR"))
    assert "is counted once, under EUR." in text_of(content)
