"""The retention heat map has a stroke on months that were not over."""

import duckdb

from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from tests.support.pages.customer_tables import customer_request, fill_customer_tables
from tests.support.pages.rendered import figures_of, text_of


def test_months_that_were_not_over_have_a_stroke_and_a_sentence(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection)
    content = CUSTOMERS.render(customer_request(connection))
    _, strokes = figures_of(content)["retention"]["data"]
    assert (strokes["x"], strokes["y"], strokes["name"][:14]) == (
        [2],
        ["Feb 2026"],
        "Month not over",
    )
    assert "A stroke marks months that were not over" in text_of(content)
