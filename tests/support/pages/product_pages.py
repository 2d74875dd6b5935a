"""The products page over a table written by hand."""

from typing import Any

import duckdb

from ecom_platform.serving.dashboard.page import Content
from ecom_platform.serving.dashboard.products.products_page import PRODUCTS
from ecom_platform.serving.queries.products import product_portfolio
from tests.support.tables.dashboard_tables import PRODUCTS as COLUMNS
from tests.support.tables.hand_made_version import page_request, write_table


def product(product_id: str, **values: Any) -> dict[str, Any]:
    """A row of a product that sells and is in stock, with some values changed."""
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


def products_page(*rows: dict[str, Any], empty: dict[str, str] | None = None) -> Content:
    """The content of the page over these rows; `empty` gives tables without rows their reason."""
    connection = duckdb.connect()
    write_table(connection, product_portfolio.TABLE, COLUMNS, rows)
    return PRODUCTS.render(page_request(connection, tables=[product_portfolio.TABLE], empty=empty))
