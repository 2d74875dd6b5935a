"""Texts that several cards of the products page share."""

from ecom_platform.serving.dashboard.page import PageRequest


def product_count(request: PageRequest, count: int) -> str:
    """A number of products as text, such as '1 product' or '1,234 products'."""
    return "1 product" if count == 1 else f"{request.formats.number(count)} products"
