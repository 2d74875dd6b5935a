"""Which products carry the revenue and which grow, within one feed as shares compare there only.

What lies in stock belongs in `stock.py`, what lists ask for in `price_parity.py`.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.groups import FeedSize, Group, Grouping, grouped, within_feed
from ecom_platform.serving.queries.view import View

TABLE = "marts.dim_product_intelligence"
MOST_BUBBLES = 300


@dataclass(frozen=True)
class PortfolioProduct:
    """A product whose growth and share are known."""

    product_id: str
    category: str | None
    recent_share: float
    growth: float
    kept_amount: Decimal
    growth_share_class: str | None
    priority: str | None


@dataclass(frozen=True)
class Portfolio:
    """The largest products that can be placed, and why others cannot.

    Attributes:
        placed: how many could be placed in all.
        total: how many were sold.
        reasons: why the growth of others is not known, and of how many.
    """

    products: tuple[PortfolioProduct, ...]
    placed: int
    total: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Concentration:
    """How many products carry most of the revenue.

    Attributes:
        leading: products of class A.
        share: their part of the revenue; None where there is no revenue.
    """

    leading: int
    sold: int
    share: float | None


def feeds_with_products(connection: duckdb.DuckDBPyConnection, view: View) -> list[FeedSize]:
    """The feeds that sold something under the view, the one that kept most first."""
    where, values = view.where("currency", "category")
    rows = connection.execute(
        f"select feed, sum(kept_amount) from {TABLE} where {where} and line_count > 0 "
        "group by feed order by 2 desc nulls last, 1",
        values,
    ).fetchall()
    return [FeedSize(*row) for row in rows]


def concentration(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> Concentration:
    """The products of class A among those sold."""
    where, values = within_feed(view.where("currency", "category"), feed)
    row = connection.execute(
        f"""
        select count(*) filter (where abc_class = 'A'), count(*),
            case when sum(kept_amount) > 0 then (sum(kept_amount) filter (where abc_class = 'A')
                / sum(kept_amount))::double end
        from {TABLE} where {where} and line_count > 0
        """,
        values,
    ).fetchall()[0]
    return Concentration(*row)


def portfolio(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> Portfolio:
    """The products by share and growth, those that kept most."""
    where, values = within_feed(view.where("currency", "category"), feed)
    known = "growth_share is not null and recent_share_of_revenue > 0 and kept_amount > 0"
    rows = connection.execute(
        f"""
        select product_id, category, recent_share_of_revenue, growth_share, kept_amount,
            growth_share_class, investment_priority
        from {TABLE} where {where} and {known}
        order by kept_amount desc, product_id limit {MOST_BUBBLES}
        """,
        values,
    ).fetchall()
    placed, total = connection.execute(
        f"select count(*) filter (where {known}), count(*) from {TABLE} "
        f"where {where} and line_count > 0",
        values,
    ).fetchall()[0]
    reasons = connection.execute(
        f"""
        select coalesce(growth_unavailable_reason, 'Nothing kept in the last of two periods.'),
            count(*)
        from {TABLE} where {where} and line_count > 0 and not coalesce({known}, false)
        group by all order by 2 desc, 1
        """,
        values,
    ).fetchall()
    return Portfolio(tuple(PortfolioProduct(*row) for row in rows), placed, total, tuple(reasons))


def growth_classes(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """Products and their money by growth and share."""
    return _sold(connection, view, feed, "growth_share_class", "growth_share_unavailable_reason")


def lifecycle_stages(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """Products and their money by the stage of their life."""
    return _sold(connection, view, feed, "lifecycle_stage", "lifecycle_unavailable_reason")


def priorities(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """Products and their money by what to do with them."""
    return _sold(connection, view, feed, "investment_priority", "product_score_unavailable_reason")


def _sold(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str, column: str, reason: str
) -> list[Group]:
    where, values = within_feed(view.where("currency", "category"), feed)
    grouping = Grouping(TABLE, column, "kept_amount", reason)
    return grouped(connection, grouping, f"{where} and line_count > 0", values)
