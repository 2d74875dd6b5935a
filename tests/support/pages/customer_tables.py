"""Tables of the customers page, written by hand: one feed with customers, one without."""

from datetime import date
from typing import Any

import duckdb

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
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


def empty_customer_tables() -> duckdb.DuckDBPyConnection:
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


def fill_customer_tables(
    connection: duckdb.DuckDBPyConnection, *, is_forecast: bool = True
) -> None:
    """Add three customers, their segments, their expected values and one cohort."""
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


def customer_request(connection: duckdb.DuckDBPyConnection, **more: Any) -> PageRequest:
    """A request that sees all tables of the page."""
    return page_request(connection, tables=TABLES, **more)
