"""The page of products over a table written by hand: figures where there can be, else reasons."""

import duckdb

from ecom_platform.serving.dashboard.products.products_page import PRODUCTS
from ecom_platform.serving.queries.products import product_portfolio
from tests.support.pages.product_pages import product, products_page
from tests.support.pages.rendered import figures_of, links_of, text_of
from tests.support.tables.hand_made_version import page_request


def test_every_figure_has_titled_axes_and_points_that_lead_to_rows() -> None:
    figures = figures_of(products_page(product("a")))
    assert set(figures) == {"portfolio", "todo", "stages", "cover", "parity"}
    for name, figure in figures.items():
        assert figure["layout"]["xaxis"]["title"]["text"], name
        assert links_of(figure), name
        assert all(link.startswith("/rows/products") for link in links_of(figure)), name


def test_groups_without_a_name_have_bars_of_their_own() -> None:
    rows = [
        product(name, lifecycle_stage=None, lifecycle_unavailable_reason=reason)
        for name, reason in (("a", "Too few units."), ("b", "Too young."))
    ]
    bars = figures_of(products_page(*rows))["stages"]["data"][0]
    assert sorted(bars["y"]) == ["not known", "not known (2)"]


def test_equal_list_prices_give_a_sentence_without_an_empty_figure() -> None:
    content = products_page(product("a", highest_list_price=5, list_price_spread=0))
    assert "parity" not in figures_of(content)
    assert "are the same on every marketplace" in text_of(content)


def test_where_nothing_was_sold_the_page_says_so() -> None:
    assert "No product was sold in GBP under these filters." in text_of(products_page())


def test_a_held_table_says_why_nothing_is_shown() -> None:
    content = PRODUCTS.render(page_request(duckdb.connect()))
    assert f"{product_portfolio.TABLE} is not part of this version." in text_of(content)
