"""The page of customers over tables written by hand: figures where there can be, else reasons."""

from datetime import date
from typing import Any

import duckdb
import pytest

from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
from tests.support.pages.rendered import figures_of, links_of, text_of
from tests.support.tables.dashboard_tables import COHORT_VALUE, FEEDS, LIFETIME, RETENTION, SEGMENTS
from tests.support.tables.hand_made_version import page_request, write_table

TABLES = (
    customer_segments.SEGMENTS,
    customer_segments.FEEDS,
    expected_value.TABLE,
    cohort_retention.RETENTION,
    cohort_retention.VALUE,
)
NO_MODEL = "Too few customers were known."
OURS = {"feed": "shop", "currency": "GBP"}
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Empty tables, and two feeds of which one does not say who buys."""
    opened = duckdb.connect()
    write_table(opened, customer_segments.SEGMENTS, SEGMENTS)
    write_table(opened, expected_value.TABLE, LIFETIME)
    write_table(opened, cohort_retention.RETENTION, RETENTION)
    write_table(opened, cohort_retention.VALUE, COHORT_VALUE)
    feeds: list[dict[str, Any]] = [
        {"feed": "shop", "has_customers": True, "currency": "GBP", "line_count": 9},
        {"feed": "till", "has_customers": False, "currency": "GBP", "line_count": 5},
    ]
    write_table(opened, customer_segments.FEEDS, FEEDS, feeds)
    return opened


def _fill(connection: duckdb.DuckDBPyConnection, *, is_forecast: bool = True) -> None:
    best: dict[str, Any] = {"segment": "champion", "recency_score": 5, "frequency_score": 5}
    people: list[dict[str, Any]] = [
        {**OURS, **best, "customer_id": "a", "monetary": 75, "churn_signal": "on rhythm"},
        {**OURS, "customer_id": "b", "segment": "lost", "monetary": 25, "churn_signal": "silent"},
        {**OURS, "customer_id": "c", "segment": "new", "churn_unavailable_reason": "No rhythm."},
    ]
    write_table(connection, customer_segments.SEGMENTS, SEGMENTS, people)
    known: dict[str, Any] = {"churn_risk": "low", "expected_value_365_days": 30, "tested_days": 90}
    unknown: dict[str, Any] = {"unavailable_reason": NO_MODEL, "value_unavailable_reason": NO_MODEL}
    write_table(
        connection,
        expected_value.TABLE,
        LIFETIME,
        [{**OURS, **(known if is_forecast else unknown)}],
    )
    whole = {**OURS, "cohort_month": FEBRUARY, "cohort_size": 4, "is_left_censored": False}
    cell = {**whole, "active_customers": 2, "retention_share": 0.5, "is_small_cohort": True}
    cells = [
        {**cell, "months_since": 1, "is_censored": False},
        {**cell, "months_since": 2, "is_censored": True},
    ]
    write_table(connection, cohort_retention.RETENTION, RETENTION, cells)
    known_age = {**whole, "months_since": 1, "is_censored": False, "cumulative_value": 6}
    bounds = {"cumulative_value": 7, "lower_cumulative_value": 6, "upper_cumulative_value": 9}
    ahead = {**whole, "months_since": 2, "is_censored": True}
    unforeseen: dict[str, Any] = {"value_unavailable_reason": NO_MODEL}
    ahead |= bounds if is_forecast else unforeseen
    write_table(connection, cohort_retention.VALUE, COHORT_VALUE, [known_age, ahead])


def _request(connection: duckdb.DuckDBPyConnection, **more: Any) -> PageRequest:
    return page_request(connection, tables=TABLES, **more)


def test_every_figure_has_titled_axes_and_points_that_lead_to_rows(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection)
    figures = figures_of(CUSTOMERS.render(_request(connection)))
    assert set(figures) == {"segments", "scores", "churn", "risk", "retention", "curves", "value"}
    for name, figure in figures.items():
        assert figure["layout"]["xaxis"]["title"]["text"], name
        assert links_of(figure), name
        assert all(link.startswith("/rows/") for link in links_of(figure)), name


def test_a_segment_leads_to_its_customers(connection: duckdb.DuckDBPyConnection) -> None:
    _fill(connection)
    figures = figures_of(CUSTOMERS.render(_request(connection)))
    assert any("is.segment=champion" in link for link in links_of(figures["segments"]))


def test_customers_without_a_signal_lead_to_those_with_that_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection)
    content = CUSTOMERS.render(_request(connection))
    links = links_of(figures_of(content)["churn"])
    assert any("is.churn_unavailable_reason=No+rhythm." in link for link in links)
    assert "Not known for 1 customer: No rhythm." in text_of(content)


def test_months_that_were_not_over_have_a_stroke_and_a_sentence(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection)
    content = CUSTOMERS.render(_request(connection))
    _, strokes = figures_of(content)["retention"]["data"]
    assert (strokes["x"], strokes["y"], strokes["name"][:14]) == (
        [2],
        ["Feb 2026"],
        "Month not over",
    )
    assert "A stroke marks months that were not over" in text_of(content)


def test_a_forecast_of_a_cohort_is_dotted(connection: duckdb.DuckDBPyConnection) -> None:
    _fill(connection)
    data = figures_of(CUSTOMERS.render(_request(connection)))["curves"]["data"]
    dashes = [trace["line"].get("dash") for trace in data if "customdata" in trace]
    assert dashes == ["solid", "dot"]


def test_a_diamond_is_drawn_where_a_cohort_has_earned_its_cost(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection)
    paid = {"acquisition_cost": "6.50", "payback_months": 2}
    connection.execute(
        "update analytics.cohort_lifetime_value "
        "set acquisition_cost = $acquisition_cost, payback_months = $payback_months",
        paid,
    )
    content = CUSTOMERS.render(_request(connection))
    (diamond,) = [
        trace
        for trace in figures_of(content)["curves"]["data"]
        if trace.get("marker", {}).get("symbol") == "diamond"
    ]
    assert (diamond["x"], diamond["y"]) == ([2], [7])
    payback = "Customers of Feb 2026 cost £6.50 each and earned it back 2 months later, by forecast"
    assert diamond["hovertext"] == [payback]
    assert f"A diamond marks payback. {payback}." in text_of(content)


@pytest.mark.parametrize(("months", "payback"), [(0, "in the same month"), (1, "1 month later")])
def test_payback_that_was_seen_is_no_forecast(
    connection: duckdb.DuckDBPyConnection, months: int, payback: str
) -> None:
    _fill(connection)
    connection.execute(
        "insert into analytics.cohort_lifetime_value select * replace (0 as months_since) "
        "from analytics.cohort_lifetime_value where months_since = 1"
    )
    connection.execute(
        "update analytics.cohort_lifetime_value set acquisition_cost = 5, payback_months = $months",
        {"months": months},
    )
    text = text_of(CUSTOMERS.render(_request(connection)))
    assert f"Customers of Feb 2026 cost £5.00 each and earned it back {payback}." in text


def test_without_a_payback_its_reason_is_shown(connection: duckdb.DuckDBPyConnection) -> None:
    _fill(connection)
    connection.execute(
        "update analytics.cohort_lifetime_value "
        "set payback_unavailable_reason = 'No cost is on record.'"
    )
    content = CUSTOMERS.render(_request(connection))
    data = figures_of(content)["curves"]["data"]
    assert not [one for one in data if one.get("marker", {}).get("symbol") == "diamond"]
    assert "No payback: No cost is on record." in text_of(content)


def test_without_a_model_the_reason_is_shown_in_place_of_values(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection, is_forecast=False)
    content = CUSTOMERS.render(_request(connection))
    assert {"value", "risk"}.isdisjoint(figures_of(content))
    assert f"Nothing is forecast: {NO_MODEL}" in text_of(content)


def test_a_feed_that_does_not_say_who_buys_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    _fill(connection)
    text = text_of(CUSTOMERS.render(_request(connection)))
    assert "Till does not say who buys" in text


def test_where_nobody_is_known_the_page_says_why(connection: duckdb.DuckDBPyConnection) -> None:
    assert "Till does not say who buys" in text_of(CUSTOMERS.render(_request(connection)))
    connection.execute("delete from marts.dim_feeds")
    empty = {customer_segments.SEGMENTS: "No feed identifies its customers."}
    content = CUSTOMERS.render(_request(connection, empty=empty))
    assert "No feed identifies its customers." in text_of(content)


def test_customers_scored_in_another_currency_say_which(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection)
    connection.execute("update marts.dim_customer_segments set currency = 'EUR'")
    content = CUSTOMERS.render(_request(connection))
    assert "segments" not in figures_of(content)
    assert "are scored in EUR" in text_of(content)


def test_a_link_shows_another_feed_and_leads_back(connection: duckdb.DuckDBPyConnection) -> None:
    _fill(connection)
    connection.execute(
        "insert into marts.dim_customer_segments (feed, currency, segment, monetary) "
        "values ('abroad', 'GBP', 'new', 5)"
    )
    content = CUSTOMERS.render(_request(connection, parameters={"feed": "abroad"}))
    assert "Feed: Abroad." in text_of(content)
    assert "Show Shop" in text_of(content)


def test_a_missing_table_is_named_and_the_rest_is_shown(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _fill(connection)
    request = page_request(
        connection, tables=[one for one in TABLES if one != expected_value.TABLE]
    )
    content = CUSTOMERS.render(request)
    assert "segments" in figures_of(content)
    assert f"{expected_value.TABLE} is not part of this version." in text_of(content)
