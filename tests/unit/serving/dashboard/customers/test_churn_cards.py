"""Customers without a churn signal link to those with the same reason."""

import duckdb

from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from tests.support.pages.customer_tables import customer_request, fill_customer_tables
from tests.support.pages.rendered import figures_of, links_of, text_of


def test_customers_without_a_signal_lead_to_those_with_that_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection)
    content = CUSTOMERS.render(customer_request(connection))
    links = links_of(figures_of(content)["churn"])
    assert any("is.churn_unavailable_reason=No+rhythm." in link for link in links)
    assert "For 1 customer this is not known: No rhythm." in text_of(content)
