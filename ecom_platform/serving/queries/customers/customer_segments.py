"""Who the best customers are and who slips away, within one feed as scores compare there only.

What they are expected to bring belongs in `expected_value.py`, whether they come back in
`cohort_retention.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.groups import FeedSize, Group, Grouping, grouped, within_feed
from ecom_platform.serving.queries.view import NOT_STATED, View

SEGMENTS = "marts.dim_customer_segments"
FEEDS = "marts.dim_feeds"


@dataclass(frozen=True)
class ScoreCell:
    """Customers with one pair of scores."""

    recency_score: int
    frequency_score: int
    count: int
    amount: Decimal | None


@dataclass(frozen=True)
class ChurnSummary:
    """Customers whose silence is unusual against their own rhythm.

    Attributes:
        silent_amount: what the silent ones brought so far.
        known: how many customers have a rhythm of their own.
    """

    silent: int
    silent_amount: Decimal
    late: int
    known: int
    total: int


def feeds_with_customers(
    connection: duckdb.DuckDBPyConnection, view: View, tables: Sequence[str]
) -> list[FeedSize]:
    """The feeds with customers in the currency, by these tables of customers; the largest first."""
    where, values = view.where("currency")
    counted = " union all ".join(
        f"select feed, count(*) as customers from {table} where {where} group by feed"
        for table in tables
    )
    rows = connection.execute(
        f"select feed, max(customers) from ({counted}) group by feed order by 2 desc, 1", values
    ).fetchall()
    return [FeedSize(*row) for row in rows]


def feeds_without_customers(connection: duckdb.DuckDBPyConnection, view: View) -> list[str]:
    """The feeds that sell in the currency and do not say to whom."""
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
    """The currency a feed's customers are scored in, where it is not that of the view."""
    row = connection.execute(
        f"select mode(currency) from {SEGMENTS} where feed = $feed and currency <> $currency",
        {"feed": feed, "currency": view.currency},
    ).fetchone()
    return row[0] if row else None


def segments(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """Customers and their money by segment."""
    where, values = within_feed(view.where("currency"), feed)
    return grouped(connection, Grouping(SEGMENTS, "segment", "monetary"), where, values)


def score_cells(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[ScoreCell]:
    """Customers by how recently and how often they bought."""
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
    """Why most customers without scores have none."""
    where, values = within_feed(view.where("currency"), feed)
    row = connection.execute(
        f"select mode(score_unavailable_reason) from {SEGMENTS} where {where}", values
    ).fetchone()
    return row[0] if row else None


def churn_signals(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """Customers by their silence against their own rhythm; those without one by the reason."""
    where, values = within_feed(view.where("currency"), feed)
    grouping = Grouping(SEGMENTS, "churn_signal", "monetary", "churn_unavailable_reason")
    return grouped(connection, grouping, where, values)


def churn_summary(signals: Sequence[Group]) -> ChurnSummary:
    """Those who are late or silent among all."""
    silent = [one for one in signals if one.name == "silent"]
    return ChurnSummary(
        silent=sum(one.count for one in silent),
        silent_amount=sum((one.amount or Decimal(0) for one in silent), Decimal(0)),
        late=sum(one.count for one in signals if one.name == "late"),
        known=sum(one.count for one in signals if one.name),
        total=sum(one.count for one in signals),
    )
