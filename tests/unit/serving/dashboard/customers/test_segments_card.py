"""A segment links to its customers."""

import duckdb

from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from tests.support.pages.customer_tables import customer_request, fill_customer_tables
from tests.support.pages.rendered import figures_of, links_of


def test_a_segment_leads_to_its_customers(connection: duckdb.DuckDBPyConnection) -> None:
    fill_customer_tables(connection)
    figures = figures_of(CUSTOMERS.render(customer_request(connection)))
    assert any("is.segment=champion" in link for link in links_of(figures["segments"]))
