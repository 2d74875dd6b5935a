"""The page of customers over tables written by hand: figures where there can be, else reasons."""

import duckdb

from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from ecom_platform.serving.queries.customers import (
    customer_segments,
    expected_value,
)
from tests.support.pages.customer_tables import (
    NO_MODEL,
    TABLES,
    customer_request,
    fill_customer_tables,
)
from tests.support.pages.rendered import figures_of, links_of, text_of
from tests.support.tables.hand_made_version import page_request


def test_every_figure_has_titled_axes_and_points_that_lead_to_rows(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection)
    figures = figures_of(CUSTOMERS.render(customer_request(connection)))
    assert set(figures) == {"segments", "scores", "churn", "risk", "retention", "curves", "value"}
    for name, figure in figures.items():
        assert figure["layout"]["xaxis"]["title"]["text"], name
        assert links_of(figure), name
        assert all(link.startswith("/rows/") for link in links_of(figure)), name


def test_without_a_model_the_reason_is_shown_in_place_of_values(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection, is_forecast=False)
    content = CUSTOMERS.render(customer_request(connection))
    assert {"value", "risk"}.isdisjoint(figures_of(content))
    assert f"Nothing is forecast: {NO_MODEL}" in text_of(content)


def test_a_feed_that_does_not_say_who_buys_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    fill_customer_tables(connection)
    text = text_of(CUSTOMERS.render(customer_request(connection)))
    assert "Till does not say who buys" in text


def test_where_nobody_is_known_the_page_says_why(connection: duckdb.DuckDBPyConnection) -> None:
    assert "Till does not say who buys" in text_of(CUSTOMERS.render(customer_request(connection)))
    connection.execute("delete from marts.dim_feeds")
    empty = {customer_segments.SEGMENTS: "No feed identifies its customers."}
    content = CUSTOMERS.render(customer_request(connection, empty=empty))
    assert "No feed identifies its customers." in text_of(content)


def test_customers_scored_in_another_currency_say_which(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection)
    connection.execute("update marts.dim_customer_segments set currency = 'EUR'")
    content = CUSTOMERS.render(customer_request(connection))
    assert "segments" not in figures_of(content)
    assert "are scored in EUR" in text_of(content)


def test_a_link_shows_another_feed_and_leads_back(connection: duckdb.DuckDBPyConnection) -> None:
    fill_customer_tables(connection)
    connection.execute(
        "insert into marts.dim_customer_segments (feed, currency, segment, monetary) "
        "values ('abroad', 'GBP', 'new', 5)"
    )
    content = CUSTOMERS.render(customer_request(connection, parameters={"feed": "abroad"}))
    assert "Feed: Abroad." in text_of(content)
    assert "Show Shop" in text_of(content)


def test_a_missing_table_is_named_and_the_rest_is_shown(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection)
    request = page_request(
        connection, tables=[one for one in TABLES if one != expected_value.TABLE]
    )
    content = CUSTOMERS.render(request)
    assert "segments" in figures_of(content)
    assert f"{expected_value.TABLE} is not part of this version." in text_of(content)
