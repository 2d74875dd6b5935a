"""The portfolio draws extreme growth at its edge, and counts products without growth."""

from ecom_platform.serving.dashboard.products.product_portfolio_figure import MOST_GROWTH
from tests.support.pages.product_pages import product, products_page
from tests.support.pages.rendered import figures_of, text_of


def test_a_growth_beyond_the_edge_is_drawn_at_it_and_mentioned() -> None:
    content = products_page(product("a", growth_share=9.0))
    (stars,) = figures_of(content)["portfolio"]["data"]
    assert stars["y"] == [MOST_GROWTH]
    assert "+900.0%" in stars["hovertext"][0]
    assert "1 grew by more than 300% and are drawn at the upper edge." in text_of(content)


def test_products_without_growth_are_counted_with_the_reason() -> None:
    unknown = product("b", growth_share=None, growth_unavailable_reason="Nothing kept before.")
    text = text_of(products_page(product("a"), unknown))
    assert "Growth is not known for 1 product: Nothing kept before." in text
