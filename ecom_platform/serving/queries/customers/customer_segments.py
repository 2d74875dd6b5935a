"""Who the best customers are and who stops buying, within one feed: scores compare only there.

What customers are expected to bring is in `expected_value.py`; whether they come back is in
`cohort_retention.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.grouped_rows import (
    FeedSize,
    Group,
    Grouping,
    grouped,
    within_feed,
)
from ecom_platform.serving.queries.view import NOT_STATED, View

SEGMENTS = "marts.dim_customer_segments"
FEEDS = "marts.dim_feeds"


@dataclass(frozen=True)
class ScoreCell:
    """How many customers have one pair of scores, and what they brought so far."""

    recency_score: int
    frequency_score: int
    count: int
    amount: Decimal | None


@dataclass(frozen=True)
class ChurnSummary:
    """How many customers are late or silent, compared with their own purchase interval.

    Attributes:
        silent: customers whose churn signal is silent.
        silent_amount: what the silent customers brought so far.
        late: customers whose churn signal is late.
        known: how many customers have a purchase interval of their own.
        total: how many customers there are.
    """

    silent: int
    silent_amount: Decimal
    late: int
    known: int
    total: int


def feeds_with_customers(
    connection: duckdb.DuckDBPyConnection, view: View, tables: Sequence[str]
) -> list[FeedSize]:
    """The feeds with customers in the currency of the view, the one with most customers first.

    Args:
        connection: to a published version.
        view: only its currency applies.
        tables: tables with one row per customer; the largest count of them is the feed's size.
    """
    where, values = view.where("currency")
    customers_per_feed_sql = " union all ".join(
        f"select feed, count(*) as customers from {table} where {where} group by feed"
        for table in tables
    )
    rows = connection.execute(
        f"select feed, max(customers) from ({customers_per_feed_sql}) group by feed "
        "order by 2 desc, 1",
        values,
    ).fetchall()
    return [FeedSize(*row) for row in rows]


def feeds_without_customers(connection: duckdb.DuckDBPyConnection, view: View) -> list[str]:
    """The feeds that sell in the currency and do not identify their customers."""
    rows = connection.execute(
        f"""
        select feed from {FEEDS} where not has_customers
            and list_contains(string_split(coalesce(currency, '{NOT_STATED}'), ', '), $currency)
        order by line_count desc, feed
        """,
        {"currency": view.currency},
    ).fetchall()
    return [row[0] for row in rows]


def scored_currency(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> str | None:
    """The other currency in which a feed's customers are scored, if there is one.

    Returns:
        None where the customers are scored in the currency of the view only.
    """
    row = connection.execute(
        f"select mode(currency) from {SEGMENTS} where feed = $feed and currency <> $currency",
        {"feed": feed, "currency": view.currency},
    ).fetchone()
    return row[0] if row else None


def segments(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """The customers of a feed and their money by segment."""
    where, values = within_feed(view.where("currency"), feed)
    return grouped(connection, Grouping(SEGMENTS, "segment", "monetary"), where, values)


def score_cells(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[ScoreCell]:
    """How many customers have each pair of recency and frequency scores."""
    where, values = within_feed(view.where("currency"), feed)
    rows = connection.execute(
        f"""
        select recency_score, frequency_score, count(*), sum(monetary)
        from {SEGMENTS} where {where} and recency_score is not null and frequency_score is not null
        group by all order by all
        """,
        values,
    ).fetchall()
    return [ScoreCell(*row) for row in rows]


def score_reason(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> str | None:
    """The most frequent reason why customers have no scores; None where all have scores."""
    where, values = within_feed(view.where("currency"), feed)
    row = connection.execute(
        f"select mode(score_unavailable_reason) from {SEGMENTS} where {where}", values
    ).fetchone()
    return row[0] if row else None


def churn_signals(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """The customers of a feed by churn signal; those without one, by the reason why."""
    where, values = within_feed(view.where("currency"), feed)
    grouping = Grouping(SEGMENTS, "churn_signal", "monetary", "churn_unavailable_reason")
    return grouped(connection, grouping, where, values)


def churn_summary(signals: Sequence[Group]) -> ChurnSummary:
    """How many customers are late or silent, from the groups of `churn_signals`."""
    silent = [group for group in signals if group.name == "silent"]
    return ChurnSummary(
        silent=sum(group.count for group in silent),
        silent_amount=sum((group.amount or Decimal(0) for group in silent), Decimal(0)),
        late=sum(group.count for group in signals if group.name == "late"),
        known=sum(group.count for group in signals if group.name),
        total=sum(group.count for group in signals),
    )
