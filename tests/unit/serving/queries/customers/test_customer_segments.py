"""Questions about customers, on tables written by hand."""

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ecom_platform.serving.queries.customers import customer_segments
from ecom_platform.serving.queries.grouped_rows import FeedSize, Group, chosen_feed
from tests.support.tables.dashboard_tables import FEEDS, LIFETIME, SEGMENTS
from tests.support.tables.hand_made_version import POUNDS, write_table

NO_RHYTHM = "Fewer than 3 order days."


def _customer(**values: Any) -> dict[str, Any]:
    return {"feed": "shop", "currency": "GBP", **values}


def _bought(
    customer: str, segment: str, monetary: int, recency: int, **more: Any
) -> dict[str, Any]:
    scores = {"recency_score": recency, "frequency_score": 5}
    return _customer(customer_id=customer, segment=segment, monetary=monetary, **scores, **more)


CUSTOMERS = [
    _bought("a", "champion", 75, 5, churn_signal="on rhythm"),
    _bought("b", "lost", 20, 1, churn_signal="silent"),
    _bought("c", "lost", 5, 1, churn_unavailable_reason=NO_RHYTHM),
    _customer(
        customer_id="d",
        segment="no purchase",
        score_unavailable_reason="No kept purchase.",
        churn_unavailable_reason="No kept purchase.",
    ),
    {**_bought("e", "champion", 900, 5), "feed": "other"},
    {**_bought("f", "champion", 900, 5), "currency": "EUR"},
]
SELLERS: list[dict[str, Any]] = [
    {"feed": "shop", "has_customers": True, "currency": "EUR, GBP", "line_count": 9},
    {"feed": "till", "has_customers": False, "currency": "EUR, GBP", "line_count": 5},
    {"feed": "abroad", "has_customers": False, "currency": "USD", "line_count": 7},
]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    opened = duckdb.connect()
    write_table(opened, customer_segments.SEGMENTS, SEGMENTS, CUSTOMERS)
    others = [_customer(customer_id=str(number)) | {"feed": "other"} for number in range(9)]
    write_table(opened, "analytics.customer_lifetime_value", LIFETIME, others)
    write_table(opened, customer_segments.FEEDS, FEEDS, SELLERS)
    return opened


def test_segments_are_of_one_feed_and_currency_and_their_shares_are_of_that(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert customer_segments.segments(connection, POUNDS, "shop") == [
        Group("champion", None, 1, Decimal("75.00"), 0.25, 0.75),
        Group("lost", None, 2, Decimal("25.00"), 0.5, 0.25),
        Group("no purchase", None, 1, None, 0.25, None),
    ]


def test_customers_without_a_signal_are_grouped_by_the_reason(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    groups = customer_segments.churn_signals(connection, POUNDS, "shop")
    assert [(one.name, one.reason, one.count) for one in groups] == [
        ("on rhythm", None, 1),
        ("silent", None, 1),
        (None, NO_RHYTHM, 1),
        (None, "No kept purchase.", 1),
    ]


def test_only_customers_with_a_rhythm_can_be_silent(connection: duckdb.DuckDBPyConnection) -> None:
    found = customer_segments.churn_summary(
        customer_segments.churn_signals(connection, POUNDS, "shop")
    )
    assert found == customer_segments.ChurnSummary(
        silent=1, silent_amount=Decimal("20.00"), late=0, known=2, total=4
    )


def test_cells_hold_the_customers_with_both_scores(connection: duckdb.DuckDBPyConnection) -> None:
    assert customer_segments.score_cells(connection, POUNDS, "shop") == [
        customer_segments.ScoreCell(1, 5, 2, Decimal("25.00")),
        customer_segments.ScoreCell(5, 5, 1, Decimal("75.00")),
    ]


def test_a_feed_without_scores_says_why(connection: duckdb.DuckDBPyConnection) -> None:
    assert customer_segments.score_reason(connection, POUNDS, "shop") == "No kept purchase."
    assert customer_segments.score_reason(connection, POUNDS, "nobody") is None


def test_the_feed_with_most_customers_comes_first_by_whichever_table_knows_more(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    tables = [customer_segments.SEGMENTS, "analytics.customer_lifetime_value"]
    feeds = customer_segments.feeds_with_customers(connection, POUNDS, tables)
    assert feeds == [FeedSize("other", 9), FeedSize("shop", 4)]


def test_feeds_without_customers_are_those_that_sell_in_the_currency(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert customer_segments.feeds_without_customers(connection, POUNDS) == ["till"]


def test_a_feed_scored_in_another_currency_says_which(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert customer_segments.scored_currency(connection, POUNDS, "shop") == "EUR"
    assert customer_segments.scored_currency(connection, POUNDS, "other") is None


@pytest.mark.parametrize(("wanted", "shown"), [("b", "b"), ("gone", "a"), (None, "a")])
def test_a_link_chooses_the_feed_and_else_it_is_the_largest(wanted: str | None, shown: str) -> None:
    assert chosen_feed([FeedSize("a", 2), FeedSize("b", 1)], wanted) == shown


def test_without_feeds_none_is_chosen() -> None:
    assert chosen_feed([], "a") is None
