"""Which products bring the revenue and which grow, within one feed: shares compare only there.

Queries on stock are in `stock.py`, those on list prices in `price_parity.py`.
"""

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
from ecom_platform.serving.queries.view import View

TABLE = "marts.dim_product_intelligence"


@dataclass(frozen=True)
class PortfolioProduct:
    """A product whose growth and share of revenue are known.

    Attributes:
        recent_share: share of the feed's revenue in the last of two periods.
        growth: recent amount divided by the previous one, minus 1.
    """

    product_id: str
    category: str | None
    recent_share: float
    growth: float
    kept_amount: Decimal
    growth_share_class: str | None
    priority: str | None


@dataclass(frozen=True)
class Portfolio:
    """The largest products by growth and share, and why others are missing.

    Attributes:
        products: the products that kept most, among those with growth and share.
        placed: how many products have both growth and share.
        total: how many products were sold.
        reasons: why the growth of others is unknown, and of how many products.
    """

    products: tuple[PortfolioProduct, ...]
    placed: int
    total: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Concentration:
    """How many products bring most of the revenue.

    Attributes:
        leading: products of class A.
        sold: products that were sold.
        share: share of the revenue that products of class A bring; None without revenue.
    """

    leading: int
    sold: int
    share: float | None


def feeds_with_products(connection: duckdb.DuckDBPyConnection, view: View) -> list[FeedSize]:
    """The feeds that sold something in the view, the one that kept most money first."""
    where, values = view.where("currency", "category")
    rows = connection.execute(
        f"select feed, sum(kept_amount) from {TABLE} where {where} and line_count > 0 "
        "group by feed order by 2 desc nulls last, 1",
        values,
    ).fetchall()
    return [FeedSize(*row) for row in rows]


def concentration(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> Concentration:
    """How many of the sold products of a feed are of class A, and their share of the revenue."""
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


def portfolio(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str, most_products: int
) -> Portfolio:
    """The products of a feed by share of revenue and growth, those that kept most first."""
    where, values = within_feed(view.where("currency", "category"), feed)
    known_sql = "growth_share is not null and recent_share_of_revenue > 0 and kept_amount > 0"
    rows = connection.execute(
        f"""
        select product_id, category, recent_share_of_revenue, growth_share, kept_amount,
            growth_share_class, investment_priority
        from {TABLE} where {where} and {known_sql}
        order by kept_amount desc, product_id limit {most_products}
        """,
        values,
    ).fetchall()
    placed, total = connection.execute(
        f"select count(*) filter (where {known_sql}), count(*) from {TABLE} "
        f"where {where} and line_count > 0",
        values,
    ).fetchall()[0]
    reasons = connection.execute(
        f"""
        select coalesce(growth_unavailable_reason, 'Nothing kept in the last of two periods.'),
            count(*)
        from {TABLE} where {where} and line_count > 0 and not coalesce({known_sql}, false)
        group by all order by 2 desc, 1
        """,
        values,
    ).fetchall()
    return Portfolio(tuple(PortfolioProduct(*row) for row in rows), placed, total, tuple(reasons))


def growth_classes(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """The sold products of a feed and their kept money by growth-share class."""
    return _sold_products_by(
        connection, view, feed, "growth_share_class", "growth_share_unavailable_reason"
    )


def lifecycle_stages(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """The sold products of a feed and their kept money by lifecycle stage."""
    return _sold_products_by(
        connection, view, feed, "lifecycle_stage", "lifecycle_unavailable_reason"
    )


def priorities(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """The sold products of a feed and their kept money by investment priority."""
    return _sold_products_by(
        connection, view, feed, "investment_priority", "product_score_unavailable_reason"
    )


def _sold_products_by(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str, column: str, reason: str
) -> list[Group]:
    """The sold products of a feed, grouped by a column; `reason` says why it has no value."""
    where, values = within_feed(view.where("currency", "category"), feed)
    grouping = Grouping(TABLE, column, "kept_amount", reason)
    return grouped(connection, grouping, f"{where} and line_count > 0", values)
