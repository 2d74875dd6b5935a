"""What lies in stock, how long it lasts, and what nobody buys; each product is counted once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.groups import Group, Grouping, grouped
from ecom_platform.serving.queries.products.product_portfolio import TABLE
from ecom_platform.serving.queries.view import View

_STOCKED = "is_stock_row"


@dataclass(frozen=True)
class DeadProduct:
    """A product in stock that nobody bought for long."""

    product_id: str
    feed: str
    category: str | None
    quantity: int
    last_sale_date: date | None


@dataclass(frozen=True)
class DeadStock:
    """What nobody buys, the largest first.

    Attributes:
        products: how many they are.
        pieces: of theirs in stock.
        untold: stocked products of which it cannot be told.
        untold_reason: why, of most of them.
    """

    largest: tuple[DeadProduct, ...]
    products: int
    pieces: int
    unknown: int
    unknown_reason: str | None


@dataclass(frozen=True)
class StockDay:
    """On how many products' lists a day stands, and the newest such day."""

    products: int
    undated: int
    newest: date | None


def risks(connection: duckdb.DuckDBPyConnection, view: View) -> list[Group]:
    """Stocked products and their pieces by the risk to sell what is not there."""
    where, values = view.where("currency", "category")
    grouping = Grouping(TABLE, "oversell_risk", "stock_quantity", "stock_cover_unavailable_reason")
    return grouped(connection, grouping, f"{where} and {_STOCKED}", values)


def dead_stock(connection: duckdb.DuckDBPyConnection, view: View, most: int = 8) -> DeadStock:
    """The stock of products that were not sold for long in any channel."""
    where, values = view.where("currency", "category")
    seen = f"from {TABLE} where {where} and {_STOCKED}"
    rows = connection.execute(
        f"""
        select product_id, feed, category, stock_quantity, last_sale_date
        {seen} and is_dead_stock order by stock_quantity desc, product_id limit {most}
        """,
        values,
    ).fetchall()
    products, pieces, unknown, reason = connection.execute(
        f"""
        select count(*) filter (where is_dead_stock),
            coalesce(sum(stock_quantity) filter (where is_dead_stock), 0)::bigint,
            count(*) filter (where is_dead_stock is null), mode(dead_stock_unavailable_reason)
        {seen}
        """,
        values,
    ).fetchall()[0]
    return DeadStock(tuple(DeadProduct(*row) for row in rows), products, pieces, unknown, reason)


def stock_day(connection: duckdb.DuckDBPyConnection, view: View) -> StockDay:
    """Which day the stock is of, as far as the lists say."""
    where, values = view.where("currency", "category")
    row = connection.execute(
        f"""
        select count(*), count(*) filter (where is_stock_date_unknown), max(stock_date)
        from {TABLE} where {where} and {_STOCKED}
        """,
        values,
    ).fetchall()[0]
    return StockDay(*row)


def currencies_with_stock(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The currencies under which stock is counted."""
    rows = connection.execute(
        f"select distinct currency from {TABLE} where {_STOCKED} and currency is not null "
        "order by currency"
    ).fetchall()
    return [row[0] for row in rows]


def no_stock_reason(connection: duckdb.DuckDBPyConnection, view: View) -> str | None:
    """Why most products under the view have no stock."""
    where, values = view.where("currency", "category")
    row = connection.execute(
        f"select mode(stock_cover_unavailable_reason) from {TABLE} where {where}", values
    ).fetchone()
    return row[0] if row else None


def pieces_of(groups: list[Group]) -> Decimal:
    """All pieces of these groups."""
    return sum((one.amount for one in groups if one.amount is not None), Decimal(0))
